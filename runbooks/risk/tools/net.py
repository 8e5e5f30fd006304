"""The network: curl and wget, name lookups, probes, sockets, certificates."""

import re
from typing import Final

from runbooks.risk.desk import Desk, Handler
from runbooks.risk.http import rule_method
from runbooks.risk.options import Line, arity, read_options
from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.tools.kit import changes, doubtful, harmless, reads
from runbooks.risk.words import OPAQUE, Call
from runbooks.types import Risk

CURL: Final = arity(
    "0123456aBfgGiIjklLMnNpqRsSvVZ# A: b: C: d: D: e: E: F: h: H: K: m: o: O J P: Q: r: t: T: u: U: w: x: X: y: Y: z: --abstract-unix-socket= --aws-sigv4= --basic --anyauth --digest --negotiate --ntlm "
    "--bearer --cacert= --capath= --cert= --cert-type= --ciphers= --compressed --compressed-ssh --connect-timeout= --connect-to= --cookie= --cookie-jar= --create-dirs --crlfile= --data= --data-ascii= "
    "--data-binary= --data-raw= --data-urlencode= --disable --dns-servers= --doh-url= --dump-header= --etag-compare= --etag-save= --expect100-timeout= --fail --fail-early --fail-with-body --form= "
    "--form-string= --get --globoff --head --header= --help=? --http0.9 --http1.0 --http1.1 --http2 --http2-prior-knowledge --http3 --http3-only --include --insecure --interface= --ipv4 --ipv6 --json= --keepalive-time= --key= "
    "--key-type= --limit-rate= --local-port= --location --location-trusted --max-filesize= --max-redirs= --max-time= --netrc-x --no-buffer --no-keepalive --no-progress-meter --no-sessionid --noproxy= "
    "--oauth2-bearer= --output= --output-dir= --parallel --parallel-max= --pass= --path-as-is --post301 --post302 --post303 --progress-bar --proto= --proto-default= --proto-redir= --proxy= --proxy-user= "
    "--quote= --range= --rate= --raw --referer= --remote-name --remote-name-all --remote-header-name --remote-time --request= --request-target= --resolve= --retry= --retry-all-errors --retry-connrefused "
    "--retry-delay= --retry-max-time= --show-error --show-headers --silent --socks4= --socks4a= --socks5= --socks5-hostname= --speed-limit= --speed-time= --ssl --ssl-reqd --stderr= --tcp-fastopen --tcp-nodelay --tls-max= "
    "--tls13-ciphers= --tlsv1 --tlsv1.0 --tlsv1.1 --tlsv1.2 --tlsv1.3 --tr-encoding --trace= --trace-ascii= --trace-time --unix-socket= --upload-file= --url= --url-query= --user= --user-agent= "
    "--verbose --version --write-out= --xattr --config= --engine= --mail-from= --mail-rcpt= --upload-flags= --telnet-option= --libcurl= --hsts= --alt-svc= --ftp-create-dirs --styled-output --no-styled-output --ca-native --proxy-insecure --no-alpn --no-npn --ssl-no-revoke"
)  # fmt: skip
CURL_SENDS: Final = frozenset(["-d", "--data", "--data-ascii", "--data-binary", "--data-raw", "--data-urlencode", "-F", "--form", "--form-string", "--json", "-T", "--upload-file", "--mail-from", "--mail-rcpt", "-t", "--telnet-option"])
CURL_WRITES: Final = frozenset(["-O", "-J", "--remote-name", "--remote-name-all", "--remote-header-name", "--trace", "--trace-ascii", "--libcurl", "--etag-save", "--hsts", "--alt-svc", "--xattr", "--create-dirs", "-K", "--config", "--engine", "--output-dir"])


def curl(call: Call, desk: Desk) -> Ruling:
    """`curl`: reads with GET, HEAD and OPTIONS; all else changes something."""
    line = read_options(call.arguments, CURL)
    rulings: list[Ruling] = []
    for option in line.options:
        if option.name in ("-X", "--request"):
            rulings.append(rule_method(option.text) if OPAQUE not in option.text else yellow("The method is only known when it runs.", option.word))
        elif option.name in CURL_SENDS and not (line.has("-G", "--get") and option.name.startswith(("-d", "--data"))):
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
            rulings.append(red("It deletes a file at the server.", option.word) if re.search(r"(?i)dele|rmd|rm\b", option.text) else yellow("It sends commands to the server.", option.word))
        elif option.name == "--unix-socket" and "docker" in option.text and line.has("-X", "--request", "-d", "--data"):
            rulings.append(yellow("It speaks to the container engine.", option.word))
    addresses = [*line.operands, *(o.value for o in line.all("--url") if o.value)]
    for word in addresses:
        if re.match(r"(?i)(telnet|smtp|smtps|imap|pop3|ldap|mqtt|rtsp|gopher|dict|scp|sftp|smb|tftp)", word.text):
            rulings.append(yellow("The protocol may change something.", word))
        if re.search(r"169\.254\.169\.254|metadata\.google|/latest/meta-data/iam|security-credentials|metadata/identity", word.text):
            rulings.append(yellow("It may print credentials of the machine.", word))
        if re.match(r"(?i)file:", word.text) and re.search(SECRET_FILE, word.text):
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


SECRET_FILE: Final = r"shadow|id_rsa|id_ed25519|\.pem|\.key|\.env|credentials|secret|token"
WGET: Final = arity(
    "qvSnSt46dN T: t: O: o: U: --spider --quiet --verbose --no-verbose --server-response --timeout= --tries= --output-document= --no-check-certificate --header= --user-agent= --max-redirect= "
    "--connect-timeout= --read-timeout= --dns-timeout= --method= --show-progress --progress= --waitretry= --wait= --retry-connrefused --no-hsts --no-proxy --inet4-only --inet6-only --user= --password= --ca-certificate= "
    "--http-user= --http-password= --no-cookies --content-on-error --secure-protocol= --ciphers= --help --version h V --referer= --bind-address= --no-cache --no-dns-cache --prefer-family= --debug"
)  # fmt: skip


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


def openssl(call: Call, desk: Desk) -> Ruling:
    """`openssl`: prints certificates, digests and connections."""
    if not call.arguments:
        return yellow("It opens a prompt.", call.words[0])
    verb = call.arguments[0].text
    known = "-in= -noout -text -subject -issuer -dates -enddate -startdate -serial -fingerprint -sha256 -sha1 -md5 -sha512 -purpose -email -hash -subject_hash -issuer_hash -modulus -pubkey " \
            "-inform= -nameopt= -certopt= -ext= -ocsp_uri -checkend= -checkhost= -checkip= -alias -help -connect= -servername= -showcerts -CAfile= -CApath= -cert-x -verify= -verify_return_error " \
            "-verify_hostname= -starttls= -tls1 -tls1_1 -tls1_2 -tls1_3 -no_tls1_3 -no_tls1_2 -brief -quiet -status -alpn= -host= -port= -4 -6 -cipher= -ciphersuites= -prexit -state -debug -msg " \
            "-tlsextdebug -no_ign_eof -ign_eof -timeout -bugs -name= -proxy= -xmpphost= -crlf -reconnect -sigalgs= -curves= -groups= -untrusted= -crl_check -partial_chain -policy_check -show_chain " \
            "-x509_strict -digest-commands -commands -cipher-commands -a -d -e -b -v -s -V -binary -hex -hmac-x -r -c -signature= -prverify= -sigopt= -days-x -nokeys -clcerts -cacerts -nocerts " \
            "-base64 -check -pubin -print_certs -legacy -info -CAstore= -no-CAfile -no-CApath -trusted= -no_check_time -attime= -security_debug -tls1_3 -sess_out-x -nextprotoneg= -noservername -keyform-x"
    if verb in ("version", "ciphers", "list", "help", "errstr", "prime", "speed"):
        return reads(known, single_dash=True)(Call(call.words[1:], (), call.stdin, call.depth), desk) if verb != "speed" else yellow("It loads the machine.", call.words[0])
    digest = verb in ("dgst", "sha256", "sha1", "md5", "sha512", "sha384", "sha224", "blake2b512")
    if verb in ("x509", "s_client", "verify", "crl", "req", "asn1parse", "pkcs7", "ocsp-x", "sess_id-x", "crl2pkcs7", "storeutl") or digest:
        line = read_options(call.arguments[1:], arity(known), single_dash=True)
        if verb == "req" and not line.has("-noout"):
            return yellow("It may make a request.", call.words[0])
        if verb == "s_client" and (call.stdin.kind in ("pipe", "file") or call.stdin.kind == "text" and (call.stdin.text or "").strip().upper() not in ("", "Q", "QUIT")):
            return yellow("It sends what it reads to the other end.", call.words[0])
        return doubtful(call, line) or green(f"`openssl {verb}` only reads.", pins=(("OPENSSL_CONF", "/dev/null"),))
    if verb == "rand" and all(re.fullmatch(r"-hex|-base64|\d+", w.text) for w in call.arguments[1:]):
        return green("It prints random bytes.")
    if verb in ("rsa", "ec", "pkey", "pkcs12", "enc", "genrsa", "ecparam", "genpkey", "pkcs8", "passwd"):
        return yellow("It may print or write a private key.", call.words[0])
    if verb == "base64" and not any(w.text.startswith("-out") for w in call.arguments):
        return reads(known, single_dash=True)(Call(call.words[1:], (), call.stdin, call.depth), desk)
    return yellow(f"`openssl {verb[:20]}` writes something or is not known.", call.words[0])


def netcat(call: Call, desk: Desk) -> Ruling:
    """`nc -z` only knocks."""
    line = read_options(call.arguments, arity("zvnu46 w: i: s: p:"))
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
        if word.text.startswith("-") and not re.fullmatch(r"-(4|6|x|t|c|p|b|q|u|m|v|h|r|i|k|y)\S*", word.text):
            return yellow(f"`{word.text[:20]}` is not a known option.", word)
    return green("It only asks name servers.")


def ss(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`ss -K` closes sockets, `-D` writes."""
    if line.has("-K", "--kill", "-D", "--diag"):
        return red("It closes connections.", call.words[0]) if line.has("-K", "--kill") else yellow("It writes a file.", call.words[0])
    return None


def arp(call: Call, line: Line, desk: Desk) -> Ruling | None:
    """`arp`, `route`: show without verbs."""
    if line.has("-s", "-d", "-f") or any(w.text in ("add", "del", "delete", "flush", "change") for w in line.operands):
        return yellow("It changes a table of the network.", call.words[0])
    return None


PROBE: Final = "46AabBdDLnOqrRUvV c: i: I: l: m: M: p: Q: s: S: t: T: w: W: F: e: g: N: h"
HANDLERS: Final[dict[str, Handler]] = {
    "curl": curl, "wget": wget, "openssl": openssl, "nc": netcat, "ncat": netcat, "netcat": netcat, "dig": host_lookup, "drill": host_lookup,
    "host": reads("aCdlrsTvwU4 6 c: N: R: t: W: i n V"), "nslookup": lambda call, desk: harmless(call, desk) if call.arguments and not any(w.loose for w in call.arguments) else yellow("It opens a prompt.", call.words[0]), "whois": reads("h: p: H a b"), "ping": reads(PROBE), "ping6": reads(PROBE), "fping": reads("aAcdeglmnqrsuvz c: t: i: p: r:"),
    "traceroute": reads("46dFITUnrvAeMP f: g: i: m: N: p: q: s: t: w: z:"), "tracepath": reads("46bnh m: l: p:"), "mtr": reads("46rwntubeTuzjlxCo c: i: m: s: p: P: f: a: L: --report --report-wide --json --report-cycles= --no-dns --tcp --udp --port= --csv"),
    "netstat": reads("aAbceFgilLmMnNoprstTuUvVWxXC46 I: f: A: P:"), "ss": reads("46aAbeEfhHiIklLmMnNopOQrsStTuvVwWxzZdKD f: F: A: --all --listening --tcp --udp --numeric --processes --summary --extended --info --memory --options --unix --ipv4 --ipv6 --kill --diag= --no-header --resolve --family= --query= --socket= --oneline --tipc --vsock --sctp --dccp --raw --packet", ss),
    "arp": reads("anveHN i: D s d f", arp), "route": reads("neFCv46A: A:", arp), "arping": reads("c: w: I: s: q f b D"), "nmap": reads("46AFnPRrSTVvO d s p: T: e: g: S: i: --open --top-ports= --reason --host-timeout= --max-retries= --version-light", lambda call, line, desk: yellow("It scans.", call.words[0])),
    "tcpdump": reads("AbdDefHIJKlLnNOpqStuUvxX# B: c: C: F: G: i: j: k: m: M: r: s: T: w: W: y: Z: z: E: V: Q: --immediate-mode --count --print", tcpdump), "tshark": reads("nlVxqpD i: c: f: Y: r: T: e: z: d: a: t: E:"),
    "iwconfig": harmless, "iw": changes("It may change the wireless."), "nmcli": lambda call, desk: _nmcli(call), "speedtest": changes("It loads the network."), "iperf3": changes("It loads the network."), "iperf": changes("It loads the network."), "ab": changes("It loads a server."), "hey": changes("It loads a server."), "wrk": changes("It loads a server."),
    "http": changes("It may send data."), "https": changes("It may send data."), "socat": changes("It connects anything with anything."), "telnet": changes("It opens a connection that sends."), "ssh-keyscan": reads("46cHvD f: O: p: T: t:"), "ssh-keygen": lambda call, desk: reads("lv f: E: F: B L")(call, desk) if any(re.match(r"-\w*[lFBL]", w.text) for w in call.arguments) and not any(re.match(r"-\w*[RHDsNPp]", w.text) for w in call.arguments) else (red("It removes a key.", call.words[0]) if any(w.text == "-R" for w in call.arguments) else yellow("It makes a key.", call.words[0])),
    "ssh-add": reads("lL", lambda call, line, desk: None if line.has("-l", "-L") else yellow("It adds a key.", call.words[0])), "ssh-copy-id": changes("It writes to another host."), "grpcurl": changes("It calls a method that may change something."), "grpc_health_probe": reads("-addr= -service= -tls -connect-timeout= -rpc-timeout= -tls-no-verify", single_dash=True),
    "ntpq": reads("pncd46"), "ntpstat": harmless, "chronyc": lambda call, desk: green("It only shows.") if call.arguments and call.arguments[-1].plain and {w.text for w in call.arguments} <= {"-n", "tracking", "sources", "sourcestats", "activity", "-v", "ntpdata", "serverstats", "clients"} else yellow("It changes the clock's sources.", call.words[0]),
    "snmpwalk": changes("It asks a device."), "snmpget": changes("It asks a device."), "ldapsearch": reads("xLnWZv b: D: h: H: p: s: w: l: z: y: o: E: LLL"), "keytool": lambda call, desk: reads("-list -printcert -v -rfc -keystore= -storepass= -alias= -file= -sslserver= -storetype=", single_dash=True)(call, desk) if call.arguments and call.arguments[0].text in ("-list", "-printcert") else yellow("It changes a key store.", call.words[0]),
    "certbot": lambda call, desk: green("It only lists.") if [w.text for w in call.arguments] == ["certificates"] else yellow("It changes certificates.", call.words[0]), "step": changes("It may write keys."), "sslscan": reads(""), "testssl.sh": changes("It scans."),
    "cfssl-certinfo": harmless, "promtool": lambda call, desk: green("It only asks.") if len(call.arguments) > 1 and call.arguments[0].text in ("query", "check") and not any(w.loose or w.text.startswith("--http.config") for w in call.arguments) else yellow("It is not known.", call.words[0]),
    "amtool": lambda call, desk: green("It only asks.") if [w.text for w in call.arguments[:2]] in (["alert", "query"], ["silence", "query"], ["config", "show"], ["check-config"]) or [w.text for w in call.arguments] == ["alert"] else yellow("It changes alerts.", call.words[0]),
    "logcli": lambda call, desk: reads("q --query-x --limit= --since= --from= --to= --addr= --tail --quiet --output= o: --forward --batch= --org-id= --username= --password= --bearer-token= --stats")(call, desk) if (call.arguments and call.arguments[0].text in ("query", "labels", "series", "instant-query", "stats", "volume")) or any(w.text in ("query", "labels", "series") for w in call.arguments) else yellow("It is not known.", call.words[0]),
}  # fmt: skip


def _nmcli(call: Call) -> Ruling:
    line = read_options(call.arguments, arity("t p g: f: m: e: c: w: --terse --pretty --fields= --get-values= --mode= --colors="))
    texts = [word.text for word in line.operands]
    if not line.strange and not line.loose and (len(texts) <= 1 or texts[1] in ("show", "status", "list", "s") or texts[0] in ("monitor",)) and "-s" not in texts:
        return green("`nmcli` only shows.")
    if any(t in ("down", "delete", "del", "off") for t in texts):
        return red("It takes a connection down.", call.words[0])
    return yellow("It changes a connection.", call.words[0])
