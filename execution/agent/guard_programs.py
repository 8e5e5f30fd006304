"""Programs of a host that are proven to read only, each with the words it may be given."""

import re
from typing import Final

from execution.agent import guard_clients, guard_files, guard_tools
from execution.agent.guard_names import HARMLESS, LOOKING, ONLY_NAMES, SHELLS, SPEAKING
from execution.agent.guard_options import Rule, at_most, no_secret_places, options, take
from execution.agent.guard_words import NotProven, Simple, read

_IP_OBJECT: Final = re.compile(
    r"a(?:ddr(?:ess)?)?|l(?:ink)?|r(?:o(?:ute)?)?|ru(?:le)?|n(?:eigh(?:bour)?)?|tunnel"
    r"|maddr(?:ess)?|netns|tuntap"
    r"|mroute|ntable"
)


def proven(simple: Simple) -> None:
    """Raises `NotProven` unless the command is known to change nothing and to disclose no secret."""
    name, arguments = simple.words[0], simple.words[1:]
    no_secret_places(arguments)
    _no_unknown_files(simple)
    if "/" in name and re.match(r"/(?:usr/)?s?bin/[a-z0-9_.-]+\Z", name):
        name = name.rpartition("/")[2]
    if _only_speaks(name, arguments):
        return
    if name in HARMLESS or name in LOOKING:
        return
    inner = guard_tools.inner_of_exec(name, arguments)
    if inner is not None:
        proven(Simple(inner))
        return
    rule = _RULES.get(name) or guard_tools.TOOLS.get(name)
    if rule is None:
        raise NotProven(f"{name} is not among the programs this agent can prove")
    rule(arguments)


def prove_input(simple: Simple, before: Simple | None) -> None:
    """Raises `NotProven` where a pipe would hand on to another host what it must not get."""
    if simple.piped and simple.words[:2] == ["openssl", "s_client"]:
        said = before.words if before else []
        if said not in (["echo"], ["true"], ["echo", "Q"], ["echo", "QUIT"], ["printf", ""]):
            raise NotProven("what is piped would be sent to the other end")


def _no_unknown_files(simple: Simple) -> None:
    """What a pattern matches is not known, so it may match a secret: only names, or logs."""
    if not simple.globs or simple.words[0] in ONLY_NAMES:
        return
    for word in simple.words[1:]:
        if re.search(r"[*?[]", word) and not re.match(r"/var/log/(?!.*\.\./)", word):
            raise NotProven(f"{word} may match a file that holds a secret")


def _only_speaks(name: str, arguments: list[str]) -> bool:
    """Whether the program prints its help or version, and no more."""
    if arguments in (["--help"], ["--version"]):
        return name in SPEAKING or name in guard_tools.TOOLS
    return arguments in (["-V"], ["-version"], ["-help"]) and name in SPEAKING


def _options(bare: str = "", valued: str = "", operands: int = 1000) -> Rule:
    known = options(bare, valued)

    def rule(arguments: list[str]) -> None:
        found = take(arguments, known)
        at_most(operands, found.operands + found.rest)

    return rule


def _needs(one_of: str, bare: str, valued: str = "") -> Rule:
    """A program that only reads when one of these options is given."""
    needed, known = frozenset(one_of.split()), options(bare, valued)

    def rule(arguments: list[str]) -> None:
        if not needed & set(take(arguments, known).values):
            raise NotProven(f"without {one_of} it does more than read")

    return rule


def _printf(arguments: list[str]) -> None:
    if not arguments or arguments[0].startswith("-"):
        raise NotProven("printf with an option may set a variable")


def _shell(arguments: list[str]) -> None:
    found = take(arguments, options("--noprofile --norc -e -u -x -c"), mixed=False)
    if "-c" not in found.values or not found.operands:
        raise NotProven("what the shell reads is not known")
    for simple in read(found.operands[0]):
        proven(simple)


def _xargs(arguments: list[str]) -> None:
    known = options(
        "-0 --null -r --no-run-if-empty -t --verbose",
        "-n --max-args -L --max-lines -P --max-procs -d --delimiter",
    )
    found = take(arguments, known, mixed=False)
    words = found.operands + found.rest
    if words and words[0] not in HARMLESS:
        raise NotProven(f"{words[0]} gets words from elsewhere that may be options")


def _wrapped(bare: str, valued: str, *, first_is_value: bool = False) -> Rule:
    """A program that runs the rest of its words."""
    known = options(bare, valued)

    def rule(arguments: list[str]) -> None:
        found = take(arguments, known, mixed=False)
        words = found.operands + found.rest
        if first_is_value:
            words = words[1:]
        if not words:
            raise NotProven("there is nothing to run")
        proven(Simple(words))

    return rule


def _date(arguments: list[str]) -> None:
    found = take(
        arguments,
        options("-u --utc --universal -R --rfc-email -I", "-d --date -r --reference --iso-8601 --rfc-3339"),
    )
    if any(not each.startswith("+") for each in found.operands + found.rest):
        raise NotProven("a date may be set")


def _sysctl(arguments: list[str]) -> None:
    found = take(arguments, options("-n --values -a --all -A -X -e --ignore -N --names -b --binary"))
    if any("=" in each for each in found.operands + found.rest):
        raise NotProven("sysctl with a value sets it")


def _ip(arguments: list[str]) -> None:
    known = options(
        "-4 -6 -s -stats -statistics -d -details -br -brief -j -json -p -pretty -o -oneline -c"
        " -color -r -resolve",
        "-f -family",
    )
    found = take(arguments, known, mixed=False)
    words = found.operands + found.rest
    if words and not _IP_OBJECT.fullmatch(words[0]):
        raise NotProven(f"{words[0]} of ip is not among those known to be harmless")
    if len(words) > 1 and not re.fullmatch(r"show|ls|lst|list|get|dump", words[1]):
        raise NotProven(f"{words[1]} of ip may change the network")


_GETENT: Final = frozenset(["hosts", "ahosts", "passwd", "group", "services", "protocols", "networks"])


def _jq(arguments: list[str]) -> None:
    _JQ(arguments)
    if any(re.search(r"\$ENV|\benv\b|\$__", each) for each in arguments):
        raise NotProven("jq may print the environment")


def _lspci(arguments: list[str]) -> None:
    if any(re.match(r"-\w*[qQ]", each) for each in arguments):
        raise NotProven("lspci asks a server and keeps the answer")


def _nslookup(arguments: list[str]) -> None:
    if not arguments or arguments[0] == "-":
        raise NotProven("nslookup opens a prompt")


def _ps(arguments: list[str]) -> None:
    if "-E" in arguments:
        raise NotProven("ps may show the environment of processes")
    if any(re.fullmatch(r"[A-Za-z]*e[A-Za-z]*", each) for each in arguments):
        raise NotProven("ps may show the environment of processes")


def _getent(arguments: list[str]) -> None:
    if not arguments or arguments[0] not in _GETENT:
        raise NotProven("this table of getent may hold secrets")


_JOURNAL: Final = (
    "-f --follow -r --reverse -x --catalog -k --dmesg -q --quiet --no-pager --no-hostname --utc -a"
    " --all -e --pager-end -m"
    " --merge --list-boots --disk-usage --system --user -l --full --no-full --header --fields -b"
    " --boot --no-tail",
    "-u --unit -n --lines -S --since -U --until -p --priority -o --output -t --identifier -g --grep"
    " --user-unit"
    " --output-fields --facility -N -F --field -c --cursor --case-sensitive",
)

_JQ: Final = _options(
    "-r -c -e -n -s -S -M -C -j -a --raw-output --compact-output --slurp --exit-status"
    " --null-input --sort-keys --raw-input -R --tab",
    "--indent",
)

_RULES: Final[dict[str, Rule]] = {
    "printf": _printf,
    **dict.fromkeys(SHELLS, _shell),
    "xargs": _xargs,
    "nice": _wrapped("", "-n --adjustment"),
    "time": _wrapped("-p -v", "-f"),
    "timeout": _wrapped("--preserve-status -v", "-k -s --signal --kill-after", first_is_value=True),
    "stdbuf": _wrapped("", "-o -e -i"),
    "date": _date,
    "sysctl": _sysctl,
    "ip": _ip,
    **guard_clients.CLIENTS,
    **guard_files.FILES,
    "sort": _options(
        "-b -d -f -g -h -i -M -n -R -r -V -c -C -m -s -u -z --check --numeric-sort --reverse"
        " --unique --human-numeric-sort"
        " --version-sort --random-sort --stable --ignore-case --check=quiet --check=silent",
        "-k -t --key --field-separator --sort -S --parallel",
    ),
    "jq": _jq,
    "lspci": _lspci,
    "nslookup": _nslookup,
    "file": _options("-b --brief -i --mime -L -k -z --mime-type --mime-encoding", "-m"),
    "hostname": _options("-f --fqdn -s --short -i --ip-address -I --all-ip-addresses -d -A", operands=0),
    "journalctl": _options(*_JOURNAL),
    "dmesg": _options(
        "-T --ctime -H --human -w --follow -k --kernel -u --userspace -x --decode -e --reltime -L"
        " -t -d -S -P -r --raw --notime -J --json",
        "-l --level -f --facility --since --until --time-format",
        0,
    ),
    "ss": _options(
        "-t -u -x -l -n -a -p -4 -6 -s -e -m -o -i -r -H -O --listening --numeric --processes --all"
        " --summary --tcp --udp",
        "-f --family",
        0,
    ),
    "netstat": _options(
        "-t -u -x -l -n -a -p -4 -6 -s -r -i -e -v -o -w -c -g --listening --numeric --programs"
        " --all --tcp --udp"
    ),
    "ifconfig": _options("-a -s -v", operands=1),
    "lsof": _options("-n -P -l -t -U -b -w -V", "-i -p -u -c -d -s -a"),
    "top": _options("-b -c -H -i -S", "-n -d -p -u -o -w -U", 0),
    "ping": _options("-4 -6 -n -q -D", "-c -W -w -i -s -I -t", 1),
    "tree": _options("-a -d -f -h -p -s -D -C --du --dirsfirst -l -x", "-L -I -P"),
    "which": _options("-a"),
    "type": _options("-a -t -p"),
    "base64": _options("-d -D --decode -i --ignore-garbage", "-w --wrap"),
    "base32": _options("-d --decode", "-w --wrap"),
    "lastlog": _options("", "-u -t -b"),
    "command": _needs("-v -V", "-v -V"),
    "ps": _ps,
    "getent": _getent,
    "nc": _needs("-z", "-v -z -n -u -4 -6", "-w"),
    "xxd": _options("-p -b -u -r", "-l -s -c -g", 1),
    "column": _options("-t -x", "-s -c -o -N"),
    "fdisk": _needs("-l", "-l --list"),
    "mount": _options("-l", operands=0),
    "crontab": _needs("-l", "-l", "-u"),
    "lsattr": _options("-a -d -R -l -v"),
    "getfacl": _options(),
    "sar": _options("-u -r -n -q -b -d -A -S -W", "-f -s -e"),
    "traceroute": _options("-n -4 -6 -I -T", "-m -q -w -p", 1),
    "tracepath": _options("-n -4 -6", "-m", 1),
}
