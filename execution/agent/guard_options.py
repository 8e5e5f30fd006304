"""Strict reading of a program's options: every one is known, or nothing is proven."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from execution.agent.guard_words import SECRET_PLACE, NotProven


@dataclass(frozen=True)
class Options:
    """Options by name: `bare` stand alone (`--x=` with what follows), `valued` take that or the next word."""

    bare: frozenset[str] = frozenset()
    valued: frozenset[str] = frozenset()


@dataclass
class Read:
    """What stood after a program's name."""

    operands: list[str] = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)

    def note(self, name: str, value: str) -> None:
        """An option as it stood; of a repeated one `values` holds the last."""
        self.values[name] = value
        self.pairs.append((name, value))


def options(bare: str = "", valued: str = "") -> Options:
    """From two lists of names in text."""
    return Options(frozenset(bare.split()), frozenset(valued.split()))


def take(words: Iterable[str], known: Options, *, mixed: bool = True) -> Read:
    """Reads options and operands; with `mixed` False the first operand ends the options (rest: all after).

    Raises `NotProven` at the first option that is not known.
    """
    found = Read()
    ahead = list(words)
    while ahead:
        word = ahead.pop(0)
        if word == "--":
            found.rest = ahead
            break
        if word == "-" or not word.startswith("-"):
            found.operands.append(word)
            if not mixed:
                found.rest = ahead
                break
            continue
        name, equals, value = word.partition("=")
        if name in known.valued:
            found.note(name, value if equals else _following(name, ahead))
        elif word in known.bare or (equals and f"{name}=" in known.bare):
            found.note(word, "")
        else:
            _cluster(word, known, ahead, found)
    return found


def _cluster(word: str, known: Options, ahead: list[str], found: Read) -> None:
    """Short options written together, the last perhaps with its value."""
    if word.startswith("--"):
        raise NotProven(f"the option {word} is not among those known to be harmless")
    for at, letter in enumerate(word[1:], start=1):
        name = f"-{letter}"
        if name in known.valued:
            found.note(name, word[at + 1 :] or _following(name, ahead))
            return
        if name not in known.bare:
            raise NotProven(f"the option {name} of {word} is not among those known to be harmless")
        found.note(name, "")


def _following(name: str, ahead: list[str]) -> str:
    """The next word as the value of `name`. One that looks like an option may be one to the program."""
    if not ahead or (ahead[0].startswith("-") and ahead[0] != "-"):
        raise NotProven(f"{name} misses its value")
    return ahead.pop(0)


def no_secret_places(words: Iterable[str]) -> None:
    """Raises `NotProven` when a word names a place where secrets live."""
    for word in words:
        if word != "/dev/null" and SECRET_PLACE.search(word):
            raise NotProven(f"{word} may hold a secret")


def at_most(count: int, operands: list[str]) -> None:
    """Raises `NotProven` for more operands than `count`."""
    if len(operands) > count:
        raise NotProven(f"{operands[count]} may be written to")


Rule = Callable[[list[str]], None]
