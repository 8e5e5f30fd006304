"""Variables that must stand whatever a tool does, even for its help, so that it leaves and runs nothing more.

They rule out what a tool reads or keeps by itself in the home of whoever runs it: modules, plugins, settings
that name programs, logs, compiled code, and word to its maker that it was used.
"""

from typing import Final

from runbooks.risk.words import listed

Pins = tuple[tuple[str, str], ...]

PYTHON_PINS: Final[Pins] = (("PYTHONNOUSERSITE", "1"), ("PYTHONDONTWRITEBYTECODE", "1"))
WRITTEN_IN_PYTHON: Final = listed(
    "aws az gcloud gsutil bq pip pip3 pipx poetry conda lsb_release ansible ansible-config ansible-doc "
    "ansible-galaxy ansible-inventory ansible-lint ansible-playbook cfn-lint yamllint patronictl cqlsh ceph "
    "supervisorctl firewall-cmd pcs certbot docker-compose eb cdk sam salt glances openstack dnf yum yq "
    "needs-restarting"
)
TOOL_PINS: Final[dict[str, Pins]] = {
    **dict.fromkeys(WRITTEN_IN_PYTHON, PYTHON_PINS),
    **dict.fromkeys(("python", "python3", *(f"python3.{minor}" for minor in range(6, 20))), PYTHON_PINS),
    **dict.fromkeys(
        ("gcloud", "gsutil", "bq"),
        (
            *PYTHON_PINS,
            ("CLOUDSDK_CORE_DISABLE_FILE_LOGGING", "1"),
            ("CLOUDSDK_CORE_DISABLE_USAGE_REPORTING", "1"),
            ("CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK", "1"),
        ),
    ),
    **dict.fromkeys(("pip", "pip3"), (*PYTHON_PINS, ("PIP_CONFIG_FILE", "/dev/null"))),
    "argocd": (("KUBECTL_EXTERNAL_DIFF", "diff -u -N"),),
    # In /proc nobody can make what is not there.
    "docker": (("DOCKER_CONFIG", "/proc/none"),),
    "docker-compose": (*PYTHON_PINS, ("DOCKER_CONFIG", "/proc/none")),
    **dict.fromkeys(
        ("terraform", "tofu"), (("CHECKPOINT_DISABLE", "1"), ("TF_CLI_CONFIG_FILE", "/dev/null"))
    ),
    **dict.fromkeys(("npm", "npx"), (("NPM_CONFIG_LOGS_MAX", "0"), ("NPM_CONFIG_UPDATE_NOTIFIER", "false"))),
}

# What these run does not see the variables that were set for them. Most of what is pinned is for a terminal
# nobody sits at, or for a home nobody writes to; but a repository itself says which programs git shall run.
CLEARS: Final = listed("sudo doas su runuser ssh kubectl oc docker podman nerdctl crictl machinectl lxc")
NEEDED: Final = listed("GIT_CONFIG_COUNT")
UNPINNED: Final = "What keeps git from running a repository's own programs does not get through `{}`."
