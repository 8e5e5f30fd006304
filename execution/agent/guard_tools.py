"""Tools with commands of their own (clusters, containers, clouds) as far as they are proven to read only."""

import re
from typing import Final, Optional

from execution.agent import guard_clouds
from execution.agent.guard_options import Rule, no_secret_places, options, take
from execution.agent.guard_words import NotProven

_KUBE_BARE: Final = (
    "-A --all-namespaces -w --watch --watch-only --show-labels --no-headers --ignore-not-found"
    " --show-kind --previous"
    " -p --timestamps --all-containers --prefix --containers --list --short --client -f --follow -R"
    " --recursive"
    " --show-managed-fields --namespaced --server-print --minify --all-namespaces=true"
    " --watch=false --client=true"
    " --follow=true --recursive=false --namespaced=true --namespaced=false --show-events=false --sum --quiet"
)
_KUBE_VALUED: Final = (
    "-n --namespace --context --cluster -l --selector -o --output --field-selector --sort-by -L"
    " --label-columns"
    " -c --container --tail --since --since-time --max-log-requests --limit-bytes --chunk-size"
    " --request-timeout"
    " --timeout --revision --api-group --verbs --categories --for --types --subresource --api-version"
)
_KUBECTL: Final = options(_KUBE_BARE, _KUBE_VALUED)
_EXEC: Final = options(_KUBE_BARE + " -i -t --stdin --tty", _KUBE_VALUED)
_KUBE_READS: Final = frozenset(
    [
        "get",
        "describe",
        "logs",
        "top",
        "version",
        "explain",
        "api-resources",
        "api-versions",
        "events",
        "cluster-info",
    ]
)
_KUBE_SECOND: Final = {
    "rollout": frozenset({"status", "history"}),
    "auth": frozenset({"can-i", "whoami"}),
    "config": frozenset({"view", "get-contexts", "current-context", "get-clusters", "get-users"}),
}
_KUBE_HELP: Final = frozenset(
    [
        "get",
        "describe",
        "logs",
        "top",
        "delete",
        "apply",
        "create",
        "edit",
        "scale",
        "rollout",
        "exec",
        "drain",
        "cordon",
        "patch",
        "explain",
    ]
)
_SETTINGS: Final = re.compile(r"(?:^|[,/])(?:cm|configmaps?|serviceaccounts?|sa)(?:$|[,/.])")


def inner_of_exec(name: str, arguments: list[str]) -> Optional[list[str]]:
    """What `exec` of a tool runs inside a container, after `--`; None when it is no such command."""
    if name != "kubectl" or "exec" not in arguments or "--" not in arguments:
        return None
    at = arguments.index("--")
    found = take(arguments[:at], _EXEC)
    inner = arguments[at + 1 :]
    return inner if inner and found.operands[:1] == ["exec"] else None


def _kubectl(arguments: list[str]) -> None:
    if len(arguments) == 2 and arguments[1] in ("--help", "-h") and arguments[0] in _KUBE_HELP:
        return
    found = take(arguments, _KUBECTL)
    operands = found.operands + found.rest
    verb, rest = (operands or [""])[0], operands[1:]
    if "-f" in found.values and verb != "logs":
        raise NotProven("-f of kubectl reads a file of objects")
    if verb in _KUBE_SECOND:
        if not rest or rest[0] not in _KUBE_SECOND[verb]:
            raise NotProven(f"this {verb} of kubectl is not known to be harmless")
        return
    if verb not in _KUBE_READS or (verb == "cluster-info" and rest):
        raise NotProven(f"{verb or 'nothing'} of kubectl is not known to be harmless")
    no_secret_places(rest)
    output = found.values.get("-o", "") + found.values.get("--output", "")
    if "file" in output or (output and any(_SETTINGS.search(each) for each in rest)):
        raise NotProven("this output may hold secrets")


def _git(arguments: list[str]) -> None:
    _GIT(arguments)
    if arguments[:1] in (["-p"], ["--paginate"]):
        raise NotProven("git opens a pager")


def _verbs(table: str, bare: str = "", valued: str = "") -> Rule:
    """A tool that reads when its words begin like a line of `table`; `*` stands for any further words."""
    known = options(bare, valued)
    lines = [line.split() for line in table.split("|")]

    def rule(arguments: list[str]) -> None:
        found = take(arguments, known)
        words = found.operands + found.rest
        no_secret_places(words)
        for line in lines:
            fixed = [each for each in line if each != "*"]
            if words[: len(fixed)] == fixed and (len(words) == len(fixed) or line[-1] == "*"):
                return
        raise NotProven(f"{' '.join(words[:2]) or 'nothing'} is not among the commands known to read only")

    return rule


_GIT: Final = _verbs(
    "status *|log *|diff *|show *|shortlog *|ls-files *|ls-tree *|rev-parse *|rev-list *"
    "|describe *|blame *|reflog"
    "|stash list|worktree list|diff-tree *|diff-index *|show-ref *|name-rev *|cherry *"
    "|count-objects|whatchanged *|merge-base *|cat-file *|for-each-ref|show-branch|var -l"
    "|diff-files|check-ignore *|version|annotate *",
    "-s -n -p -1 -2 -3 -5 -10 -20 --oneline --stat --graph --all --short --porcelain --cached"
    " --staged --name-only"
    " --name-status --list -l -a -r -v -vv --decorate --no-pager -sn -b --merged --no-merged"
    " --tags --heads --verbose --abbrev-ref"
    " --show-toplevel --is-inside-work-tree -w --numstat --summary --always --no-color --pretty"
    " --reverse --first-parent --merges --no-merges -e -t --count --patch --no-patch"
    " --no-ext-diff --no-textconv --shortstat --follow -sb --branch -M -C --show-current"
    " --stage -u -m -c --pretty= --format= --abbrev= --sort= --date= --color= --decorate= --stat=",
    "-L --since --until --after --before --author --grep --max-count --skip",
)

TOOLS: Final[dict[str, Rule]] = {
    "kubectl": _kubectl,
    **guard_clouds.CLOUDS,
    "gh": _verbs(
        "run list|run view *|pr list|pr view *|pr status|pr checks *|pr diff *|issue list|issue"
        " view *|issue status"
        "|repo list *|repo view *|release list|release view *|workflow list|workflow view *|gist"
        " list|label list",
        "--all -a --comments --json= --verbose --exit-status --log --log-failed -c -n --no-browser",
        "-L --limit -R --repo --json -q --jq --state -s -b --branch -w --workflow --author -A"
        " --label -l -t --template",
    ),
    "systemctl": _verbs(
        "status *|is-active *|is-enabled *|is-failed *|is-system-running|list-units *"
        "|list-unit-files *|list-timers *"
        "|list-sockets|list-jobs|list-dependencies *|cat *|get-default",
        "--all -a --no-pager --no-legend --failed --full -l -q --quiet --plain --user --system",
        "-t --type --state -p --property -n --lines -o --output",
    ),
    "service": _verbs("--status-all"),
    "docker": _verbs(
        "ps|images *|image ls *|image list *|image history *|image inspect *|logs *|stats *|version"
        "|info|top *|port *|history *|diff *|network ls"
        "|network inspect *|volume ls|volume inspect *|container ls|container list|container logs *"
        "|container top *"
        "|container stats *|container port *|container diff *|container ps|service ls|service ps *"
        "|service logs *|node ls|stack ls|stack ps *|context ls"
        "|compose ps *|compose ls|compose logs *|compose top *|compose images *|compose version"
        "|compose port *"
        "|system df|system info|buildx ls|events|search *|trust inspect *|plugin ls",
        "-a --all -q --quiet --no-trunc -s --size --no-stream -f --follow -t --timestamps -l"
        " --latest --digests -v"
        " --no-color --no-log-prefix --services",
        "--format --filter -n --last --tail --since --until --profile --status",
    ),
    "helm": _verbs(
        "list|ls|status *|history *|search *|show *|version|repo list|dependency list *|plugin list"
        "|lint *|get notes *|get metadata *|verify *",
        "-A --all-namespaces -a --all -q --short --client -l --devel --versions -d -r --reverse"
        " --failed --pending --deployed --strict --regexp",
        "-n --namespace -o --output --max -m --kube-context --revision --version --filter -f --selector",
    ),
    "terraform": _verbs(
        "version|validate|state list *|providers|workspace list|workspace show|graph|modules"
        "|metadata functions",
        "-json -no-color -version",
        "",
    ),
    "git": _git,
    "npm": _verbs(
        "ls *|list *|view *|v *|info *|show *|outdated *|help-search *|ping|root|prefix|owner ls *",
        "-g --json --long --all --depth=0 -l",
        "--depth",
    ),
    "pip": _verbs(
        "list|freeze|show *|check|debug|inspect",
        "-o --outdated -u --uptodate --user -l --local -v -f --files --verbose",
        "--format --path",
    ),
    "redis-cli": _verbs(
        "ping|PING|info *|INFO *|dbsize|DBSIZE|llen *|LLEN *|ttl *|TTL *|exists *|EXISTS *|type *"
        "|TYPE *|slowlog get *|SLOWLOG GET *"
        "|memory usage *|MEMORY USAGE *|MEMORY STATS|memory stats|client list|CLIENT LIST|cluster"
        " info|CLUSTER INFO|cluster nodes|CLUSTER NODES|scard *|zcard *|hlen *|time|TIME|role|ROLE"
        "|lastsave|LASTSAVE",
        "--raw --no-auth-warning",
        "-h -p -n",
    ),
    "promtool": _verbs("check config *|check rules *|query instant *|query range *|check metrics"),
    "fly": _verbs(
        "status|apps list|postgres list|logs|releases|regions list|volumes list|platform status"
        "|version|machines list",
        "",
        "-a --app",
    ),
}
TOOLS["podman"] = TOOLS["docker"]
TOOLS["docker-compose"] = _verbs(
    "ps *|ls|logs *|top *|images *|version|port *",
    "-a --all -q --quiet -f --follow -t --timestamps --no-color --services --no-log-prefix",
    "--tail --format --filter --status --since --until",
)
