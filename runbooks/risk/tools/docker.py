"""docker, podman, nerdctl, crictl and compose."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Arity, Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, yellow
from runbooks.risk.tools.kit import by_table, entries, path_of, said, settled, union
from runbooks.risk.words import Call, Word, listed
from runbooks.types import Risk

GLOBAL: Final = (
    "D H: l: c: v --debug --host= --log-level= --context= --config= --tls --help --version "
    "--namespace= n: r: --runtime-endpoint= --url= --connection="
)
OPTIONS: Final = union(
    GLOBAL,
    (
        "a q f: n: s l t: --all --quiet --filter= --format= --no-trunc --last= --latest --size "
        "--follow --tail= --since= --until= --timestamps --details --no-stream --type= --tree "
        "--digests --human=? --dangling --verbose --pretty --limit= --index= --services --volumes "
        "--images --profiles --hash= --no-interpolate --resolve-image-digests --orphans --status= "
        "--json --no-log-prefix --no-color --no-resolve --no-task-ids --raw p: --project-name= "
        "--file= --profile= --env-file= --project-directory= --ansi= --progress= --protocol= "
        "--environment --variables --output= o: --dry-run --password-stdin u: w: e: --user= "
        "--workdir= --env= i d --interactive --tty --detach --privileged --no-TTY T --signal= --time= "
        "--force --volumes --link --rm v --remove-orphans --rmi= --timeout= --build --scale= "
        "--detach-keys= --device --latest --sort= --pod x --no-headers --pull= --no-index --stop-timeout="
    ),
)
RAW: Final = """
green: ps images logs inspect stats top version info history port diff search events help
green: container/ls container/list container/ps container/logs container/inspect container/stats
    container/top container/port container/diff
green: image/ls image/list image/inspect image/history image/search image/tree network/ls network/list
    network/inspect volume/ls volume/list volume/inspect
green: system/df system/info system/events node/ls node/ps node/inspect service/ls service/ps service/logs
    service/inspect stack/ls stack/ps stack/services
green: secret/ls secret/inspect config/ls config/inspect context/ls context/show context/inspect plugin/ls
    plugin/inspect manifest/inspect buildx/ls buildx/du
green: buildx/inspect buildx/version trust/inspect pod/ps pod/ls pod/list pod/inspect pod/logs pod/stats
    pod/top container/exists image/exists volume/exists network/exists
green: system/version checkpoint/ls builder/du stack/config healthcheck-x machine/list machine/ls
    machine/inspect container/list image/save save export container/export
green: compose/ps compose/logs compose/ls compose/top compose/images compose/port compose/version
    compose/events compose/config compose/convert compose/stats compose/volumes
yellow: run create container/run container/create exec container/exec attach container/attach compose/exec
    compose/run compose/attach | runs code in a container
yellow: start restart unpause container/start container/restart container/unpause pause container/pause
    rename container/rename update container/update wait container/wait
yellow: pull push build tag commit import load login logout image/pull image/push image/build image/tag
    image/import image/load container/commit cp container/cp
yellow: compose/up compose/start compose/restart compose/build compose/pull compose/push compose/create
    compose/pause compose/unpause compose/cp compose/wait compose/watch
yellow: compose/commit compose/export compose/scale compose/publish compose/alpha compose/bridge
    network/create network/connect volume/create secret/create config/create
yellow: network/disconnect service/create service/update service/scale service/rollback stack/deploy
    node/update node/promote node/demote swarm plugin buildx builder/build
yellow: context manifest trust pod/create pod/start pod/restart generate play init machine/start | changes
    containers, images or networks
yellow: stop container/stop kill container/kill compose/stop compose/kill pod/stop pod/kill | stops a
    container
yellow: compose/down | stops and removes the containers of the project
red: rm container/rm rmi image/rm image/remove volume/rm volume/remove network/rm network/remove compose/rm
    service/rm stack/rm stack/down secret/rm config/rm node/rm
red: system/prune container/prune image/prune volume/prune network/prune builder/prune buildx/prune
    compose/rm pod/rm pod/prune swarm/leave-x context/rm plugin/rm buildx/rm
red: system/reset manifest/rm | removes it for good
"""
TABLE: Final = entries(RAW)
EXEC: Final = union(
    GLOBAL,
    (
        "i t d e: u: w: T --interactive --tty --detach --env= --env-file= --user= --workdir= "
        "--privileged --index= --no-TTY --detach-keys= s --sync"
    ),
)


def docker(call: Call, desk: Desk) -> Ruling:
    """docker and those that speak like it."""
    lead = read_options(call.arguments, arity(GLOBAL), stop=True)
    if not lead.rest:
        fine = not lead.strange and (lead.has("--help", "--version", "-v") or not call.arguments)
        return green("It prints a text.") if fine else yellow("It names no sub-command.", call.words[0])
    moved = lead.last("--config", "-H", "--host", "--url")
    ruling = _sub(call, lead, desk)
    if lead.strange or (
        moved
        and (
            moved.name == "--config"
            or not moved.text.startswith(("unix:///var/run/", "unix:///run/", "tcp://"))
        )
    ):
        return at_least(
            Risk.YELLOW, ruling, "A configuration of its own may name a program to run.", call.words[0]
        )
    return ruling


def _sub(call: Call, lead: Line, desk: Desk) -> Ruling:
    rest = list(lead.rest)
    if rest[0].text == "compose":
        line = read_options(
            rest[1:],
            union(
                GLOBAL,
                (
                    "f: p: --file= --project-name= --profile= --env-file= --project-directory= "
                    "--ansi= --progress= --parallel= --dry-run --compatibility --all-resources"
                ),
            ),
            stop=True,
        )
        rest = [rest[0], *line.rest]
        if line.strange:
            return yellow("An option is not known.", *line.strange)
        if len(rest) == 1:
            return green("It prints its help.")
        if line.has("--dry-run") and path_of(rest, TABLE)[0]:
            return yellow("A dry run of compose may still pull.", rest[0])
    path, length = path_of(rest, TABLE)
    if not path:
        return yellow(f"`{call.name} {rest[0].text[:30]}` is not known.", rest[0])
    after = rest[length:]
    if [word.text for word in after] == ["--help"]:
        return green("It prints its help.")
    if path.split("/")[-1] == "exec":
        return _exec(call, after, desk)
    return _ruled(call, path, read_options(after, _local(path)))


def _local(path: str) -> Arity:
    verb = path.split("/")[-1]
    if verb in ("logs",):
        return OPTIONS | arity("f t n: --follow --no-log-prefix")
    if verb in listed("images ls list ps df search history inspect stats top"):
        return OPTIONS | arity("f: q a s v n: t")
    if verb in ("rm", "rmi", "prune", "down", "remove", "stop", "kill"):
        return OPTIONS | arity("f v a t: s: l --all --volumes --force --filter=")
    if verb in ("save", "export"):
        return OPTIONS | arity("o: --output=")
    return OPTIONS


def _ruled(call: Call, path: str, line: Line) -> Ruling:
    ruling = said(call, path, TABLE[path])
    verb = path.split("/")[-1]
    words = [word.text for word in call.arguments]
    if verb == "inspect" and any(re.search(r"(?i)env", option.text) for option in line.all("-f", "--format")):
        return yellow("It prints the environment of a container, which may hold secrets.", call.words[0])
    if verb in ("save", "export", "convert", "config") and line.has("-o", "--output"):
        return yellow("It writes a file.", call.words[0])
    if path in ("compose/config", "compose/convert") and (
        line.has("--environment", "--lock-image-digests") or line.has("-x")
    ):
        return yellow("It prints the environment, which may hold secrets.", call.words[0])
    if path.startswith(("run", "create", "container/run", "container/create")) and any(
        re.match(
            (
                r"--privileged(=true)?$|--pid=host|--net(work)?=host|-v=?/:|--volume=?/:|--cap-add|/:/|"
                r"/var/run/docker.sock"
            ),
            text,
        )
        for text in words
    ):
        return red("It runs with the rights of the host.", call.words[0])
    if verb in ("stop", "kill") and any(word.many for word in line.operands):
        return red("It stops every container that is found.", *line.operands[:1])
    if path == "compose/down" and line.has("-v", "--volumes", "--rmi"):
        return red("It deletes the volumes or images of the project.", call.words[0])
    if verb == "leave" and line.has("--force", "-f"):
        return red("It leaves the swarm by force.", call.words[0])
    if verb in ("start", "pause", "stop"):
        ruling = yellow(f"`{call.name} {path.replace('/', ' ')}` changes what runs.", call.words[0])
    loose_ok = verb in ("inspect", "logs", "top", "port", "diff", "history", "stats")
    return settled(call, line, ruling, loose_ok=loose_ok)


def _exec(call: Call, after: list[Word], desk: Desk) -> Ruling:
    line = read_options(after, EXEC, stop=True)
    if len(line.rest) < 2:
        return yellow("It opens a shell in a container.", call.words[0])
    ruling = desk.wrapped(call, line.rest[1:])
    if line.strange or line.rest[0].loose or line.has("-d", "--detach", "-e", "--env", "--env-file"):
        return at_least(
            Risk.YELLOW, ruling, "An option of `exec` is not proven to be harmless.", call.words[0]
        )
    return ruling


def compose(call: Call, desk: Desk) -> Ruling:
    """docker-compose as a program of its own."""
    name = call.words[0]
    return docker(
        Call(
            (name._replace(text="docker"), name._replace(text="compose"), *call.arguments),
            (),
            call.stdin,
            call.depth,
        ),
        desk,
    )


CRICTL: Final = entries("""
green: ps pods images img logs inspect inspecti inspectp stats statsp info version imagefsinfo metrics
    events config-x
yellow: exec run runp start stop stopp pull create update attach port-forward checkpoint | changes or enters
    containers
red: rm rmp rmi | removes it for good
""")


def crictl(call: Call, desk: Desk) -> Ruling:
    """`crictl`: the container runtime's own client."""
    lead = read_options(
        call.arguments,
        arity("r: i: c: t: D --runtime-endpoint= --image-endpoint= --timeout= --debug"),
        stop=True,
    )
    if lead.rest and lead.rest[0].text == "exec":
        return _exec(call, list(lead.rest[1:]), desk)
    if any(re.fullmatch(r"-[A-Za-z]*r[A-Za-z]*", word.text) for word in lead.rest):
        return yellow("It may make the log anew.", call.words[0])  # `-r` is the runtime before the verb only
    line = read_options(
        call.arguments,
        arity(GLOBAL)
        | arity(
            "r: i: a q o: f p: s: l n: v --name= --namespace= --state= --label= --output= --tail= "
            "--since= --follow --all --quiet --pod= --last= --no-trunc t --timestamps --latest "
            "--verbose --image= --id= --watch"
        ),
    )
    return settled(call, line, by_table(call, line, CRICTL)[1])


HANDLERS: Final[dict[str, Handler]] = {
    **dict.fromkeys(("docker", "podman", "nerdctl"), docker),
    "docker-compose": compose,
    "podman-compose": compose,
    "crictl": crictl,
}
