"""What a page hides from its reader: comments, scripts, and elements that are never drawn."""

from collections.abc import Sequence
from re import IGNORECASE, Match, compile
from typing import Final

from runbooks.parsing.words import words

# Elements whose text no reader sees.
SILENT: Final = words(
    """
    script style head template noscript iframe object svg nav audio video canvas datalist noembed noframes
    """
)
_CLASSES: Final = words("hidden d-none hide is-hidden sr-only visually-hidden screen-reader-text invisible")
_STYLE: Final = compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|opacity\s*:\s*0?\.?0*\s*(?:[;!]|$)"
    r"|font-size\s*:\s*0?\.?[01]?(?:px|em|rem|pt|%)?\s*(?:[;!]|$)|(?:max-)?(?:width|height)\s*:\s*[01]?(?:px)?\s*(?:[;!]|$)"
    r"|(?:left|top|right|bottom|text-indent|margin-left|margin-top)\s*:\s*-\d{3,}|clip(?:-path)?\s*:\s*(?:rect|inset)"
    r"|transform\s*:\s*(?:scale\w*\(\s*0|translate\w*\(\s*-\d{3,})|color\s*:\s*transparent",
    IGNORECASE,
)
_COLOUR: Final = compile(r"(?<![\w-])(background(?:-color)?|color)\s*:\s*([^;!]{1,40})", IGNORECASE)
_WHITE: Final = frozenset(("white", "#fff", "#ffffff", "rgb(255,255,255)", "rgba(255,255,255,1)"))
_RULE: Final = compile(r"([^{}]{1,400})\{([^{}]{0,2000})\}")
_NAME: Final = compile(r"([.#])([\w-]+)\s*$")
_FENCE: Final = compile(r"^\s*(?:>\s?|[-*+]\s+|\d{1,9}[.)]\s+)*(`{3,}|~{3,})")
_OPENED: Final = compile(
    r"^\s*<(script|style|template|noscript|div|span|p|section|details)\b([^<>]*)>", IGNORECASE
)
_ATTRIBUTE: Final = compile(r"([\w-]+)(?:\s*=\s*(?:\"([^\"]*)\"|'([^']*)'|([^\s\"'>]+)))?")


def hides(tag: str, attrs: Sequence[tuple[str, str | None]], styled: frozenset[str] = frozenset()) -> bool:
    """The element is never drawn. `styled` are the classes and ids (".x", "#y") that a style sheet hides."""
    if tag in SILENT:
        return True
    given = {name: value or "" for name, value in attrs}
    if "hidden" in given or given.get("aria-hidden", "").lower() == "true":
        return True
    if tag == "dialog" and "open" not in given:
        return True
    names = given.get("class", "").lower().split()
    if any(name in _CLASSES or f".{name}" in styled for name in names) or f"#{given.get('id', '')}" in styled:
        return True
    return bool(given.get("style")) and is_unseen_style(given["style"])


def is_unseen_style(style: str) -> bool:
    """What is drawn so cannot be seen: nowhere, without size, or in the colour of what it stands on."""
    if _STYLE.search(style):
        return True
    colours: dict[str, str] = {}
    for name, value in _COLOUR.findall(style):
        colours[name.lower().removesuffix("-color")] = "".join(value.lower().split())
    front, back = colours.get("color"), colours.get("background", "white")
    return front is not None and (front == back or (front in _WHITE and back in _WHITE))


def hidden_names(sheet: str) -> frozenset[str]:
    """The classes and ids that a style sheet hides."""
    found: set[str] = set()
    for selectors, style in _RULE.findall(sheet):
        if is_unseen_style(style):
            names = (_NAME.search(selector) for selector in selectors.split(","))
            found.update(name[1] + name[2] for name in names if name)
    return frozenset(found)


def unveiled(lines: Sequence[str]) -> list[str]:
    """Lines of Markdown with comments and hidden elements blanked; as many as before, code as it is."""
    out: list[str] = []
    fence = closer = ""
    begun = 0
    for number, line in enumerate(lines):
        begun = begun if closer else number
        if closer:
            before, found, rest = (
                line.partition(closer) if closer == "-->" else line.lower().partition(closer)
            )
            out.append(line[len(before) + len(closer) :] if found and rest.strip() else "")
            closer = "" if found else closer
        elif fence:
            fence = "" if line.strip().startswith(fence) and not line.strip().strip(fence[0]) else fence
            out.append(line)
        elif ("```" in line or "~~~" in line) and (match := _FENCE.match(line)):
            fence = match[1]
            out.append(line)
        elif "<!--" in line:
            shown, closer = _without_comment(line)
            out.append(shown)
        elif (opened := _OPENED.match(line)) and hides(opened[1].lower(), _attributes(opened)):
            closer = f"</{opened[1].lower()}>"
            closer = "" if closer in line.lower() else closer
            out.append("")
        else:
            out.append(line)
    return out[:begun] + list(lines[begun:]) if closer else out  # what nothing closes is not hidden


def _without_comment(line: str) -> tuple[str, str]:
    """What stands before or after a comment, and "-->" when it goes on in the next line."""
    before, _, rest = line.partition("<!--")
    _inner, closed, after = rest.partition("-->")
    if before.count("`") % 2:
        return line, ""  # it is spoken of, in code
    if not closed:
        return before, "-->"
    if not before.strip():
        return (after, "") if "<!--" not in after else _without_comment(after)
    return (before, "") if not after.strip() else (line, "")


def _attributes(opened: Match[str]) -> list[tuple[str, str | None]]:
    return [
        (match[1].lower(), match[2] or match[3] or match[4] or "") for match in _ATTRIBUTE.finditer(opened[2])
    ]
