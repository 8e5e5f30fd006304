"""Words as full-text search should see them: `KubePodCrashLooping` is four words and one."""

import re
from typing import Final

_JOINED: Final = re.compile(
    r"[A-Za-z0-9]+(?:[._/:-][A-Za-z0-9]+)+|[A-Za-z0-9_]*[a-z0-9][A-Z][A-Za-z0-9_]*|[A-Za-z0-9]+(?:_[A-Za-z0-9]+)+"
)
_INSIDE: Final = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


def split_words(text: str) -> str:
    """`text`, followed by the parts of its joined words (`CamelCase`, `snake_case`, `a-b`, `a.b`)."""
    parts: dict[str, None] = {}
    for joined in _JOINED.finditer(text):
        parts.update(dict.fromkeys(_INSIDE.findall(joined[0])))
    return f"{text} {' '.join(parts)}" if parts else text
