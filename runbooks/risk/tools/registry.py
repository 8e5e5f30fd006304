"""Every tool that is known, with its rules."""

from typing import Final

from runbooks.risk.desk import Handler
from runbooks.risk.tools import coreutils, files, text, wrappers

HANDLERS: Final[dict[str, Handler]] = {
    **coreutils.HANDLERS, **text.HANDLERS, **files.HANDLERS, **wrappers.HANDLERS,
}  # fmt: skip
# Tools that obey no environment variable but those of the language, the terminal and the loader.
PLAIN: Final = frozenset(coreutils.HARMLESS)
