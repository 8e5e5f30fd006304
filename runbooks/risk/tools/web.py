"""curl and wget: green for the methods that read."""

import re
from typing import Final

from runbooks.risk.addresses import address_alarm
from runbooks.risk.desk import Desk, Handler
from runbooks.risk.http import rule_method
from runbooks.risk.options import Line, Option, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.tools.kit import doubtful
from runbooks.risk.words import OPAQUE, Call, Word, listed
from runbooks.types import Risk

CURL: Final = arity(
    "0123456aBfgGiIjklLMnNpqRsSvVZ# A: b: C: d: D: e: E: F: h: H: K: m: o: O J P: Q: r: t: T: u: "
    "U: w: x: X: y: Y: z: --abstract-unix-socket= --aws-sigv4= --basic --anyauth --digest "
    "--negotiate --ntlm --bearer --cacert= --capath= --cert= --cert-type= --ciphers= --compressed "
    "--compressed-ssh --connect-timeout= --connect-to= --cookie= --cookie-jar= --create-dirs "
    "--crlfile= --data= --data-ascii= --data-binary= --data-raw= --data-urlencode= --disable "
    "--dns-servers= --doh-url= --dump-header= --etag-compare= --etag-save= --expect100-timeout= "
    "--fail --fail-early --fail-with-body --form= --form-string= --get --globoff --head --header= "
    "--help=? --http0.9 --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 --http3-only "
    "--include --insecure --interface= --ipv4 --ipv6 --json= --keepalive-time= --key= --key-type= "
    "--limit-rate= --local-port= --location --location-trusted --max-filesize= --max-redirs= "
    "--max-time= --netrc-x --no-buffer --no-keepalive --no-progress-meter --no-sessionid "
    "--noproxy= --oauth2-bearer= --output= --output-dir= --parallel --parallel-max= --pass= "
    "--path-as-is --post301 --post302 --post303 --progress-bar --proto= --proto-default= "
    "--proto-redir= --proxy= --proxy-user= --quote= --range= --rate= --raw --referer= "
    "--remote-name --remote-name-all --remote-header-name --remote-time --request= "
    "--request-target= --resolve= --retry= --retry-all-errors --retry-connrefused --retry-delay= "
    "--retry-max-time= --show-error --show-headers --silent --socks4= --socks4a= --socks5= "
    "--socks5-hostname= --speed-limit= --speed-time= --ssl --ssl-reqd --stderr= --tcp-fastopen "
    "--tcp-nodelay --tls-max= --tls13-ciphers= --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 "
    "--tr-encoding --trace= --trace-ascii= --trace-time --unix-socket= --upload-file= --url= "
    "--url-query= --user= --user-agent= --verbose --version --write-out= --xattr --config= "
    "--engine= --mail-from= --mail-rcpt= --upload-flags= --telnet-option= --libcurl= --hsts= "
    "--alt-svc= --ftp-create-dirs --styled-output --no-styled-output --ca-native --proxy-insecure "
    "--no-alpn --no-npn --ssl-no-revoke"
)


CURL_SENDS: Final = listed(
    "-d --data --data-ascii --data-binary --data-raw --data-urlencode -F --form --form-string "
    "--json -T --upload-file --mail-from --mail-rcpt -t --telnet-option"
)


CURL_WRITES: Final = listed(
    "-O -J --remote-name --remote-name-all --remote-header-name --trace --trace-ascii --libcurl "
    "--etag-save --hsts --alt-svc --xattr --create-dirs -K --config --engine --output-dir"
)


def curl(call: Call, desk: Desk) -> Ruling:
    """`curl`: reads with GET, HEAD and OPTIONS; all else changes something."""
    line = read_options(call.arguments, CURL)
    addresses = [*line.operands, *(option.value for option in line.all("--url") if option.value)]
    rulings = [_curl_option(option, line) for option in line.options]
    rulings += [_address(word) for word in addresses]
    rulings += [_address(word) for word in _asked(line)]
    found = worst([green("`curl` only reads."), *(ruling for ruling in rulings if ruling)])
    doubt = doubtful(call, line)
    if line.has("--version", "-V", "--help", "-h") and not line.strange:
        return found
    if doubt:
        return at_least(Risk.YELLOW, found, doubt.why, *doubt.words)
    if not addresses:
        return yellow("It names no address.", call.words[0])
    return green("`curl` only reads.", pins=CURL_PINS) if found.risk is Risk.GREEN else found


def _asked(line: Line) -> list[Word]:
    """What options add to the address: a path of its own, and with `-G` the data as a query."""
    paths = [o.value._replace(text=f"http://h{o.text}") for o in line.all("--request-target") if o.value]
    names = ("-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode")
    queries = line.all("--url-query", *(names if line.has("-G", "--get") else ()))
    return paths + [o.value._replace(text=f"http://h/?{o.text}") for o in queries if o.value]


CURL_PINS: Final = (("CURL_HOME", "/nonexistent"),)
CURL_FILES: Final = ("-o", "--output", "-D", "--dump-header", "-c", "--cookie-jar", "--stderr")


def _curl_option(option: Option, line: Line) -> Ruling | None:
    name, text = option.name, option.text
    if name in ("-X", "--request"):
        return (
            yellow("The method is only known when it runs.", option.word)
            if OPAQUE in text
            else rule_method(text)
        )
    if name in CURL_SENDS:
        a_file = "@" in text if name == "--data-urlencode" else text.startswith("@")
        if _asks_elasticsearch(line) and name.startswith(("-d", "--data", "--json")) and not a_file:
            return None
        in_address = line.has("-G", "--get") and name.startswith(("-d", "--data")) and "@" not in text
        return None if in_address else yellow("It sends data.", option.word)
    if name in CURL_FILES and text not in ("/dev/null", "-", "/dev/stdout", "/dev/stderr"):
        return yellow("It writes a file.", option.word)
    if name == "--url-query" and "@" in text.partition("=")[0]:
        return yellow("It sends a file.", option.word)
    if name in ("-H", "--header") and re.match(r"(?i)x-(http-)?method(-override)?\b", text):
        return yellow("This header asks for another method.", option.word)
    if name in ("-H", "--header", "-b", "--cookie") and text.startswith("@"):
        return yellow("It sends a file.", option.word)
    if name == "--proto-default" and text.lower() not in ("http", "https"):
        return yellow("It may read a file, or speak to another kind of server.", option.word)
    if name in CURL_WRITES:
        return yellow("It writes a file or reads options from one.", option.word)
    if name in ("-w", "--write-out") and re.search(r"^@|%output\{|" + OPAQUE, text):
        return yellow("Its format may write a file.", option.word)
    if name in ("-Q", "--quote"):
        if re.search(r"(?i)dele|rmd|rm\b", text):
            return red("It deletes a file at the server.", option.word)
        return yellow("It sends commands to the server.", option.word)
    return None


# Elasticsearch takes the question in the body of a GET; its scripts cannot leave the sandbox.
QUESTIONS: Final = re.compile(
    r"[^?]*/_(search|count|mget|msearch|field_caps|validate/query|cluster/allocation/explain|termvectors)(\?[\w=&.,*-]*)?"
)


def _asks_elasticsearch(line: Line) -> bool:
    method = line.last("-X", "--request")
    return (
        method is not None
        and method.text == "GET"
        and all(QUESTIONS.fullmatch(w.text) for w in line.operands)
    )


def _address(word: Word) -> Ruling | None:
    if word.secret or word.fetched:
        return yellow("It sends what it has read or a secret to the other end.", word)
    why = address_alarm(word.text)
    return yellow(why, word) if why else None


WGET: Final = arity(
    "qvSnSt46dN T: t: O: o: U: --spider --quiet --verbose --no-verbose --server-response "
    "--timeout= --tries= --output-document= --no-check-certificate --header= --user-agent= "
    "--max-redirect= --connect-timeout= --read-timeout= --dns-timeout= --method= --show-progress "
    "--progress= --waitretry= --wait= --retry-connrefused --no-hsts --no-proxy --inet4-only "
    "--inet6-only --user= --password= --ca-certificate= --http-user= --http-password= "
    "--no-cookies --content-on-error --secure-protocol= --ciphers= --help --version h V "
    "--referer= --bind-address= --no-cache --no-dns-cache --prefer-family= --debug"
)


def wget(call: Call, desk: Desk) -> Ruling:
    """`wget`: saves a file unless it only looks or prints."""
    words = [word for word in call.arguments if word.text not in ("-nv", "-nc")]
    line = read_options(words, WGET)
    if line.has("--help", "--version", "-h", "-V") and not line.strange:
        return green("It prints a text.")
    method = line.last("--method")
    if method and method.text not in ("GET", "HEAD", "OPTIONS"):
        return rule_method(method.text)
    target = line.last("-O", "--output-document")
    prints = target is not None and target.text in ("-", "/dev/null", "/dev/stdout")
    if (target and not prints) or line.has("-o") or not (line.has("--spider") or prints):
        return yellow("It writes a file.", call.words[0])
    pins = (("WGETRC", "/dev/null"), ("SYSTEM_WGETRC", "/dev/null"))
    alarms = [found for found in map(_address, line.operands) if found]
    alarms += [found for option in line.all("--header") if (found := _curl_option(option, line))]
    if alarms:
        return alarms[0]
    return doubtful(call, line) or green("`wget` only reads.", pins=pins)


HANDLERS: Final[dict[str, Handler]] = {
    "curl": curl,
    "wget": wget,
}
