"""What was found out about some words is known until the page has been read.

Several rooms ask the same of one sentence: whether it instructs, forbids, or names a condition.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Final, cast

# Answers to one question: as many as a page of 1 MB has sentences; a hostile one asks again.
_MOST: Final = 16_384
_FORGET: Final[list[Callable[[], None]]] = []


def once_a_page[**P, R](ask: Callable[P, R]) -> Callable[P, R]:
    """The same question, worked out once for the same arguments. The answer must hang on them alone."""
    remembered = lru_cache(maxsize=_MOST)(ask)
    _FORGET.append(remembered.cache_clear)
    return cast(Callable[P, R], remembered)


def forget() -> None:
    """Lets go of every answer. Where another page is being read at that moment, it asks again."""
    for let_go in _FORGET:
        let_go()
