"""Likely secrets in pasted text become references `‹secret:NAME›`, before the text is stored anywhere.

By pattern, so neither every secret is found nor is everything found one; what is replaced is told to the
person who pasted it. Names say what the secret was, numbered from the second on, so that the same secret
keeps the same name throughout a text.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

# What stands between the marks is all that a secret's value may be made of; a placeholder never is one.
_WORD: Final = r"[^\s'\"`<>{}$‹›,;|&()\[\]]"

_PATTERNS: Final[tuple[tuple[str, re.Pattern[str]], ...]] = (
    (
        "PRIVATE_KEY",
        re.compile(
            r"(?P<value>-----BEGIN (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----.*?"
            r"(?:-----END (?:[A-Z0-9]+ )*PRIVATE KEY(?: BLOCK)?-----|\Z))",
            re.S,
        ),
    ),
    ("AWS_ACCESS_KEY_ID", re.compile(r"\b(?P<value>(?:AKIA|ASIA)[A-Z0-9]{16})\b")),
    (
        "AWS_SECRET_ACCESS_KEY",
        re.compile(
            r"(?i:aws_?secret_?access_?key|aws_?secret_?key)[\"']?\s*[:=]\s*[\"']?(?P<value>[A-Za-z0-9/+=]{40})\b"
        ),
    ),
    (
        "GITHUB_TOKEN",
        re.compile(r"\b(?P<value>gh[pousr]_[A-Za-z0-9]{30,255}|github_pat_[A-Za-z0-9_]{50,255})\b"),
    ),
    ("GITLAB_TOKEN", re.compile(r"\b(?P<value>glpat-[A-Za-z0-9_-]{20,})")),
    ("SLACK_TOKEN", re.compile(r"\b(?P<value>xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{20,})")),
    ("SLACK_WEBHOOK", re.compile(r"https://hooks\.slack\.com/(?P<value>services/[A-Za-z0-9/]{20,})")),
    ("GOOGLE_API_KEY", re.compile(r"\b(?P<value>AIza[A-Za-z0-9_-]{35})(?![A-Za-z0-9_-])")),
    ("STRIPE_KEY", re.compile(r"\b(?P<value>[rs]k_(?:live|test)_[A-Za-z0-9]{16,})\b")),
    ("API_KEY", re.compile(r"\b(?P<value>sk-(?:[a-z]+-)*[A-Za-z0-9_-]{20,})")),
    ("NPM_TOKEN", re.compile(r"\b(?P<value>npm_[A-Za-z0-9]{36})\b")),
    ("VAULT_TOKEN", re.compile(r"\b(?P<value>hv[sb]\.[A-Za-z0-9_-]{24,})")),
    (
        "JWT",
        re.compile(r"\b(?P<value>eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,})"),
    ),
    ("BEARER_TOKEN", re.compile(rf"(?i:authorization:\s*(?:bearer|token|basic)\s+)(?P<value>{_WORD}{{8,}})")),
    (
        "URL_PASSWORD",
        re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s:/@<>{}$‹›'\"]*:(?P<value>[^\s/@<>{}$‹›'\"]{3,})@"),
    ),
    (
        "PASSWORD",
        re.compile(
            r"(?i:(?<![A-Za-z])(?P<name>[A-Za-z0-9_-]*(?:password|passwd|passphrase|secret[_-]?key|client[_-]?secret"
            r"|api[_-]?key|access[_-]?token|auth[_-]?token|secret[_-]?token|pgpassword|mysql_pwd)))"
            rf"[\"']?\s*[:=]\s*(?P<quote>[\"']?)(?P<value>{_WORD}{{6,}})(?P=quote)"
        ),
    ),
    ("PASSWORD", re.compile(rf"\s--password[= ][\"']?(?P<value>{_WORD}{{6,}})")),
    ("PASSWORD", re.compile(rf"\bmysql(?:dump|admin)?\b[^\n|;&]*?\s-p(?P<value>{_WORD}{{6,}})")),
    (
        "PASSWORD",
        re.compile(rf"\bcurl\b[^\n|;&]*?\s(?:-u|--user)[= ]?[\"']?[^\s:'\"<>$]+:(?P<value>{_WORD}{{6,}})"),
    ),
    ("PASSWORD", re.compile(rf"\bredis-cli\b[^\n|;&]*?\s(?:-a|--pass)[= ][\"']?(?P<value>{_WORD}{{6,}})")),
    ("PASSWORD", re.compile(rf"\bsshpass\b\s+-p\s*[\"']?(?P<value>{_WORD}{{6,}})")),
)

# Words people write where a secret would stand.
_STANDS_FOR: Final = re.compile(
    r"(?i)x{3,}|\*{3,}|\.{3,}|_{3,}|-{3,}|(?:your|my|the|some|enter|replace|insert)[-_ ].*"
    r"|changeme|change_me|example.*|redacted|hidden|password|passwd|secret|token|string|required|optional"
    r"|true|false|null|none|empty|prompt.*|.*_here|.*-here|\d{1,5}"
)
# "Password: stored in the vault" is prose; a secret is the last word of its line or holds more than letters.
_PROSE: Final = re.compile(r"[ \t]+[A-Za-z]")


@dataclass(frozen=True)
class Cleaned:
    """A text without the secrets that were found; `names` are the references now in it, in order."""

    text: str
    names: tuple[str, ...]


def without_secrets(text: str) -> Cleaned:
    """`text` with each likely secret replaced by a reference."""
    names: dict[str, str] = {}
    taken: dict[str, int] = {}
    places: list[tuple[int, int, str]] = []
    for start, end, kind in _found(text):
        value = text[start:end]
        if value not in names:
            taken[kind] = taken.get(kind, 0) + 1
            names[value] = kind if taken[kind] == 1 else f"{kind}_{taken[kind]}"
        places.append((start, end, names[value]))
    return Cleaned(_replaced(text, places), tuple(names.values()))


def _found(text: str) -> Iterator[tuple[int, int, str]]:
    """Where the secrets stand, in order, none overlapping; the pattern named first wins."""
    spans: dict[tuple[int, int], str] = {}
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            start, end = match.span("value")
            if _is_prose(match) or any(s < end and start < e for s, e in spans):
                continue
            spans[start, end] = _named(kind, match.groupdict())
    for (start, end), kind in sorted(spans.items()):
        yield start, end, kind


def _is_prose(match: re.Match[str]) -> bool:
    value = match["value"]
    if _STANDS_FOR.fullmatch(value):
        return True
    return "name" in match.groupdict() and value.isalpha() and bool(_PROSE.match(match.string, match.end()))


def _named(kind: str, groups: Mapping[str, str | None]) -> str:
    """The name the text itself gives the secret, where it gives one: `DB_PASSWORD=…`."""
    said = re.sub(r"\W+", "_", groups.get("name") or "").strip("_").upper()
    return said if re.fullmatch(r"[A-Z][A-Z0-9_]{2,40}", said) else kind


def _replaced(text: str, places: list[tuple[int, int, str]]) -> str:
    parts, at = [], 0
    for start, end, name in places:
        parts += [text[at:start], f"‹secret:{name}›"]
        at = end
    return "".join([*parts, text[at:]])
