"""Values still to be filled in, `<pod>` and `{{ pod }}`.

The product quotes a value when it fills it, so it is one word and never an option or a redirect.
Each is read as letters of the same length, so that both parsers see a word there.
"""

import re
from typing import Final

PLACE: Final = re.compile(
    rb"(?<![<>0-9&A-Za-z_])<[A-Za-z][A-Za-z0-9_.-]*(?: [A-Za-z0-9_.-]+)*>(?=$|[\s\"':/,;|)@.&-])"
    rb"|(?<!\{)\{\{ ?[A-Za-z_][A-Za-z0-9_-]* ?\}\}(?!\})"
)
FILTERS: Final = re.compile(
    rb"(^|[;|&(]\s*)(cat|sort|grep|egrep|head|tail|wc|cut|tr|awk|sed|uniq|tee|less|more|nl|od|base64|bash|sh|tac|rev|xxd|jq)\b[^;|&]*$"
)
KEYWORDS: Final = frozenset((b"{{end}}", b"{{ end }}", b"{{else}}", b"{{ else }}"))


def fill_places(text: str) -> tuple[bytes, list[tuple[int, int]]]:
    """The text with letters for every placeholder, and the byte ranges where they stand."""
    source = text.encode("utf-8", "surrogatepass")
    if b"<" not in source and b"{{" not in source:
        return source, []
    holes: list[tuple[int, int]] = []
    out = bytearray(source)
    for found in PLACE.finditer(source):
        start, end = found.span()
        if found[0] in KEYWORDS or _is_redirect(source, start, end):
            continue
        out[start:end] = b"Z" * (end - start)
        holes.append((start, end))
    return bytes(out), holes


def _is_redirect(source: bytes, start: int, end: int) -> bool:
    # `sort <in> out` is a redirect to anyone but a template's author.
    if source[start : start + 1] != b"<":
        return False
    follows = re.match(rb"\s+([^\s|&;<>)'\"-])", source[end:])
    return bool(follows and FILTERS.search(source[:start]))
