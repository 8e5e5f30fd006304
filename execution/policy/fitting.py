"""Does a value look like what its variable takes? A doubt in words, never a ban.

The kind is guessed from a name, so a person may always say that the value is meant as it is.
"""

import ipaddress
import re
from collections.abc import Callable, Mapping
from typing import Final

from runbooks.types.variables import VariableType

_NUMBER: Final = re.compile(r"[-+]?(?:\d[\d_,]*(?:\.\d+)?(?:[eE][-+]?\d+)?|0[xX][0-9a-fA-F]+)%?")
_PORT: Final = re.compile(r"\d+(?:[-:,/]\w+)*|[a-z][a-z0-9-]*")
_DURATION: Final = re.compile(r"(?=.*\d)[-+]?P?T?(?:\d+(?:\.\d+)?\s?[A-Za-zµ]+\s*)*\d*(?:\.\d+)?")
_SIZE: Final = re.compile(r"[-+]?\d+(?:\.\d+)?\s?[A-Za-z%]{0,5}")
_ADDRESS: Final = re.compile(r"[\w.-]+(?::\d+)?(?:[/?].*)?|\[[0-9a-fA-F:]+\](?::\d+)?(?:/.*)?")
_ORDINARY: Final = re.compile(r"[^\s'\"`;|&<>()$\\]+")
_KUBERNETES: Final = re.compile(r"(?:[a-z]+/)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?")


def why_odd(kind: VariableType, value: str) -> str:
    """The doubt about `value` in one sentence; "" where it looks like what `kind` takes."""
    if value != value.strip():
        return "The value begins or ends with a space."
    if "\n" in value and kind is not VariableType.TEXT:
        return "The value has several lines."
    fits, wanted = _KINDS.get(kind, (None, ""))
    return "" if fits is None or fits(value) else f"“{value[:60]}” is not {wanted}."


def is_checked(kind: VariableType) -> bool:
    """Whether a value of that kind has a look of its own."""
    return kind in _KINDS


def _is_port(value: str) -> bool:
    return _PORT.fullmatch(value) is not None and not (value.isdigit() and int(value[:9]) > 65535)


def _is_ip(value: str) -> bool:
    bare = value.partition("%")[0].strip("[]")
    host, _, port = bare.rpartition(":")
    return _parses(bare) or (port.isdigit() and _parses(host.strip("[]")))


def _parses(value: str) -> bool:
    try:
        ipaddress.ip_interface(value)
    except ValueError:
        return False
    return True


def _is_link(value: str) -> bool:
    scheme, sign, rest = value.partition("://")
    if sign:
        return bool(scheme and rest) and " " not in value
    return _ADDRESS.fullmatch(value) is not None and ("." in value or ":" in value or "/" in value)


def _whole(pattern: re.Pattern[str]) -> Callable[[str], bool]:
    return lambda value: pattern.fullmatch(value) is not None


_NAME: Final = (_whole(_ORDINARY), "a name: it has spaces, quotes or signs of the shell")
_OBJECT: Final = (_whole(_KUBERNETES), "such a name: those have lower-case letters, digits, hyphens and dots")
_KINDS: Final[Mapping[VariableType, tuple[Callable[[str], bool], str]]] = {
    VariableType.NUMBER: (_whole(_NUMBER), "a number"),
    VariableType.PORT: (_is_port, "a port: those are numbers from 1 to 65535"),
    VariableType.IP: (_is_ip, "an address such as 10.0.0.7, or a range such as 10.0.0.0/24"),
    VariableType.URL: (_is_link, "a link such as https://status.example.com/"),
    VariableType.DURATION: (_whole(_DURATION), "a duration such as 90, 5m or 1h30m"),
    VariableType.SIZE: (_whole(_SIZE), "a size such as 512, 20Gi or 80%"),
    VariableType.EMAIL: (_whole(re.compile(r"[^@\s]+@[^@\s]+")), "an e-mail address"),
    VariableType.POD: _OBJECT,
    VariableType.NAMESPACE: _OBJECT,
    VariableType.CONTAINER: _OBJECT,
    VariableType.NODE: _OBJECT,
    VariableType.HOST: _NAME,
    VariableType.CLUSTER: _NAME,
    VariableType.WORKLOAD: _NAME,
    VariableType.SERVICE: _NAME,
    VariableType.DATABASE: _NAME,
    VariableType.USER: _NAME,
    VariableType.REGION: _NAME,
    VariableType.ENVIRONMENT: _NAME,
    VariableType.DOMAIN: _NAME,
    VariableType.VERSION: _NAME,
    VariableType.IDENTIFIER: _NAME,
}
