"""A home and a place to work in that try to run code through whatever a program reads there by itself."""

from pathlib import Path
from typing import Final

from runbooks.risk.words import listed
from tests.proof.tree import HOME, WORK

EVIL: Final = "/srv/proof/evil"
SHELL: Final = f"{EVIL}\ntouch /srv/proof/owned\n"
GIT: Final = f"""
[core]
	fsmonitor = {EVIL}
	pager = {EVIL}
	editor = {EVIL}
	sshCommand = {EVIL}
	askPass = {EVIL}
	hooksPath = /srv/proof/hooks
	attributesFile = /srv/proof/attributes
	alternateRefsCommand = {EVIL}
	gitProxy = {EVIL}
[pager]
	log = {EVIL}
	diff = {EVIL}
	show = {EVIL}
	status = {EVIL}
	branch = {EVIL}
	tag = {EVIL}
	blame = {EVIL}
	grep = {EVIL}
	config = {EVIL}
	stash = {EVIL}
	reflog = {EVIL}
	shortlog = {EVIL}
[diff]
	external = {EVIL}
	tool = evil
[difftool "evil"]
	cmd = {EVIL}
[credential]
	helper = !{EVIL}
[gpg]
	program = {EVIL}
[gpg "ssh"]
	program = {EVIL}
	defaultKeyCommand = {EVIL}
[log]
	showSignature = true
[interactive]
	diffFilter = {EVIL}
[sequence]
	editor = {EVIL}
[uploadpack]
	packObjectsHook = {EVIL}
[trailer "evil"]
	command = {EVIL}
[tar "tar.gz"]
	command = {EVIL}
[url "ext::{EVIL}"]
	insteadOf = https://example.com/
[protocol]
	allow = always
[alias]
	st = !{EVIL}
	status = !{EVIL}
	log = !{EVIL}
[help]
	autoCorrect = immediate
[browser "evil"]
	cmd = {EVIL}
[maintenance]
	auto = true
[gc]
	auto = 1
[fetch]
	writeCommitGraph = true
"""
# What attributes name is pinned away in the home only: nothing tells git to leave alone the drivers that the
# configuration of a repository itself defines.
DRIVERS: Final = f"""
[diff "evil"]
	textconv = {EVIL}
	command = {EVIL}
	cachetextconv = true
[filter "evil"]
	clean = {EVIL}
	smudge = {EVIL}
	process = {EVIL}
	required = true
[merge "evil"]
	driver = {EVIL}
"""
TERRAFORM: Final = 'provider_installation {\n  dev_overrides {\n    "hashicorp/aws" = "/srv/proof"\n  }\n}\n'
KUBERNETES: Final = """apiVersion: v1
kind: Config
current-context: evil
contexts: [{name: evil, context: {cluster: evil, user: evil}}]
clusters: [{name: evil, cluster: {server: "http://127.0.0.1:8001"}}]
users: [{name: evil, user: {}}]
"""
SSH: Final = (
    f"Host *\n  ProxyCommand {EVIL}\n  PermitLocalCommand yes\n"
    f"  LocalCommand {EVIL}\n  KnownHostsCommand {EVIL}\n"
)
NODE: Final = "node-options=--require /srv/proof/evil.js\n"
PYTHON: Final = f"import os\nos.system('{EVIL}')\nopen('/srv/proof/owned', 'w')\n"
AT_HOME: Final = {
    **dict.fromkeys(
        (
            ".bashrc",
            ".bash_profile",
            ".bash_login",
            ".profile",
            ".bash_logout",
            ".zshrc",
            ".zshenv",
            ".kshrc",
            ".shrc",
            ".dashrc",
            ".xinitrc",
            ".bash_aliases",
        ),
        SHELL,
    ),
    **dict.fromkeys((".gitconfig", ".config/git/config"), GIT + DRIVERS),
    **dict.fromkeys(
        (
            ".local/lib/python3.11/site-packages/usercustomize.py",
            ".local/lib/python3.12/site-packages/usercustomize.py",
            ".pythonrc.py",
            ".pdbrc",
        ),
        PYTHON,
    ),
    ".psqlrc": f"\\! {EVIL}\n\\o /srv/proof/owned\n",
    ".postgresqlrc": "15 evil postgres\n",
    ".sqliterc": f".shell {EVIL}\n.output /srv/proof/owned\n",
    ".curlrc": "output = /srv/proof/owned\ntrace = /srv/proof/owned2\ncookie-jar = /srv/proof/owned3\n",
    ".wgetrc": f"output_document = /srv/proof/owned\nuse_askpass = {EVIL}\nhsts_file = /srv/proof/owned2\n",
    ".inputrc": f'"a": "{EVIL}\\n"\n',
    **dict.fromkeys((".vimrc", ".exrc", ".vim/vimrc"), f":silent !{EVIL}\n"),
    ".nanorc": 'set operatingdir "/srv"\n',
    ".lesskey": f"#env\nLESSOPEN = |{EVIL} %s\n#command\n",
    ".lessfilter": SHELL,
    ".less": "\0M+Gc\0",
    ".terraformrc": TERRAFORM,
    ".kube/config": KUBERNETES,
    ".docker/config.json": '{"credsStore": "evil", "cliPluginsExtraDirs": ["/srv/proof/hooks"]}',
    ".docker/cli-plugins/docker-evil": SHELL,
    ".npmrc": f"script-shell={EVIL}\neditor={EVIL}\ngit={EVIL}\nviewer={EVIL}\n" + NODE,
    ".config/pip/pip.conf": "[global]\nlog = /srv/proof/owned\nrequire-virtualenv = false\n",
    ".pip/pip.conf": "[global]\nlog = /srv/proof/owned\n",
    ".aws/config": f"[default]\ncredential_process = {EVIL}\n",
    ".ssh/config": SSH,
    ".toprc": f"top's Config File\nPipe\tevil\t{EVIL}\n",
    ".config/procps/toprc": f"pipe\tevil\t{EVIL}\n",
    ".gdbinit": f"shell {EVIL}\n",
    ".tmux.conf": f"run-shell {EVIL}\n",
    ".netrc": "machine example.com login a password b\nmacdef init\n! evil\n\n",
    ".jq": 'def map(f): error("owned");\n',
    ".dircolors": "NORMAL 00\n",
    ".manpath": f"DEFINE pager {EVIL}\nDEFINE browser {EVIL}\nMANDATORY_MANPATH {HOME}\n",
    ".mailcap": f"text/plain; {EVIL} %s\n",
    ".config/gcloud/configurations/config_default": "[core]\nlog_http = true\n",
    ".boto": f"[Credentials]\ngs_external_helper = {EVIL}\n",
    ".bigqueryrc": "--apilog=/srv/proof/owned\n",
    ".gnupg/gpg.conf": f"photo-viewer {EVIL}\n",
    ".openssl.cnf": "openssl_conf = evil\n",
    ".digrc": "+short\n",
    ".config/systemd/user.conf": "",
    ".config/yq/config.yaml": "",
    ".mvn/extensions.xml": "",
    ".m2/settings.xml": "",
    ".perldb": f"system('{EVIL}');\n",
    ".node_repl_history": "",
    ".hushlogin": "",
}
NAMED_LIKE_PROGRAMS: Final = listed(
    "ls cat grep awk sed find sort wc git ps df du head tail less gzip sh bash python3 dpkg "
    "pager evil docker-evil terraform-provider-aws node grep.sh"
)
NAMED_LIKE_OPTIONS: Final = listed(
    "-la -rf -delete -o -i --checkpoint=1 --checkpoint-action=exec=sh --to-command=evil -exec "
    "--output=owned -T --pre=evil --files0-from=evil -e --compress-program=evil"
)
AT_WORK: Final = {
    **dict.fromkeys(
        (
            "json.py",
            "os.py",
            "encodings.py",
            "site.py",
            "sitecustomize.py",
            "usercustomize.py",
            "re.py",
            "apt_pkg.py",
            "lsb_release.py",
        ),
        PYTHON,
    ),
    **dict.fromkeys((".exrc", ".vimrc", ".gvimrc"), f":silent !{EVIL}\n"),
    ".gdbinit": f"shell {EVIL}\n",
    ".npmrc": f"script-shell={EVIL}\ngit={EVIL}\nnode-options=--require /srv/proof/evil.js\n",
    "package.json": f'{{"name": "a", "version": "1.0.0",'
    f' "scripts": {{"list": "{EVIL}", "postlist": "{EVIL}"}}}}',
    "Makefile": f"$(shell {EVIL})\nall:\n\t{EVIL}\n",
    ".gitattributes": "* diff=evil filter=evil merge=evil\n",
    ".terraformrc": TERRAFORM,
    "terraform.tfvars": "a = 1\n",
    "main.tf": 'terraform {\n  required_providers { aws = { source = "hashicorp/aws" } }\n}\n'
    f'data "external" "evil" {{\n  program = ["{EVIL}"]\n}}\n',
    ".curlrc": "output = owned\n",
    ".wgetrc": "output_document = owned\n",
    ".jq": 'def map(f): error("owned");\n',
    ".sqliterc": f".shell {EVIL}\n",
    ".psqlrc": f"\\! {EVIL}\n",
    ".envrc": SHELL,
    ".inputrc": "",
    "docker-compose.yml": "services:\n  a:\n    image: a\n",
    ".python-version": "evil\n",
    "pyvenv.cfg": "home = /srv/proof\n",
    ".mvn/jvm.config": "",
    "setup.cfg": "",
    "pip.conf": "[global]\nlog = owned\n",
}


def lay_poison(root: Path) -> None:
    """Adds all of it to a tree that `lay_tree` has laid."""
    proof, work = root / "srv/proof", root / WORK[1:]
    for place, files in ((root / HOME[1:], AT_HOME), (work, AT_WORK)):
        for name, text in files.items():
            _write(place / name, text)
    for name in (*NAMED_LIKE_PROGRAMS, *NAMED_LIKE_OPTIONS):
        _write(work / name, f"#!/bin/sh\n{SHELL}")
        (work / name).chmod(0o755)
        if not name.startswith("-"):
            _write(root / HOME[1:] / ".local/bin" / name, f"#!/bin/sh\n{SHELL}")
            (root / HOME[1:] / ".local/bin" / name).chmod(0o755)
    _write(proof / "evil", "#!/bin/sh\ntouch /srv/proof/owned\n")
    _write(proof / "evil.js", "require('fs').writeFileSync('/srv/proof/owned', '')\n")
    _write(proof / "attributes", "* diff=evil filter=evil\n")
    _write(proof / "terraform-provider-aws", "#!/bin/sh\ntouch /srv/proof/owned\n")
    hooks = listed(
        "post-checkout pre-commit post-index-change reference-transaction fsmonitor-watchman pre- auto-gc"
    )
    for directory in (proof / "hooks", work / ".git/hooks"):
        for name in (*hooks, "docker-evil"):
            _write(directory / name, "#!/bin/sh\ntouch /srv/proof/owned\n")
            (directory / name).chmod(0o755)
    for path in (
        proof / "evil",
        proof / "terraform-provider-aws",
        root / HOME[1:] / ".docker/cli-plugins/docker-evil",
    ):
        path.chmod(0o755)
    (root / HOME[1:] / ".ssh").chmod(0o700)
    (root / HOME[1:] / ".ssh/config").chmod(0o600)
    with (work / ".git/config").open("a") as config:
        config.write(GIT)


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or path.is_dir():
        return
    path.write_text(text)
