"""What the product drafts beside a command. A person accepts it, or nothing comes of it."""

from dataclasses import dataclass

from runbooks.types.texts import Risk, Span


@dataclass(frozen=True)
class Offer:
    """A drafted command. `span` is the words of the given command that led to it.

    `first` only reads: it tells the value that `text` leaves open as `<…-before>`, empty where none is open.
    """

    text: str
    span: Span
    says: str
    risk: Risk = Risk.YELLOW
    first: str = ""


@dataclass(frozen=True)
class Advice:
    """What can be offered beside one command; `no_undo` is the sentence where `undo` is None."""

    undo: Offer | None = None
    dry_run: Offer | None = None
    safer: Offer | None = None
    no_undo: str = ""
