"""curl and wget: green for the methods that read."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.http import rule_method
from runbooks.risk.options import arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.tools.kit import doubtful
from runbooks.risk.words import OPAQUE, Call, listed
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
    rulings: list[Ruling] = []
    for option in line.options:
        if option.name in ("-X", "--request"):
            rulings.append(
                rule_method(option.text)
                if OPAQUE not in option.text
                else yellow("The method is only known when it runs.", option.word)
            )
        elif option.name in CURL_SENDS and not (
            line.has("-G", "--get") and option.name.startswith(("-d", "--data"))
        ):
            rulings.append(yellow("It sends data.", option.word))
        elif option.name in CURL_SENDS and "@" in option.text:
            rulings.append(yellow("It sends a file.", option.word))
        elif option.name in ("-o", "--output", "-D", "--dump-header", "-c", "--cookie-jar", "--stderr"):
            if option.text not in ("/dev/null", "-", "/dev/stdout", "/dev/stderr"):
                rulings.append(yellow("It writes a file.", option.word))
        elif option.name in ("-H", "--header", "-b", "--cookie") and option.text.startswith("@"):
            rulings.append(yellow("It sends a file.", option.word))
        elif option.name in CURL_WRITES:
            rulings.append(yellow("It writes a file or reads options from one.", option.word))
        elif option.name in ("-w", "--write-out") and re.search(r"^@|%output\{|" + OPAQUE, option.text):
            rulings.append(yellow("Its format may write a file.", option.word))
        elif option.name in ("-Q", "--quote"):
            rulings.append(
                red("It deletes a file at the server.", option.word)
                if re.search(r"(?i)dele|rmd|rm\b", option.text)
                else yellow("It sends commands to the server.", option.word)
            )
        elif (
            option.name == "--unix-socket"
            and "docker" in option.text
            and line.has("-X", "--request", "-d", "--data")
        ):
            rulings.append(yellow("It speaks to the container engine.", option.word))
    addresses = [*line.operands, *(o.value for o in line.all("--url") if o.value)]
    for word in addresses:
        if re.match(
            r"(?i)(telnet|smtp|smtps|imap|pop3|ldap|mqtt|rtsp|gopher|dict|scp|sftp|smb|tftp)", word.text
        ):
            rulings.append(yellow("The protocol may change something.", word))
        if re.search(
            (
                r"169\.254\.169\.254|metadata\.google|/latest/meta-data/iam|security-credentials|"
                r"metadata/identity"
            ),
            word.text,
        ):
            rulings.append(yellow("It may print credentials of the machine.", word))
        if re.match(r"(?i)file:", word.text) and re.search(PRIVATE, word.text):
            rulings.append(yellow("It may print a secret.", word))
    if line.has("-X", "--request") and not rulings:
        rulings.append(green())
    ruling = worst(rulings or [green("`curl` only reads.")])
    doubt = doubtful(call, line)
    if line.has("--version", "-V", "--help", "-h") and not line.strange:
        return ruling
    if not addresses and not doubt:
        return yellow("It names no address.", call.words[0])
    if doubt:
        return at_least(Risk.YELLOW, ruling, doubt.why, *doubt.words)
    return green(ruling.why, pins=(("CURL_HOME", "/nonexistent"),)) if ruling.risk is Risk.GREEN else ruling


PRIVATE: Final = r"shadow|id_rsa|id_ed25519|\.pem|\.key|\.env|credentials|secret|token"


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
    return doubtful(call, line) or green("`wget` only reads.", pins=pins)


HANDLERS: Final[dict[str, Handler]] = {
    "curl": curl,
    "wget": wget,
}
