"""Raw HTTP requests: reading methods are green, the others change something."""

import re
from typing import Final

from runbooks.risk.addresses import address_alarm
from runbooks.risk.ruling import Ruling, green, red, worst, yellow
from runbooks.types import Risk

READS: Final = ("GET", "HEAD", "OPTIONS", "TRACE")
# A further request below the first, as consoles take them.
FURTHER: Final = re.compile(
    r"(?i)\s*(GET|HEAD|POST|PUT|PATCH|DELETE|CONNECT|PURGE|BAN|MOVE|COPY|LOCK|UNLOCK|MKCOL|PROPPATCH|"
    r"LINK|UNLINK|NOTIFY)\s+(\S+)"
)


def rule_method(method: str) -> Ruling:
    """The ruling on a request method; servers take it by its exact letters."""
    if method in READS:
        return green(f"{method} only reads.")
    if method.upper() == "DELETE":
        return red("DELETE removes what the address names.")
    return yellow(f"{method[:20]} changes something.")


def rule_http(text: str) -> Ruling:
    """The ruling on a request as `METHOD address …`."""
    found = re.match(r"\s*([A-Za-z]+)\s+(\S+)", text)
    if not found:
        return yellow("It is not a request that was understood.")
    if re.search(r"(?im)^\s*x-(http-)?method(-override)?\s*:", text):
        return yellow("A header asks for another method.")
    later = [match for line in text.splitlines()[1:] if (match := FURTHER.match(line))]
    return worst([_request(found[1], found[2]), *(_request(match[1].upper(), match[2]) for match in later)])


def _request(method: str, address: str) -> Ruling:
    ruling = rule_method(method)
    why = address_alarm(address) if ruling.risk is Risk.GREEN else ""
    return yellow(why) if why else ruling
