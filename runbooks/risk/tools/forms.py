"""Tools that act with most of their words, and only look in a few exact forms."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.ruling import Ruling, green, yellow
from runbooks.risk.tools.kit import destroys
from runbooks.risk.words import Call

NAME: Final = r"[\w@:][\w.@:-]*"  # of a unit, a bridge, a user: no option, no path
PLACE: Final = r"/?[\w@:][\w./@:-]*"


def looks(*forms: str, otherwise: Handler | None = None) -> Handler:
    """A tool that only looks when its words, joined by blanks, are exactly one of the forms."""
    patterns = [re.compile(form) for form in forms]

    def handler(call: Call, desk: Desk) -> Ruling:
        if asked(call, patterns):
            return green(f"`{call.name}` only shows.")
        if otherwise is not None:
            return otherwise(call, desk)
        return yellow(f"`{call.name}` with these words changes something or is not known.", call.words[0])

    return handler


def asked(call: Call, patterns: list[re.Pattern[str]]) -> bool:
    """True when every word is known and together they are one of the forms."""
    given = " ".join(word.text for word in call.arguments)
    return all(word.plain and not re.search(r"\s", word.text) for word in call.arguments) and any(
        pattern.fullmatch(given) for pattern in patterns
    )


PARTS: Final = destroys("It can destroy what is on a disk.")
PAGER_WORDS: Final = r"(--(no-pager|no-legend|system|user|full|all|value|json=\w+|output=\w+) ?|-[la] ?)*"
HANDLERS: Final[dict[str, Handler]] = {
    "busctl": looks(rf"({PAGER_WORDS} ?list|{PAGER_WORDS} ?list {PAGER_WORDS}|)"),
    "machinectl": looks(
        rf"({PAGER_WORDS}) ?(list|list-images|(status|show|image-status|show-image) {NAME}( -p {NAME})*)"
        rf"( {PAGER_WORDS})?|"
    ),
    "bootctl": looks(r"(--no-pager )?(status|list|is-installed)( --no-pager)?|-p|-x|"),
    "systemd-detect-virt": looks(
        r"(-[cvrq]|--container|--vm|--chroot|--quiet|--private-users|--list|--cvm)?"
    ),
    "systemd-delta": looks(r"(--no-pager ?|--type=[\w,]+ ?|--diff=(yes|no) ?|-t [\w,]+ ?)*"),
    "systemd-escape": looks(
        rf"(--(path|unescape|mangle|suffix=\w+|template={NAME}) |-[pum]+ )*{PLACE}( {PLACE})*"
    ),
    "systemd-path": looks(r"[\w-]*"),
    "systemd-id128": looks(r"(machine-id|boot-id|invocation-id|new)( -[up]| --\w+)*"),
    "systemd-inhibit": looks(r"--list( --no-legend| --no-pager| --mode=\w+)*"),
    "userdbctl": looks(rf"(user|group|users-in-group|groups-of-user|services)( {NAME})*"),
    "udevadm": looks(
        r"info(( -[arx]+| --attribute-walk| --query=\w+| -q \w+| --export| --root)*"
        rf"( --(name|path)=/?{PLACE}| -[np] /?{PLACE}| /(dev|sys)/{PLACE})( -[ax]+)?| -e| --export-db)"
    ),
    "bpftool": looks(
        r"(-[jp]+ |--json |--pretty )*(prog|map|link|net|btf|perf|cgroup|struct_ops)"
        rf"( (show|list|tree)( (id|name|tag|pinned|dev) /?{PLACE})?)?"
    ),
    "modprobe": looks(
        r"(-n -v|-v -n|-nv|-vn|--dry-run( -v| --verbose)?|--show-depends|-D|-n) [A-Za-z0-9][\w-]*"
    ),
    "dmsetup": looks(
        rf"(ls|status|info|table|deps|targets|version|udevcookies)"
        rf"( --tree| -c| --noheadings| {PLACE}| --target {NAME})*"
    ),
    "multipathd": looks(
        r"(-k)?show (paths|maps|multipaths|topology|status|daemon|devices|blacklist|path|map|multipath)"
        rf"( (status|stats|topology|format|raw|{NAME}))*"
    ),
    "hdparm": looks(rf"-(I|i|t|T|tT|Tt|C|g|H) /dev/{PLACE}", otherwise=PARTS),
    "tune2fs": looks(rf"-l {PLACE}", otherwise=PARTS),
    "drbdadm": looks(rf"(status|cstate|dstate|role)( {NAME})?"),
    "drbdsetup": looks(rf"(status|events2 --now)( --verbose| --statistics)*( {NAME})?"),
    "jinfo": looks(r"-flags \d+", r"-flag [A-Za-z]\w* \d+"),
    "cpio": looks(r"-(t|it|itv|tv|tvi|ti|tiv|ivt|vt)( --quiet)?|--list( --verbose| --quiet)*"),
    "semanage": looks(
        r"(port|fcontext|boolean|user|login|interface|module|node|permissive) (-l|--list)( -[Cn])*"
    ),
    "fail2ban-client": looks(r"ping|version|banned|status( [A-Za-z][\w-]*)?"),
    "varnishadm": looks(
        rf"(-n {PLACE} )?(ping|status|banner|backend\.list|vcl\.list|ban\.list|param\.show|storage\.list)"
        r"( [a-z][\w.*]*)?"
    ),
    "squidclient": looks(
        rf"(-h {NAME} |-p \d+ )*(mgr:(info|5min|60min|utilization|mem|counters|client_list|active_requests|"
        r"filedescriptors|ipcache|fqdncache|storedir|io|server_list|idns|histograms|pconn|forward|menu))"
    ),
    "squid": looks(r"-k check|-v|--version"),
    "doveadm": looks(rf"who( [\w@.*-]+)?|service status( {NAME})*|process status|replicator status"),
    "rndc": looks(r"(-s [\w.:]+ |-p \d+ )*(status|zonestatus [\w.-]+)"),
    "unbound-control": looks(
        r"(-c /etc/unbound/unbound\.conf )?(status|stats_noreset|list_stubs|list_forwards|list_local_zones|"
        r"list_local_data|list_insecure|list_auth_zones|dump_infra|lookup [\w.-]+|get_option [\w-]+)"
    ),
    "sshd": looks(r"-[tT]"),
    "needs-restarting": looks(r"-r|-s|--reboothint|--services"),
    "qemu-img": looks(
        rf"(info|check|map|measure)( -U| --force-share| --output=\w+| -f \w+| --backing-chain)* {PLACE}"
    ),
    "qm": looks(r"list( --full)?|status \d+( --verbose)?|listsnapshot \d+"),
    "pct": looks(r"list|status \d+( --verbose)?|listsnapshot \d+|df \d+"),
    "pvecm": looks(r"status|nodes"),
    "crm": looks(r"status( (full|simple|bynode|inactive|ops|timing|failcounts))*"),
    "keepalived": looks(r"-v|--version"),
    "ovs-vsctl": looks(
        rf"(--(timeout|format|columns)=[\w,]+ |-f \w+ )*"
        rf"(show|list-br|list-dbs|(list-ports|list-ifaces|port-to-br|iface-to-br) {NAME}|"
        rf"(list|find|get) {NAME}( {NAME}(=[\w.:-]+)?)*)"
    ),
    "ovs-ofctl": looks(
        rf"(-O \w+ )?(show|dump-flows|dump-ports|dump-ports-desc|dump-tables|dump-groups|dump-meters|"
        rf"dump-aggregate|dump-desc|queue-stats) {NAME}( [\w=,.:/]+)?"
        r"( --(names|no-names|stats|no-stats|sort|rsort))*"
    ),
    "ovs-appctl": looks(
        r"(bond/(show|list)|lacp/show|lacp/show-stats|fdb/(show|stats-show)|coverage/show|dpif/show|"
        r"dpctl/(show|dump-flows)|upcall/show|memory/show|version|mdb/show|stp/show|rstp/show|ofproto/list|"
        rf"vlog/list|dpif-netdev/pmd-stats-show)( {NAME})?"
    ),
    "ovs-dpctl": looks(rf"(show|dump-flows|dump-dps)( -[sm])?( {NAME})?"),
    "teamdctl": looks(rf"{NAME} state( view| dump)?"),
    "ipconfig": looks(r"(/all|/displaydns|/allcompartments)?"),
    "tasklist": looks(r"(/(svc|v|m|apps) ?|/fo \w+ ?|/nh ?)*"),
    "systeminfo": looks(r"(/fo \w+( /nh)?)?"),
    "sc.exe": looks(rf"(query|queryex|qc|qdescription|qfailure)( {NAME})?"),
}
