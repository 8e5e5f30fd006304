"""Inline code that a text only speaks of: a tool's name, a forbidden command, what something is equal to."""

from bisect import bisect_left
from collections.abc import Sequence
from re import IGNORECASE, compile
from typing import Final

from runbooks.parsing.words import words

_REACH: Final = 60  # characters before and after the code that say what it is there for
# "Never run `x`", "instead of `x`", "the same as `x`"
_UNWANTED: Final = compile(
    r"(?:\b(?:do not|don't|never|avoid|without|should not|shouldn't|must not|mustn't|cannot|can't"
    r"|instead of|rather than|user error)\W+(?:(?:ever|just|simply|directly|use|using|run|running|execut\w+"
    r"|do|doing|call\w*|invok\w+|issu\w+|the|a|any|commands?)\s+)*"
    r"|\bfrom (?:the |an? |your )?(?:original|initial|previous|earlier|successful|last)\s+"
    r"|\b(?:equivalent (?:to|of)|same as|alias (?:for|of)|short(?:hand)? for)\s+)"
    r"(?:running |doing |the )?[(\"'*_]*$",
    IGNORECASE,
)
# "the response `pong 1`": it is printed.
_PRINTED: Final = compile(r"\b(?:response|output|message|error|log line|says|reads)\W{0,3}$", IGNORECASE)
# "the `redis-cli` command line program", "the `rs.status()` section"
_NAMED: Final = compile(
    r"\W{0,3}(?:command[- ]line|tools?\b|utilit|programs?\b|client\b|cli\b|binar|plugins?\b|packages?\b"
    r"|flags?\b|options?\b|sub-?commands?\b|famil|parameters?\b|arguments?\b|syntax|sections?\b|columns?\b"
    r"|fields?\b|functions?\b|settings?\b|metrics?\b|methods?\b|playbooks?\b|roles?\b|charts?\b|apis?\b|endpoints?\b)",
    IGNORECASE,
)
_ONLY_NAMED: Final = compile(r"\W{0,3}(?:output|process|daemon|status|container|image|service)\b", IGNORECASE)
_GLOSS: Final = compile(r"`([^`\n]+)`\s*(?:[-–—:=]|is |are |means )")
# "`chroot /host` will fail", "the `x` command won't work"
_FAILS: Final = compile(
    r"\W{0,3}(?:command )?(?:will fail|fails\b|won['’]t work|will not work|does(?:n['’]t| not) (?:work|help)"
    r"|is (?:not|deprecated|forbidden)|can(?:not|['’]t) be"
    r"|(?:is|are|was) (?:executed|run|called|invoked|issued) (?:by|when|as|automatically|every|on)\b)",
    IGNORECASE,
)
# "`docker compose down -v` **deletes volumes**": what it does to you.
_DOES: Final = compile(r" (?:also )?(?:\*\*|__)(?!not\b)[a-z]{3,}s\b")
# "Executing `x` will remove the name space"
_LOSES: Final = compile(r"\W{0,3}will (?:also )?(?:remove|delete|destroy|drop|wipe|erase)\b")
_DOING: Final = compile(r"\b(?:executing|running) (?:the )?$", IGNORECASE)
# ":func:`rs.conf()`" of reStructuredText: what its name is a link to.
_ROLE: Final = compile(r":(?!command|code|kbd|samp|literal)[a-z][\w:+-]{1,20}:$")
# Tools that do nothing without an operand: "`rm -rf`" is talk.
_WANT_OPERAND: Final = words(
    "rm kill cp mv ln chmod chown dd tar grep sed awk find xargs truncate touch mkdir scp"
)
_WANT_STACK: Final = words("deploy rm create inspect update scale remove connect disconnect")
_STACKS: Final = words("stack service volume network secret config")
_WANT_NAME: Final = words("delete edit debug scale patch label annotate expose set")
_KINDS: Final = words(
    """
    pod pods po node nodes no deployment deployments deploy service services svc pvc pv job jobs secret
    secrets configmap configmaps cm namespace namespaces ns statefulset statefulsets sts daemonset
    daemonsets ds cronjob
    """
)


def is_gloss(text: str, command: str) -> bool:
    """ "`find -type d` - all directories": a point about the words of the command before it."""
    match = _GLOSS.match(text) if text.startswith("`") else None
    return match is not None and match[1] != command and match[1] in command


def is_mention(code: str, text: str, start: int, end: int) -> bool:
    """The code that stands at `[start, end)` of the text, its marks included, is spoken of, not asked for."""
    parts = code.split()
    if text[end : end + 1] == "_" and not text[end + 1 : end + 2].isalnum() and text[:start][-1:] != "_":
        return True  # a link of reStructuredText
    if text[:start][-1:] == ":" and _ROLE.search(text, max(0, start - 30), start):
        return True
    if len(parts) < 3 and _NAMED.match(text, end):
        return True
    if len(parts) == 1 and (_ONLY_NAMED.match(text, end) or text[end : end + 1] == "?"):
        return True
    if len(parts) == 2 and parts[0] in _WANT_OPERAND and parts[1].startswith("-"):
        return True
    if len(parts) == 3 and parts[0] in ("kubectl", "oc") and parts[1] in _WANT_NAME and parts[2] in _KINDS:
        return True
    if len(parts) == 3 and parts[0] == "docker" and parts[1] in _STACKS and parts[2] in _WANT_STACK:
        return True
    if _FAILS.match(text, end) or _DOES.match(text, end):
        return True
    before = text[max(0, start - _REACH) : start]
    if _LOSES.match(text, end) and _DOING.search(before):
        return True
    return _UNWANTED.search(before) is not None or _PRINTED.search(before.rstrip("`\"'“ ")) is not None


def within(spans: Sequence[tuple[int, int]], place: int) -> bool:
    """Whether a place lies inside one of some spans, which are in order and apart from each other."""
    before = bisect_left(spans, (place, 0)) - 1
    return before >= 0 and place < spans[before][1]
