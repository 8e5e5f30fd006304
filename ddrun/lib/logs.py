"""Keeps keys out of the logs."""

import logging
import re
from typing import Final

# The last part of a hook's address is its key; so is what follows the slug of any token of ours.
_KEYS: Final = re.compile(
    r"(/hooks/[\w-]+/)[^\s\"'/?]+|\b(Bearer\s+)\S+|((?:sign-in|welcome|join)/)[\w.:=-]{20,}"
)


def masked(text: str) -> str:
    """The text with every key replaced by ‹masked›."""
    return _KEYS.sub(lambda found: f"{found[1] or found[2] or found[3]}‹masked›", text)


class MaskKeys(logging.Filter):
    """Masks keys in every line, whoever wrote it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg, record.args = masked(record.getMessage()), None
        return True
