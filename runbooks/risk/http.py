"""Raw HTTP requests: reading methods are green, the others change something."""

import re

from runbooks.risk.addresses import address_alarm
from runbooks.risk.ruling import Ruling, green, red, yellow
from runbooks.types import Risk

READS = ("GET", "HEAD", "OPTIONS", "TRACE")


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
    others = [
        line for line in text.splitlines()[1:] if re.match(r"\s*(POST|PUT|PATCH|DELETE|CONNECT)\s", line)
    ]
    if others:
        return rule_method(others[0].split()[0])
    ruling = rule_method(found[1])
    why = address_alarm(found[2]) if ruling.risk is Risk.GREEN else ""
    return yellow(why) if why else ruling
