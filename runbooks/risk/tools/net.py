"""The network: curl and wget, name lookups, probes, sockets, certificates."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.risk.secrets import SECRET_FILE
from runbooks.risk.tools.kit import doubtful, reads
from runbooks.risk.words import Call, Stdin, listed

OPENSSL: Final = (
    "-in= -noout -text -subject -issuer -dates -enddate -startdate -serial -fingerprint "
    "-sha256 -sha1 -md5 -sha512 -purpose -email -hash -subject_hash -issuer_hash -modulus "
    "-pubkey -inform= -nameopt= -certopt= -ext= -ocsp_uri -checkend= -checkhost= -checkip= "
    "-alias -help -connect= -servername= -showcerts -CAfile= -CApath= -verify= "
    "-verify_return_error -verify_hostname= -starttls= -tls1 -tls1_1 -tls1_2 -tls1_3 "
    "-no_tls1_3 -no_tls1_2 -brief -quiet -status -alpn= -host= -port= -4 -6 -cipher= "
    "-ciphersuites= -prexit -state -debug -msg -tlsextdebug -no_ign_eof -ign_eof -timeout "
    "-bugs -name= -proxy= -xmpphost= -crlf -reconnect -sigalgs= -curves= -groups= -untrusted= "
    "-crl_check -partial_chain -policy_check -show_chain -x509_strict -digest-commands "
    "-commands -cipher-commands -a -d -e -b -v -s -V -binary -hex -r -c -signature= "
    "-prverify= -sigopt= -nokeys -clcerts -cacerts -nocerts -base64 -check -pubin "
    "-print_certs -legacy -info -CAstore= -no-CAfile -no-CApath -trusted= -no_check_time "
    "-attime= -security_debug -nocrl -certfile= -nextupdate -lastupdate "
    "-crlnumber -nextprotoneg= -noservername"
)
S_CLIENT: Final = (
    "-cert= -key= -cert_chain= -certform= -CRL= -servername= -nbio -dtls -max_protocol= -min_protocol="
)
OPENSSL_READS: Final = listed(
    "x509 s_client verify crl req asn1parse pkcs7 crl2pkcs7 storeutl dgst sha256 sha1 md5 sha512 "
    "sha384 sha224 blake2b512"
)
OPENSSL_KEYS: Final = listed("rsa ec pkey pkcs12 enc genrsa ecparam genpkey pkcs8 passwd")


def openssl(call: Call, desk: Desk) -> Ruling:
    """`openssl`: prints certificates, digests and connections."""
    if not call.arguments:
        return yellow("It opens a prompt.", call.words[0])
    verb = call.arguments[0].text
    if verb in OPENSSL_KEYS:
        return yellow("It may print or write a private key.", call.words[0])
    if verb == "rand" and all(re.fullmatch(r"-hex|-base64|\d+", word.text) for word in call.arguments[1:]):
        return green("It prints random bytes.")
    if verb not in OPENSSL_READS and verb not in (
        "version",
        "ciphers",
        "list",
        "help",
        "errstr",
        "prime",
        "base64",
    ):
        return yellow(f"`openssl {verb[:20]}` writes something or is not known.", call.words[0])
    known = arity(OPENSSL) | arity(S_CLIENT if verb == "s_client" else "")
    line = read_options(call.arguments[1:], known, single_dash=True)
    if verb == "storeutl" or (verb in ("asn1parse", "base64") and _secret_file(line)):
        return yellow("It may print a private key.", call.words[0])
    if verb == "req" and not line.has("-noout"):
        return yellow("It may make a request.", call.words[0])
    if verb == "s_client" and _sends(call.stdin):
        return yellow("It sends what it reads to the other end.", call.words[0])
    return doubtful(call, line) or green(
        f"`openssl {verb}` only reads.", pins=(("OPENSSL_CONF", "/dev/null"),)
    )


def _secret_file(line: Line) -> bool:
    texts = [option.text for option in line.all("-in")] + [word.text for word in line.operands]
    return any(SECRET_FILE.search(text) or re.search(r"(?i)key\w*\.\w+$", text) for text in texts)


def _sends(stdin: Stdin) -> bool:
    text = (stdin.text or "").strip().upper()
    return stdin.kind in ("pipe", "file") or (stdin.kind == "text" and text not in ("", "Q", "QUIT"))


# What ZooKeeper and memcached answer without changing anything.
NETCAT_QUESTIONS: Final = re.compile(
    r"(?i:ruok|stat|srvr|mntr|conf|cons|envi|wchs|version|stats( (items|slabs|sizes|conns))?|ping|info)|"
    r"show (stat|info|servers state|errors|pools|activity|threads)"
)


def netcat(call: Call, desk: Desk) -> Ruling:
    """`nc -z` only knocks."""
    line = read_options(call.arguments, arity("zvnu46UN w: i: s: p: q:"))
    said = (call.stdin.text or "").strip() if call.stdin.kind == "text" else ""
    if NETCAT_QUESTIONS.fullmatch(said) and not line.strange and not line.loose:
        return green("It asks the server how it is.")
    if line.has("-z") and not line.strange and not line.loose:
        return green("It only looks whether a port answers.")
    return yellow("It opens a connection that sends or listens.", call.words[0])


def tcpdump(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`tcpdump`: `-w` writes, `-z` runs."""
    found = line.last("-w", "-z", "-W", "-G")
    return yellow("It writes a file or runs a program.", found.word) if found else None


def host_lookup(call: Call, desk: Desk) -> Ruling:
    """`dig`: asks name servers; `-f` reads a list of questions."""
    for word in call.arguments:
        if word.text.startswith("-") and not re.fullmatch(
            r"-(4|6|x|t|c|p|b|q|u|m|v|h|r|i|k|y)\S*", word.text
        ):
            return yellow(f"`{word.text[:20]}` is not a known option.", word)
    return green("It only asks name servers.")


def ss(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`ss -K` closes sockets, `-D` writes."""
    if line.has("-K", "--kill", "-D", "--diag"):
        return (
            red("It closes connections.", call.words[0])
            if line.has("-K", "--kill")
            else yellow("It writes a file.", call.words[0])
        )
    return None


def arp(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`arp`, `route`: show without verbs."""
    if line.has("-s", "-d", "-f") or any(
        w.text in ("add", "del", "delete", "flush", "change") for w in line.operands
    ):
        return yellow("It changes a table of the network.", call.words[0])
    return None


PAUSE: Final = re.compile(r"[1-9]\d*(\.\d+)?|0?\.[2-9]\d*")  # in seconds
PROBE: Final = "46AaBdDLnOqrRUvV c: i: I: l: m: M: p: Q: s: S: t: T: w: W: F: e: g: N: h"


def probes(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """A probe that is sent more often than a user without rights may is a flood."""
    pauses = [option for option in line.all("-i") if not PAUSE.fullmatch(option.text)]
    ahead = [option for option in line.all("-l") if option.value and not re.fullmatch("[1-3]", option.text)]
    found = pauses + ahead
    return yellow("It may flood the network.", found[0].word) if found else None


def fping(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`fping` counts in milliseconds; below these it asks for root."""
    short = [o for name, least in (("-i", 10), ("-p", 20)) for o in line.all(name) if _below(o.text, least)]
    return yellow("It may flood the network.", short[0].word) if short else None


def _below(text: str, least: int) -> bool:
    return not (text.isdigit() and int(text) >= least)


def _nmap(call: Call, line: Line, desk: Desk) -> Ruling | None:
    return yellow("It scans.", call.words[0])


def _nmcli_rule(call: Call, desk: Desk) -> Ruling:
    return _nmcli(call)


def _ssh_keygen(call: Call, desk: Desk) -> Ruling:
    if any(re.match("-\\w*[lFBL]", w.text) for w in call.arguments) and (
        not any(re.match("-\\w*[RHDsNPp]", w.text) for w in call.arguments)
    ):
        return reads("lv f: E: F: B L")(call, desk)
    if any(w.text == "-R" for w in call.arguments):
        return red("It removes a key.", call.words[0])
    return yellow("It makes a key.", call.words[0])


def _ssh_add(call: Call, line: Line, desk: Desk) -> Ruling | None:
    if line.has("-l", "-L"):
        return None
    return yellow("It adds a key.", call.words[0])


def _chronyc(call: Call, desk: Desk) -> Ruling:
    if (
        call.arguments
        and call.arguments[-1].plain
        and (
            {w.text for w in call.arguments}
            <= listed("-n tracking sources sourcestats activity -v ntpdata serverstats clients")
        )
    ):
        return green("It only shows.")
    return yellow("It changes the clock's sources.", call.words[0])


def _keytool(call: Call, desk: Desk) -> Ruling:
    if call.arguments and call.arguments[0].text in ("-list", "-printcert"):
        return reads(
            "-list -printcert -v -rfc -keystore= -storepass= -alias= -file= -sslserver= -storetype=",
            single_dash=True,
        )(call, desk)
    return yellow("It changes a key store.", call.words[0])


def _certbot(call: Call, desk: Desk) -> Ruling:
    if [w.text for w in call.arguments] == ["certificates"]:
        return green("It only lists.")
    return yellow("It changes certificates.", call.words[0])


def _promtool(call: Call, desk: Desk) -> Ruling:
    if (
        len(call.arguments) > 1
        and call.arguments[0].text in ("query", "check")
        and (not any(w.loose or w.text.startswith("--http.config") for w in call.arguments))
    ):
        return green("It only asks.")
    return yellow("It is not known.", call.words[0])


def _nmcli(call: Call) -> Ruling:
    line = read_options(
        call.arguments,
        arity(
            "t p g: f: m: e: c: w: --terse --pretty --fields= --get-values= --mode= --colors= --active "
            "--order="
        ),
    )
    texts = [word.text for word in line.operands]
    if (
        not line.strange
        and not line.loose
        and (len(texts) <= 1 or texts[1] in ("show", "status", "list", "s") or texts[0] in ("monitor",))
        and not (texts[:1] and "agent".startswith(texts[0]))
        and "-s" not in texts
    ):
        return green("`nmcli` only shows.")
    if any(t in ("down", "delete", "del", "off") for t in texts):
        return red("It takes a connection down.", call.words[0])
    return yellow("It changes a connection.", call.words[0])


HANDLERS: Final[dict[str, Handler]] = {
    "openssl": openssl,
    "nc": netcat,
    "ncat": netcat,
    "netcat": netcat,
    "dig": host_lookup,
    "ping": reads(PROBE, probes),
    "ping6": reads(PROBE, probes),
    "fping": reads("aAcdeglmnqrsuvz c: t: i: p: r:", fping),
    "mtr": reads(
        "46rwntubeTuzjlxCo c: i: m: s: p: P: f: a: L: --report --report-wide --json --report-cycles= "
        "--no-dns --tcp --udp --port= --csv",
        probes,
    ),
    "ss": reads(
        (
            "46aAbeEfhHiIklLmMnNopOQrsStTuvVwWxzZdKD f: F: A: --all --listening --tcp --udp --numeric "
            "--processes --summary --extended --info --memory --options --unix --ipv4 --ipv6 --kill "
            "--diag= --no-header --resolve --family= --query= --socket= --oneline --tipc --vsock "
            "--sctp --dccp --raw --packet"
        ),
        ss,
    ),
    "arp": reads("anveHN i: D s d f", arp),
    "route": reads("neFCv46A: A:", arp),
    "nmap": reads(
        (
            "46AFnPRrSTVvO d s p: T: e: g: S: i: --open --top-ports= --reason --host-timeout= "
            "--max-retries= --version-light"
        ),
        _nmap,
    ),
    "tcpdump": reads(
        (
            "AbdDefHIJKlLnNOpqStuUvxX# B: c: C: F: G: i: j: k: m: M: r: s: T: w: W: y: Z: z: E: V: Q: "
            "--immediate-mode --count --print"
        ),
        tcpdump,
    ),
    "nmcli": _nmcli_rule,
    "ssh-keygen": _ssh_keygen,
    "ssh-add": reads("lL", _ssh_add),
    "chronyc": _chronyc,
    "keytool": _keytool,
    "certbot": _certbot,
    "promtool": _promtool,
}
