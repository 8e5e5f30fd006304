"""A place of a command that waits for a value, and what surrounds it."""

import re
from dataclasses import dataclass
from enum import StrEnum


class Place(StrEnum):
    """What surrounds a placeholder."""

    BARE = "bare word"
    SINGLE = "single quotes"
    DOUBLE = "double quotes"
    HEREDOC = "here-document"
    RAW_HEREDOC = "quoted here-document"
    COMMAND_NAME = "name of the command"
    ARITHMETIC = "arithmetic"
    OBSCURE = "substitution"
    UNREAD = "between words"


@dataclass(frozen=True)
class Slot:
    """One placeholder: `[start, end)` in the command, its name as written, and where it stands.

    `words` are the words before it in its simple command, `prefix` what stands of its own word
    before it; `quote` is the span of the quoted string around it, without the quotes; in a
    here-document `delimiter` ends it and `words` are all those of the line that opened it. One that
    `has_default`, `${POD:-api}`, is filled by the shell where the run has no value. One that `stands_in`
    is an ordinary word of the text, which a person may let stand as it is written.
    """

    start: int
    end: int
    name: str
    place: Place
    words: tuple[str, ...] = ()
    prefix: str = ""
    quote: tuple[int, int] = (0, 0)
    delimiter: str = ""
    has_default: bool = False
    stands_in: bool = False

    @property
    def opens_word(self) -> bool:
        """Whether the value would begin its word, where a leading hyphen makes an option of it."""
        return not self.prefix.strip("'\"\\")

    @property
    def follows_space(self) -> bool:
        """Whether the value would begin a word for whoever reads the quoted text again."""
        return self.prefix[-1:].isspace() or self.prefix[-1:] in ("'", '"')

    @property
    def follows_dollar(self) -> bool:
        """Whether a shell would read the value as the name of a variable."""
        return re.search(r"(?<!\\)\$$", self.prefix) is not None
