"""The element kit's template words: icons, risk shapes, faces, moments and lengths of time.

Loaded into every template as built-ins, so a page says `{% icon "check" %}` or `{{ seconds|length_of }}`.
"""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Final
from zlib import crc32

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString

from ddrun.lib.unseen import unseen_in, unseen_in_prose

register = template.Library()

# stored word → what people see; the shape of the icon carries the same name
RISKS: Final = {"green": ("safe", "Safe"), "yellow": ("caution", "Caution"), "red": ("danger", "Danger")}
FACES: Final = 8
_CODE: Final = re.compile(r"`([^`\n]+)`")
_STRONG: Final = re.compile(r"\*\*(?=\S)|(?<=\S)\*\*")


@register.simple_tag
def icon(name: str, extra: str = "") -> SafeString:
    """One icon of the sprite, hidden from screen readers: the word stands beside it."""
    return format_html(
        '<svg class="i{}" aria-hidden="true"><use href="{}#{}"/></svg>',
        f" {extra}" if extra else "",
        static("icons.svg"),
        name,
    )


@register.simple_tag
def risk(level: str, text: str = "", extra: str = "") -> SafeString:
    """Shape, word and colour of a risk (green, yellow or red); `text` replaces the bare word.

    `extra` is "chip" for the filled form, "was" for steps that are over.
    """
    css, word = RISKS[str(level)]
    return format_html(
        '<span class="risk {}{}"><svg aria-hidden="true"><use href="{}#{}"/></svg>{}</span>',
        css,
        f" {extra}" if extra else "",
        static("icons.svg"),
        css,
        text or word,
    )


@register.simple_tag
def face(name: str, extra: str = "") -> SafeString:
    """A person as initials on a colour of their own; `extra` is "big" in lists."""
    words = [word for word in name.replace(".", " ").replace("@", " ").split() if word]
    letters = (words[0][:1] + words[-1][:1] if len(words) > 1 else name[:2]).upper()
    colour = crc32(name.encode()) % FACES
    return format_html(
        '<span class="av c{}{}" aria-hidden="true">{}</span>', colour, f" {extra}" if extra else "", letters
    )


@register.filter
def risk_class(level: str) -> str:
    """safe, caution or danger: the class of a risk."""
    return RISKS[str(level)][0]


@register.filter
def risk_word(level: str) -> str:
    """Safe, Caution or Danger."""
    return RISKS[str(level)][1]


@register.filter
def seen(text: str) -> SafeString:
    """A command with every character that cannot be seen named where it stands."""
    return _named(text, unseen_in(text))


@register.filter
def seen_prose(text: str) -> SafeString:
    """Prose with every character that it may hide something in named where it stands."""
    return _named(text, unseen_in_prose(text))


@register.filter
def prose(text: str) -> SafeString:
    """Prose with what stands between backticks set as code, and the marks of emphasis left out."""
    # Odd pieces stand between two backticks; a lone one is a character like any other.
    pieces = _CODE.split(str(text))
    return format_html_join(
        "",
        "{}",
        (
            (format_html("<code>{}</code>", seen(piece)) if odd else seen_prose(_STRONG.sub("", piece)),)
            for odd, piece in ((number % 2, piece) for number, piece in enumerate(pieces))
        ),
    )


def _named(text: str, places: Iterator[int]) -> SafeString:
    found = list(places)
    starts = (0, *(at + 1 for at in found))
    named = format_html_join(
        "",
        '{}<span class="unseen" data-sign="{}">{}</span>',
        (
            (text[start:at], f"U+{ord(text[at]):04X}", text[at])
            for start, at in zip(starts, found, strict=False)
        ),
    )
    return named + escape(text[starts[-1] :])


@register.filter
def length_of(value: float | timedelta | None) -> str:
    """A length of time as people say it: "1.2 s", "37 s", "4 min 12 s", "2 h 05 min", "9 days"."""
    if value is None:
        return ""
    seconds = value.total_seconds() if isinstance(value, timedelta) else float(value)
    if seconds < 0.1:
        return "< 0.1 s"
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = int(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60:02d} s"
    if whole < 86_400:
        return f"{whole // 3600} h {whole % 3600 // 60:02d} min"
    return "1 day" if whole < 2 * 86_400 else f"{whole // 86_400} days"


def _time(value: datetime, shown: str) -> SafeString:
    utc = value.astimezone(UTC)
    return format_html(
        '<time datetime="{}" data-local="{}" title="{} UTC">{}</time>',
        utc.isoformat(timespec="milliseconds"),
        shown,
        f"{utc:%Y-%m-%d %H:%M:%S}",
        f"{utc:%H:%M:%S}" if shown == "clock" else f"{utc:%Y-%m-%d %H:%M}",
    )


@register.filter
def clock(value: datetime | None) -> str:
    """The time of day to the second; the page's script turns it into the reader's own zone."""
    return _time(value, "clock") if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """Day and time; the page's script turns it into the reader's own zone."""
    return _time(value, "moment") if value else ""
