"""What a command has just printed, shown on open pages before it is stored.

The agent keeps its copy until the rows are committed, and the page fetches them then: what is shown here is
a preview of the first kilobytes, never the record. A lost one loses nothing.
"""

import asyncio
import codecs
from collections import defaultdict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final
from uuid import UUID

from channels.layers import get_channel_layer

from ddrun.lib.ids import secret_token
from execution.feed import run_group
from execution.protocol.messages import Output

PRINTED: Final = "printed"
# Shown of one attempt; what comes after is fetched once it is stored.
SHOWN_BYTES: Final = 16_384
_HERE: Final = secret_token()
# Pages of this very process, by run: they are told without a detour through the channel layer.
_PAGES: Final[dict[UUID, set[Callable[[dict[str, Any]], Awaitable[None]]]]] = defaultdict(set)


@dataclass
class Printing:
    """An attempt on its agent's connection, and how much of it has been shown."""

    run_id: UUID
    step_id: UUID
    attempt_id: UUID
    shown: int = 0
    decoder: codecs.IncrementalDecoder = field(
        default_factory=lambda: codecs.getincrementaldecoder("utf-8")("replace")
    )

    def event(self, word: Output) -> dict[str, Any] | None:
        """What to tell the pages; None for what is no direct continuation, or comes late in a long output."""
        end = word.offset + len(word.data)
        if word.offset != self.shown or word.dropped or end > SHOWN_BYTES:
            return None
        self.shown = end
        return {
            "type": "news",
            "kind": PRINTED,
            "from": _HERE,
            "step": self.step_id.hex,
            "attempt": self.attempt_id.hex,
            "offset": word.offset,
            "end": end,
            "text": self.decoder.decode(word.data),
        }


async def show(run_id: UUID, event: dict[str, Any]) -> None:
    """Tells every page that shows the run. Never raises: nothing depends on it."""
    told = [tell(event) for tell in list(_PAGES.get(run_id, ()))]
    elsewhere = get_channel_layer().group_send(run_group(run_id), event)
    await asyncio.gather(*told, elsewhere, return_exceptions=True)


def is_told(event: dict[str, Any]) -> bool:
    """Whether pages of this process heard it directly already."""
    return bool(event.get("from") == _HERE)


def hear(run_id: UUID, tell: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """From now on a page of this process is told directly."""
    _PAGES[run_id].add(tell)


def hear_no_more(run_id: UUID, tell: Callable[[dict[str, Any]], Awaitable[None]]) -> None:
    """The page has gone."""
    _PAGES[run_id].discard(tell)
    if not _PAGES[run_id]:
        del _PAGES[run_id]
