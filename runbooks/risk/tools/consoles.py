"""Consoles of servers and clusters: what is asked through them, and what is ordered."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, green, yellow
from runbooks.risk.tools.declared import DECLARED
from runbooks.risk.tools.kit import reads, settled
from runbooks.risk.words import Call
from runbooks.types import Risk

# What a daemon of Ceph tells through its socket.
CEPH_ASKS: Final = re.compile(
    r"perf dump|perf schema|status|version|dump_ops_in_flight|dump_historic_ops|dump_historic_slow_ops|"
    r"dump_blocked_ops|config show|config diff|config get [\w.]+|ops|dump_mempools|help|mon_status|"
    r"quorum_status|session ls|cache status"
)


def _ceph(call: Call, desk: Desk) -> Ruling:
    line = read_options(call.arguments, arity("s w v f: --format= --connect-timeout= --cluster= --id="))
    words = [word.text for word in line.operands]
    looks = not words and line.has("-s", "-w", "-v")
    queried = words[:1] == ["pg"] and len(words) == 3 and words[2] == "query"
    told = words[:1] in (["daemon"], ["tell"]) and CEPH_ASKS.fullmatch(" ".join(words[2:]))
    if looks or queried or told:
        return settled(call, line, green("`ceph` only shows."))
    return DECLARED["ceph"](call, desk)


def _gluster(call: Call, desk: Desk) -> Ruling:
    line = read_options(call.arguments, arity("--mode= --xml"))
    words = [word.text for word in line.operands]
    told = words[:1] == ["volume"] and words[1:2] in (["heal"], ["profile"]) and words[3:4] == ["info"]
    if told and words[4:] in ([], ["summary"], ["split-brain"], ["peek"], ["incremental"], ["cumulative"]):
        return settled(call, line, green("`gluster` only shows."))
    return DECLARED["gluster"](call, desk)


HAPROXY_ASKS: Final = re.compile(
    r"show (stat|info|servers state|servers conn|sess|errors|table|pools|acl|map|backend|activity|threads|"
    r"fd|peers|resolvers|cache|events|libs|version|schema json|ssl cert|ssl ca-file|stick-table|tasks|trace)"
    r"( [\w.,#/-]+)*"
)
SOCKET: Final = re.compile(
    r"(?i)(/[\w./-]+\.(sock|socket|stats?)|(unix(-connect)?|tcp4?(-connect)?):[\w./:-]+)(,[\w=.-]+)*"
)


def _socat(call: Call, desk: Desk) -> Ruling:
    ends = [word.text for word in call.arguments if not re.fullmatch(r"-[tT]\d+|-t|\d+", word.text)]
    here = [end for end in ends if end.lower() in ("-", "stdio")]
    there = [end for end in ends if SOCKET.fullmatch(end)]
    text = (call.stdin.text or "").strip() if call.stdin.kind == "text" else ""
    asks = text and all(HAPROXY_ASKS.fullmatch(part.strip()) for part in text.split(";"))
    if asks and len(ends) == 2 and len(here) == 1 and len(there) == 1:
        return green("It asks the server what it is doing.")
    return yellow("It connects anything with anything.", call.words[0])


def _vtysh(call: Call, desk: Desk) -> Ruling:
    line = read_options(call.arguments, arity("c: d: --command= --daemon="))
    asks = [option.text for option in line.all("-c", "--command")]
    if asks and all(re.fullmatch(r"show [\w\s./:|-]+", text) for text in asks) and not line.operands:
        return settled(call, line, green("`vtysh` only shows."))
    return yellow("It may change how packets are sent.", call.words[0])


NVIDIA: Final = arity(
    "Lqx l: i: d: --query-gpu= --format= --list-gpus --query-compute-apps= --loop= --query --display= --id="
)
NVIDIA_WATCH: Final = arity("i: d: c: s: o: --id= --delay= --count= --select= --options= --gpm-metrics=")


def _nvidia_smi(call: Call, desk: Desk) -> Ruling:
    words = call.arguments
    if words and words[0].text in ("dmon", "pmon"):
        line = read_options(words[1:], NVIDIA_WATCH)
        fine = not line.operands
    elif words and words[0].text == "topo":
        line, fine = read_options(words[1:], arity("m p --matrix")), True
    else:
        line = read_options(words, NVIDIA)
        fine = not line.operands
    return settled(call, line, green("It only shows.")) if fine else yellow("It is not known.", call.words[0])


def _nstat(call: Call, line: Line, desk: Desk) -> Ruling | None:
    # Without both it opens its history, and makes the file where there is none.
    quiet = line.has("-s", "--noupdate") and line.has("-a", "--ignore")
    return None if quiet else yellow("It keeps what it has shown.", call.words[0])


def _kcat(call: Call, line: Line, desk: Desk) -> Ruling | None:
    return None if line.has("-L") else yellow("It reads or writes a topic.", call.words[0])


SECRET_ATTRIBUTE: Final = re.compile(r"(?i)passw|pwd|secret|rootpw|principalkey|credential|private")


def _ldapsearch(call: Call, line: Line, desk: Desk) -> Ruling | None:
    found = next((word for word in line.operands if SECRET_ATTRIBUTE.search(word.text)), None)
    return yellow("It prints what may be a password.", found) if found else None


# What these answer holds passwords: links to other brokers, hashes of users, addresses of databases.
TELLS: Final = {
    "rabbitmqadmin": re.compile(r"(list|show) (users|parameters|global_parameters)\b"),
    "doctl": re.compile(r"databases .*json|databases .*(?i:uri|conn)"),
    "consul": re.compile(
        r"kv get( -\S+)*$|kv get .*(\ufffc|(?i:pass|pwd|secret|token|credential|private|key))"
    ),
}


def _told(name: str) -> Handler:
    """The tool by its table; yellow where its answer holds what is secret."""

    def handler(call: Call, desk: Desk) -> Ruling:
        ruling = DECLARED[name](call, desk)
        if ruling.risk is Risk.GREEN and TELLS[name].search(" ".join(w.text for w in call.arguments)):
            return yellow("It may print passwords.", call.words[0])
        return ruling

    return handler


def _alone(*forms: str) -> Handler:
    """A tool that only looks when given exactly these words."""

    def handler(call: Call, desk: Desk) -> Ruling:
        given = " ".join(word.text for word in call.arguments)
        if all(word.plain for word in call.arguments) and any(re.fullmatch(form, given) for form in forms):
            return green(f"`{call.name}` only shows.")
        return yellow(f"`{call.name}` with these words changes something or is not known.", call.words[0])

    return handler


HANDLERS: Final[dict[str, Handler]] = {
    **{name: _told(name) for name in TELLS},
    "ceph": _ceph,
    "gluster": _gluster,
    "socat": _socat,
    "vtysh": _vtysh,
    "nvidia-smi": _nvidia_smi,
    "nstat": reads("azsjpt d: --zeros --ignore --noupdate --json --pretty", _nstat),
    **dict.fromkeys(("kcat", "kafkacat"), reads("LJvq b: t: m:", _kcat)),
    **dict.fromkeys(("exim", "exim4"), _alone(r"-bV", r"-bp[ura]?", r"-bpc")),
    "ldapsearch": reads("xLnWZv b: D: h: H: p: s: w: l: z: y: o: E: LLL", _ldapsearch),
    "at": _alone(r"-l( -q \w)?"),
    "exportfs": _alone(r"", r"-[sv]+"),
    "iscsiadm": _alone(r"-m (session|node|iface|host|fw)( -P \d)?"),
    "auditctl": _alone(r"-[lsv]"),
    "bridge": _alone(
        r"(-\w+ )*(link|fdb|vlan|mdb|monitor)( (show|list|ls)( (dev|br|brport|vlan) [\w.-]+)*)?"
    ),
    "ldconfig": _alone(r"-p|--print-cache"),
    "dirs": _alone(r"(-[lpv]+)?( ?[+-]\d+)?"),
    "compgen": _alone(r"-[abcdefgjksuv]", r"-A (function|user|group|command|service|signal|hostname)"),
}
