"""Tools that look, but for one option or one further word of theirs that acts, writes or discloses."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.tools.kit import doubtful, entries, reads, settled
from runbooks.risk.words import Call, listed

NTP_QUESTIONS: Final = re.compile(
    r"(rv|readvar|cv|clockvar|rl|readlist|peers|lpeers|pe|lpe|opeers|apeers|as|associations|lassociations|"
    r"sysinfo|kerninfo|iostats|timerstats|sysstats|monstats|mrulist|ifstats|reslist|authinfo|version)"
    r"(\s[\w ,.&]*)?"
)


def _ntpq(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if not line.has("-p", "-c"):
        return yellow("It takes orders for the clock's server.", call.words[0])
    strange = [option for option in line.all("-c") if not NTP_QUESTIONS.fullmatch(option.text.strip())]
    return yellow("It may give the clock's server an order.", strange[0].word) if strange else None


def _php_fpm(call: Call, line: Line, desk: Desk) -> Ruling | None:
    return None if line.has("-t", "-v", "-m") else yellow("It starts a server.", call.words[0])


def _ncdu(call: Call, line: Line, desk: Desk) -> Ruling | None:
    return None if line.has("-r") else yellow("Its screen can delete files and open a shell.", call.words[0])


def _smartctl(call: Call, line: Line, desk: Desk) -> Ruling | None:
    sets = re.compile(r"sct(erc|tempint),|.*,reset")
    found = [option for option in line.all("-l", "--log") if sets.match(option.text)]
    return yellow("It sets something in the drive.", found[0].word) if found else None


def _getent(call: Call, desk: Desk) -> Ruling:
    line = read_options(call.arguments, arity("s: i A --service= --no-idn --no-addrconfig"), stop=True)
    names = line.rest[:1]
    if names and (names[0].text in ("shadow", "gshadow") or not names[0].plain):
        return yellow("It may print password hashes.", names[0])
    return doubtful(call, line) or green("`getent` only reads.")


RESOLVECTL: Final = entries("green: status query statistics service openpgp tlsa nta-x")
RESOLVECTL_LISTS: Final = listed("dns domain default-route llmnr mdns dnsovertls dnssec nta")


def _resolvectl(call: Call, desk: Desk) -> Ruling:
    line = read_options(
        call.arguments,
        arity("4 6 t: i: p: --type= --interface= --protocol= --no-pager --legend=? --json= --help --version"),
    )
    words = [word.text for word in line.operands]
    if not words or words[0] in RESOLVECTL or (words[0] in RESOLVECTL_LISTS and len(words) <= 2):
        return settled(call, line, green("`resolvectl` only shows."))
    return yellow("It changes how names are looked up.", call.words[0])


def _nft(call: Call, desk: Desk) -> Ruling:
    line = read_options(
        call.arguments, arity("a n j s y N S t c --handle --numeric --json --stateless --terse --check")
    )
    text = " ".join(word.text for word in line.operands)
    if re.match(r"list\b[^;\n]*$", text):
        return settled(call, line, green("`nft` only lists."))
    if line.has("-c", "--check") and not line.strange and not line.loose:
        return yellow("It checks the rules and applies none.", call.words[0])
    if re.search(r"\b(flush|delete|destroy|reset)\b", text):
        return red("It drops firewall rules.", call.words[0])
    return yellow("It changes the firewall.", call.words[0])


TC_OBJECTS: Final = listed("qdisc class filter action actions monitor chain q c f a")
TC_READS: Final = listed("show list ls get s sh sho l li lis")


def _tc(call: Call, desk: Desk) -> Ruling:
    line = read_options(
        call.arguments,
        arity("-s -d -r -p -g -j -N -o -t -c -br -stats -details -pretty -json -graph -n= -netns="),
        single_dash=True,
    )
    words = [word.text for word in line.operands]
    looks = words[:1] and words[0] in TC_OBJECTS and (len(words) == 1 or words[1] in TC_READS)
    if looks:
        return settled(call, line, green("`tc` only shows."))
    return yellow("It changes traffic control.", call.words[0])


def _ts(call: Call, line: Line, desk: Desk) -> Ruling | None:
    fine = len(line.operands) <= 1 and all("%" in word.text for word in line.operands)
    return None if fine else yellow("It may put a command into a queue.", call.words[0])


def _nslookup(call: Call, desk: Desk) -> Ruling:
    words = call.arguments
    if not words or words[0].text == "-" or any(word.loose for word in words):
        return yellow("It opens a prompt.", call.words[0])
    return green("It only asks name servers.")


def _pg_ctl(call: Call, desk: Desk) -> Ruling:
    line = read_options(call.arguments, arity("D: s --pgdata= --silent"))
    words = [word.text for word in line.operands]
    if words == ["status"]:
        return settled(call, line, green("It only shows."))
    if words[:1] in (["stop"], ["kill"]):
        return red("It ends the server.", call.words[0])
    return yellow("It changes the server.", call.words[0])


LOGCLI: Final = (
    "q --limit= --since= --from= --to= --addr= --tail --quiet --output= o: --forward --batch= --org-id= "
    "--username= --password= --bearer-token= --stats --step= --interval= --now= --timezone= --include-label= "
    "--exclude-label= --no-labels f --follow --delay-for= --analyze-labels --tls-skip-verify --proxy-url="
)
LOGCLI_READS: Final = listed("query instant-query labels series stats volume volume_range detected-fields")


def _logcli(call: Call, desk: Desk) -> Ruling:
    line = read_options(call.arguments, arity(LOGCLI))
    if line.operands and line.operands[0].text in LOGCLI_READS:
        return settled(call, line, green("The query only reads."))
    return yellow("It is not known.", call.words[0])


AMTOOL: Final = arity(
    "o: --alertmanager.url= --output= --timeout= --config.file= --version-check --tls.insecure.skip.verify "
    "a u i s --active --unprocessed --inhibited --silenced --receiver= --expired --within= --id="
)


def _amtool(call: Call, desk: Desk) -> Ruling:
    line = read_options(call.arguments, AMTOOL)
    words = [word.text for word in line.operands]
    asks = words[:2] in (["alert", "query"], ["silence", "query"], ["config", "show"], ["config", "routes"])
    if asks or words == ["alert"] or words[:1] == ["check-config"]:
        return settled(call, line, green("It only asks."))
    return yellow("It changes alerts.", call.words[0])


PS_VALUES: Final = re.compile(
    r"-\w*[oOpqCuUgGtsNn]|--(pid|ppid|quick-pid|user|User|group|Group|sid|tty|format|sort|cols|columns|rows|"
    r"lines|width|quick|info)"
)
OLD_PS: Final = re.compile(r"[a-zA-Z]+")


def ps(call: Call, desk: Desk) -> Ruling:
    """`ps`: prints; with `e` in the old style it prints environments, which may hold secrets."""
    value = False
    for word in call.arguments:
        text = word.text
        old = not value and not text.startswith("-")
        if not old:
            if (text == "-E" and not value) or (value and re.search(r"(?i)\benviron", text)):
                return yellow("It prints the environment of processes.", word)
            value = not value and PS_VALUES.fullmatch(text) is not None
            continue
        flags = re.split(r"[oOkpqtU]", text, maxsplit=1)[0] if OLD_PS.fullmatch(text) else ""
        if "e" in flags or "E" in flags or (word.loose and not word.quoted):
            return yellow("It may print the environment of processes, which may hold secrets.", word)
        value = bool(OLD_PS.fullmatch(text)) and text[-1:] in "oOkpqtU"
    return green("`ps` only reads.")


SMARTCTL: Final = (
    "aixHAcg l: d: T: n: r: --all --info --xall --health --attributes --capabilities --log= --device= --scan "
    "--scan-open --json=? j q:"
)
HANDLERS: Final[dict[str, Handler]] = {
    "ntpq": reads("pnd46wu c: i-x", _ntpq),
    **dict.fromkeys(
        ("php-fpm", *(f"php-fpm{n}" for n in ("7.4", "8.0", "8.1", "8.2", "8.3", "8.4"))),
        reads("t v m", _php_fpm),
    ),
    "ncdu": reads("xqrsee 0 1 2", _ncdu),
    "smartctl": reads(SMARTCTL, _smartctl),
    "getent": _getent,
    "resolvectl": _resolvectl,
    "nft": _nft,
    "tc": _tc,
    "lspci": reads("mtvknxbDPFs: d: i: p:"),
    "nfsstat": reads(
        "csrnmlvZ234 o: S: --client --server --nfs --rpc --all --mounts --mountpoints --list --verbose "
        "--since="
    ),
    "ts": reads("r i s m", _ts),
    "drill": reads("DTSIVQbaxuhv46 c: k: y: z: p: t: r:"),
    "nslookup": _nslookup,
    "pg_ctl": _pg_ctl,
    "logcli": _logcli,
    "amtool": _amtool,
    "ps": ps,
}
