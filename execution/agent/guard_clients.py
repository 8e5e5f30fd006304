"""Clients of servers and of databases, as far as what they ask for is proven to read only."""

import re
from typing import Final
from urllib.parse import unquote

from execution.agent.guard_options import Rule, at_most, options, take
from execution.agent.guard_sql import prove_sql
from execution.agent.guard_words import NotProven


def _openssl(arguments: list[str]) -> None:
    known = {
        "version": options("-a -v -b -o -f -p -d"),
        "x509": options(
            "-noout -text -dates -subject -issuer -enddate -startdate -serial -fingerprint -sha256"
            " -sha1 -purpose"
            " -email -alias -modulus -pubkey -ocsp_uri -subject_hash -issuer_hash -hash",
            "-in -inform -ext -checkend -nameopt -checkhost -certopt",
        ),
        "s_client": options(
            "-showcerts -brief -tls1_2 -tls1_3 -status -quiet -no_ign_eof -verify_return_error -prexit",
            "-connect -servername -starttls -CApath -verify -alpn -host -port -verify_hostname",
        ),
        "verify": options("-verbose -show_chain", "-CAfile -CApath -untrusted -purpose"),
        "crl": options("-noout -text -lastupdate -nextupdate -issuer", "-in -inform"),
        "req": options("-noout -text -subject -verify", "-in -inform"),
        "ciphers": options("-v -V -s -tls1_2 -tls1_3"),
        "list": options(
            "-commands -digest-commands -cipher-commands -digest-algorithms -cipher-algorithms -providers"
        ),
    }
    if not arguments or arguments[0] not in known:
        raise NotProven("this command of openssl is not among those known to be harmless")
    if arguments[0] in ("x509", "crl", "req") and "-noout" not in arguments:
        raise NotProven("without -noout openssl writes more than it is asked")
    take(arguments[1:], known[arguments[0]])


# Servers act on a plain GET of these, or answer with what is secret.
_ACTING: Final = re.compile(
    r"169\.254\.|metadata|\{|\[|//[^/]*@|heap_?dump|hprof|api-?keys?|/ping/|hc-ping"
    r"|(?:/|[?&;][a-z_.]+=)(?:_|-/|safe|yarn-|cancel)?(?:shutdown|quit\w*|abort\w*|delete|remove|restart|reboot"
    r"|start|stop|kill|reset\w*|exec|execute|reload|refresh|flush\w*|clear\w*|purge|drain|undrain|deploy|undeploy"
    r"|redeploy|unload|build\w*|trigger|failover|promote|demote|rollback|forcemerge|compact|invalidate|enable"
    r"|disable|pause|resume|suspend|cancel\w*|quietdown|exit|send\w*|publish|update|create|write|set|rotate|seal|unseal"
    r"|upgrade|install|uninstall|migrate|rebalance|reindex|rebuild|sync|toggle|switch|expire|evict|gc|srst)"
    r"(?=[/?&=]|\Z)|[?&](?:commit|stream\.body|force)\b|cron\.php|/webhook|/hooks?/|buildbytoken|/push/|/set_",
    re.IGNORECASE,
)


_DEED: Final = re.compile(
    r"shutdown|restart|reboot|delete|kill|reset|drain|toggle|cancel|disconnect|purge|flush|modify|freeosmemory"
    r"|logout|drop|truncate|insert|accept|turn|clear|setblockrate|cpuprofiler|logging|loglevel|cmnd"
)


def _deeds(address: str) -> bool:
    """True when a word of the address, split at its signs and humps, is a deed."""
    words = re.findall(r"[A-Z]?[a-z]+|[A-Z]+", address)
    return any(_DEED.fullmatch(word.lower()) for word in words) or bool(
        re.search(r"[?&](?:level|method|_method)=", address)
    )


def _curl(arguments: list[str]) -> None:
    known = options(
        "-s --silent -S --show-error -f --fail -L --location -i --include -I --head -v --verbose -k"
        " --insecure -4 --ipv4"
        " -6 --ipv6 -G --compressed --http1.1 --http2 -g --globoff -N --no-buffer -q --parallel -Z"
        " --fail-with-body"
        " --tlsv1.2 --tlsv1.3 --path-as-is -#",
        "-m --max-time --connect-timeout -X --request --retry --retry-delay --resolve --interface"
        " -A --user-agent"
        " -o --output -e --referer -r --range --max-redirs -w --write-out --noproxy --limit-rate"
        " --retry-max-time -H --header --url",
    )
    found = take(arguments, known)
    for name, value in found.pairs:
        if name in ("-X", "--request") and value.upper() not in ("GET", "HEAD", "OPTIONS"):
            raise NotProven(f"{value} may change something at the other end")
        if name in ("-o", "--output") and value != "/dev/null":
            raise NotProven("curl writes a file")
        if name in ("-w", "--write-out", "-H", "--header") and (value[:1] == "@" or "output{" in value):
            raise NotProven("curl may write or read a file")
        if name in ("-H", "--header") and re.search(r"(?i)override|method", value):
            raise NotProven("this header may change what is asked")
    addresses = [value for name, value in found.pairs if name == "--url"]
    for address in [*found.operands, *found.rest, *addresses]:
        if "://" in address and not re.match(r"https?://", address):
            raise NotProven(f"{address} is not a web address")
        if _ACTING.search(unquote(address)) or _deeds(unquote(address)):
            raise NotProven(f"{address} may disclose a secret or change something")


def _wget(arguments: list[str]) -> None:
    found = take(
        arguments,
        options(
            "--spider -q --quiet -nv -S --server-response --no-check-certificate -4 -6",
            "-T --timeout -t --tries --max-redirect",
        ),
    )
    if "--spider" not in found.values:
        raise NotProven("wget writes a file")


def _client(valued: str, statement: str, bare: str, databases: int) -> Rule:
    """A database's client: one statement that is proven to read."""
    names = statement.split()
    known = options(bare, f"{valued} {statement}")

    def rule(arguments: list[str]) -> None:
        found = take(arguments, known)
        said = [found.values[name] for name in names if name in found.values]
        given = sum(bool(re.match(rf"(?:{'|'.join(names)})(?:=|\Z)", each)) for each in arguments)
        if len(said) != 1 or given != 1:
            raise NotProven("exactly one statement can be proven")
        at_most(databases, found.operands + found.rest)
        places = [*found.operands, *found.rest, *(v for n, v in found.pairs if n in ("-d", "--dbname"))]
        if any(re.search(r"service\s*=|sslkey|passfile|preload", place) for place in places):
            raise NotProven("where this connects to stands in a file")
        prove_sql(said[0])

    return rule


def _sqlite(arguments: list[str]) -> None:
    found = take(
        arguments,
        options(
            "-header -csv -json -line -column -table -readonly -list -noheader -box -markdown"
            " --readonly --json --csv --header -html -quote",
            "-separator",
        ),
    )
    words = found.operands + found.rest
    if len(words) != 2:
        raise NotProven("exactly one statement can be proven")
    prove_sql(words[1])


_PSQL: Final = _client(
    "-h --host -p --port -U --username -d --dbname -F --field-separator",
    "-c --command",
    "-X --no-psqlrc -A --no-align -t --tuples-only -x --expanded -q --quiet -w --no-password --csv"
    " -H -1 -E -n -z -0",
    2,
)
_MYSQL: Final = _client(
    "-h --host -P --port -u --user -D --database",
    "-e --execute",
    "-B --batch -N -s --silent -t --table -E --vertical --xml -X -H --html -r -v --skip-column-names --raw",
    1,
)
CLIENTS: Final[dict[str, Rule]] = {
    "openssl": _openssl,
    "curl": _curl,
    "wget": _wget,
    "psql": _PSQL,
    "mysql": _MYSQL,
    "sqlite3": _sqlite,
    "duckdb": _sqlite,
}
