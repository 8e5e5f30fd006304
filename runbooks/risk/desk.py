"""Where calls meet the rules of their tool, wrappers are opened and scripts kept for the second parser."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from runbooks.risk.pinned import CLEARS, NEEDED, TOOL_PINS, UNPINNED
from runbooks.risk.placeholders import fill_places
from runbooks.risk.ruling import Ruling, at_least, green, red, worst, yellow
from runbooks.risk.secrets import SECRET_FILE, rule_disclosure
from runbooks.risk.sentences import named
from runbooks.risk.shell import Walker, seen_by_parsers
from runbooks.risk.words import OPAQUE, Call, Stdin, Word, deletes, listed
from runbooks.types import Risk

Handler = Callable[[Call, "Desk"], Ruling]
MAX_NESTING: Final = 8
PROGRAM_PLACES: Final = re.compile(
    r"(/usr/local/s?bin|/usr/s?bin|/s?bin|/opt/homebrew/bin|/snap/bin|/usr/lib/postgresql/\d+/bin|"
    r"/usr/pgsql-\d+/bin|/opt/(gitlab/embedded|gitlab|kafka|puppetlabs|mssql-tools\d*)/bin)/[^/]+"
)
DECODERS: Final = listed(
    "curl wget base64 base32 xxd openssl gunzip zcat gzip uudecode rev tr fetch http nc ncat"
)
# These load code of the place they stand in, or of the home, before they print how they are used.
LOADS_FIRST: Final = listed(
    "pytest flask manage.py django-admin rails rake mvn gradle tox nox rspec phpunit mocha jest bundle celery"
)


@dataclass(frozen=True)
class Script:
    """A script as tree-sitter saw it, for shfmt to confirm. `broken`: shfmt will not read it."""

    source: bytes
    marks: frozenset[tuple[str, int, int]]
    broken: bool = False


class Desk:
    """Rules on the calls of one command, with the rules of `handlers`."""

    def __init__(self, handlers: dict[str, Handler], plain: frozenset[str]) -> None:
        self.handlers, self.plain = handlers, plain
        self.scripts: list[Script] = []
        self.last: Call | None = None

    def is_plain(self, name: str) -> bool:
        """True for tools that obey no unknown environment variable."""
        return name in self.plain

    def script(self, text: str, depth: int, stdin: Stdin | None = None) -> Ruling:
        """The ruling on a shell script; it is kept to be confirmed."""
        if depth > MAX_NESTING:
            return yellow("It is wrapped too deeply to be judged.")
        source, holes = fill_places(text)
        walker = Walker(source, holes, self, depth)
        ruling = walker.rule(stdin or Stdin())
        self.scripts.append(Script(seen_by_parsers(source), frozenset(walker.marks), walker.broken))
        return ruling

    def inside(self, word: Word, call: Call, stdin: Stdin | None = None) -> Ruling:
        """The ruling on a script that is a word of a call."""
        if word.fetched:
            return red("It runs code that was fetched or decoded.", word)
        if not word.plain:
            inner = self.script(word.text.replace(OPAQUE, "x"), call.depth + 1, stdin)
            return at_least(
                Risk.YELLOW, anchored(inner, word), "The script is only known when it runs.", word
            )
        return anchored(self.script(word.text, call.depth + 1, stdin), word)

    def wrapped(self, call: Call, words: Sequence[Word]) -> Ruling:
        """The ruling on the command that a wrapper runs."""
        if not words:
            return yellow("It names no command.", call.words[0])
        return self.rule(Call(tuple(words), (), call.stdin, call.depth + 1))

    def rule(self, call: Call) -> Ruling:
        """The ruling on one call."""
        self.last = call
        if not call.words:
            return green("Nothing runs.")
        head = call.words[0]
        if call.depth > MAX_NESTING:
            return yellow("It is wrapped too deeply to be judged.", head)
        if not head.plain:
            return self._unknown_name(call)
        if "/" in head.text and not PROGRAM_PLACES.fullmatch(head.text):
            return at_least(
                Risk.YELLOW, self._named(call), "It runs a program from a place of its own.", head
            )
        return self._named(call)

    def _named(self, call: Call) -> Ruling:
        ruling, pins = self._handled(call), TOOL_PINS.get(call.name)
        if call.name in CLEARS and any(name in NEEDED for name, _ in ruling.pins):
            return at_least(Risk.YELLOW, ruling, UNPINNED.format(call.name), call.words[0])
        if pins and ruling.risk is Risk.GREEN:
            return replace(ruling, pins=(*ruling.pins, *pins))
        return ruling

    def _handled(self, call: Call) -> Ruling:
        head = call.words[0]
        handler = self.handlers.get(call.name)
        if handler is None:
            deed = deletes(call.arguments)
            why = f"Nothing is known about `{call.name[:40]}`"
            return red(f"{why}, and it is told to delete.", deed) if deed else yellow(f"{why}.", head)
        asks = len(call.words) == 2 and call.words[1].plain and call.words[1].text in ("--help", "--version")
        if asks and call.name not in LOADS_FIRST:
            return green(f"`{call.name} {call.words[1].text}` prints a text.")
        ruling = named(handler(call, self), call)
        return (rule_disclosure(call) if ruling.risk is Risk.GREEN else None) or ruling

    def _unknown_name(self, call: Call) -> Ruling:
        head = call.words[0]
        known = [Word(text, head.start, head.end) for text in re.split(r"[\s,{}]+", head.text) if text]
        found = green()
        if known and OPAQUE not in head.text:
            found = self.rule(replace(call, words=(*known, *call.words[1:])))
        return at_least(Risk.YELLOW, found, "Which command runs is only known when it runs.", head)

    def output_of(self, kind: str, before: Stdin) -> Stdin:
        """What the call ruled on last, of a node of this kind, hands to the next in a pipe."""
        call = self.last
        fetched = before.fetched or (call is not None and call.name in DECODERS)
        secret = before.secret or (call is not None and any(SECRET_FILE.search(w.text) for w in call.words))
        if kind == "command" and call is not None and call.name == "echo":
            words = call.arguments
            if not words:
                return Stdin("text", "", fetched)
            if all(word.plain and "\\" not in word.text for word in words) and not words[0].text.startswith(
                "-"
            ):
                return Stdin("text", " ".join(word.text for word in words), fetched, secret)
        return Stdin("pipe", None, fetched, secret, kind == "command" and _hands_names(call, before))


# Which of them are asked for says nothing about what the answer looks like.
NARROWS: Final = re.compile(r"(^| )(-n|--namespace|-l|--selector|--context|--field-selector)[ =]\S+")
ASKS_NAMES: Final = re.compile(
    r"((-A|--all-namespaces) )?get [^-]\S*( (?!-o|--out|--tem)\S+)*( -o ?name| --output[ =]name)( -A)?"
)
PASSES_ON: Final = {
    **dict.fromkeys(("head", "tail"), re.compile(r"(-n ?\+?\d+|-\d+)?")),
    **dict.fromkeys(("sort", "uniq"), re.compile(r"(-[ru])?")),
    **dict.fromkeys(("grep", "egrep"), re.compile(r"(-[viEFwx]+ )?[^-]\S*")),
}


def _hands_names(call: Call | None, before: Stdin) -> bool:
    """True when what the command itself prints are names such as `pod/web-1`, a line each."""
    if call is None or call.depth:
        return False
    said = NARROWS.sub("", " ".join(word.text for word in call.arguments)).strip()
    if call.name in ("kubectl", "oc"):
        return ASKS_NAMES.fullmatch(said) is not None and not re.search(r"(?i)secret|\ufffc", said)
    return before.names and call.name in PASSES_ON and PASSES_ON[call.name].fullmatch(said) is not None


def anchored(ruling: Ruling, word: Word) -> Ruling:
    """The ruling with every place moved to one word of the outer script."""
    words = (word,) if ruling.words else ()
    return replace(ruling, words=words, parts=tuple(anchored(part, word) for part in ruling.parts))


def all_of(rulings: Sequence[Ruling]) -> Ruling:
    """The worst of the rulings."""
    return worst(rulings)
