"""The server's end of the wire (`execution/protocol/PROTOCOL.md`): one connection of one agent.

It holds no state that a crash could lose: what was sent and what arrived are rows. Its clock counts
from the moment the connection was accepted, for start-by times.
"""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any, Final
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncWebsocketConsumer
from structlog import get_logger

from ddrun.accounts.queries import organisation_by_slug
from ddrun.lib.clock import now
from ddrun.lib.errors import Refusal
from ddrun.lib.ids import secret_token
from ddrun.lib.signing import server_key
from ddrun.lib.tenancy import tenant
from execution import prints
from execution.actions.desk import Told
from execution.actions.presence import agent_connected, agent_gone
from execution.actions.words import more_at_once, take_words
from execution.feed import agent_group, hear_here, hear_no_more
from execution.gateway.letters import DispatchLetter, dispatch_letter, unsettled
from execution.models import Agent
from execution.protocol.codec import Malformed, encode, from_agent
from execution.protocol.messages import (
    HEARTBEAT_SECONDS,
    MALFORMED,
    NO_COMMON_VERSION,
    NOT_KNOWN,
    SILENCE_SECONDS,
    SUPERSEDED,
    TRY_AGAIN,
    VERSIONS,
    Accepted,
    Ack,
    Ask,
    FromAgent,
    FromServer,
    Hello,
    Output,
    Started,
    Stop,
    Welcome,
)
from execution.protocol.signing import is_genuine, seal

HELLO_WITHIN: Final = float(HEARTBEAT_SECONDS)
# Words that wait to be taken; beyond it the socket is not read, and the agent keeps what it has.
INBOX: Final = 256
AT_ONCE: Final = 64
# Most commands end soon after they began: start, output and end are one transaction then, and not three that
# the next step would wait for.
GATHER_SECONDS: Final = 0.01
log = get_logger("ddrun.agents")


class AgentConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """A connection: silent until a genuine hello, then bound to one agent until it ends."""

    organisation_id: UUID
    agent_id: UUID
    slug: str
    public_key: bytes

    async def connect(self) -> None:
        """Accepts, and says the nonce that everything after is bound to."""
        self.connection = secret_token()
        self.known = False
        self.printing: dict[str, prints.Printing] = {}
        await self.accept()
        self.opened = self.heard = time.monotonic()
        self.inbox: asyncio.Queue[FromAgent] = asyncio.Queue(maxsize=INBOX)
        self.prints: asyncio.Queue[tuple[UUID, dict[str, Any]]] = asyncio.Queue(maxsize=INBOX)
        self.tasks = [asyncio.ensure_future(task) for task in (self._watch(), self._read(), self._show())]
        for task in self.tasks:
            task.add_done_callback(self._ended)
        await self._say(Welcome(self.connection, list(VERSIONS), int(time.time() * 1000)))

    async def disconnect(self, code: int) -> None:
        """The agent is gone; what it runs goes on under its keepers."""
        for task in getattr(self, "tasks", ()):
            task.cancel()
        if self.known:
            hear_no_more(self.connection)
            await self.channel_layer.group_discard(agent_group(self.agent_id), self.channel_name)
            await self._work(agent_gone, self.agent_id, self.connection)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame; anything that is no genuine message of this connection ends it."""
        self.heard = time.monotonic()
        try:
            word = from_agent(text_data or "")
            if word.connection != self.connection:
                raise Malformed("the message belongs to another connection")
            if not self.known:
                await self._meet(word)
            elif isinstance(word, Hello):
                raise Malformed("a hello is said once")
            elif word.SIGNED and not is_genuine(word, self.public_key):
                raise Malformed(f"the {word.TYPE} message is not signed by this agent")
            else:
                await self.inbox.put(word)
                self._print(word)
        except Malformed as odd:
            await self.close(MALFORMED, reason=str(odd)[:120])
        except Refusal as refusal:
            await self._refuse(refusal)

    async def _read(self) -> None:
        """Takes what has come in, all of it in one transaction, and answers."""
        while True:
            words = await self._gathered()
            try:
                answers = await self._work(take_words, self.agent_id, words)
            except Refusal as refusal:
                await self._refuse(refusal)
                return
            # What was said last of an attempt holds for all of its words.
            for attempt, told in dict(answers).items():
                await self._answer(attempt, told)

    def _print(self, word: FromAgent) -> None:
        """Open pages see what is printed while it is being stored; what comes too fast is fetched later."""
        attempt = getattr(word, "attempt", "")
        printing = self.printing.get(attempt)
        if printing is None or isinstance(word, Started):
            return
        event = printing.event(word) if isinstance(word, Output) else None
        if event is None or self.prints.full():
            del self.printing[attempt]
        else:
            self.prints.put_nowait((printing.run_id, event))

    async def _show(self) -> None:
        while True:
            await prints.show(*await self.prints.get())

    async def _gathered(self) -> list[FromAgent]:
        """What has come in, with the end of what has just begun or printed if that comes at once."""
        words = [await self.inbox.get()]
        with suppress(TimeoutError):
            async with asyncio.timeout(GATHER_SECONDS):
                while len(words) < AT_ONCE and (not self.inbox.empty() or more_at_once(words)):
                    words.append(await self.inbox.get())
        return words

    def _ended(self, task: "asyncio.Task[None]") -> None:
        """A connection whose words cannot be taken is ended: the agent dials again and repeats them."""
        if not task.cancelled() and (problem := task.exception()):
            log.error("the connection's words could not be taken", agent=str(self.agent_id), exc_info=problem)
            self.tasks.append(asyncio.ensure_future(self.close(TRY_AGAIN, reason="dial again")))

    async def _refuse(self, refusal: Refusal) -> None:
        log.warning("agent refused", agent=str(getattr(self, "agent_id", "")), why=str(refusal))
        await self.close(MALFORMED, reason=str(refusal)[:120])

    async def _meet(self, word: FromAgent) -> None:
        if not isinstance(word, Hello):
            raise Malformed("the first message is a hello")
        common = [version for version in VERSIONS if version in word.versions]
        if not common:
            await self.close(NO_COMMON_VERSION, reason=f"this server speaks versions {list(VERSIONS)}")
            return
        if not await self._recognise(word):
            await self.close(NOT_KNOWN, reason="this agent is not known here, or was switched off")
            return
        # Listening begins before the row says so: a dispatch rung in between is not missed.
        await self.channel_layer.group_add(agent_group(self.agent_id), self.channel_name)
        pending = await self._work(agent_connected, self.agent_id, word)
        self.known = True
        hear_here(self.connection, self._told_here(asyncio.get_running_loop()))
        await self._say(Accepted(self.connection, word.nonce, word.agent, common[0]))
        for one in pending:
            await self._say(Ask(self.connection, one.attempt, one.journal, one.received))

    async def _recognise(self, word: Hello) -> bool:
        slug, _, identity = word.agent.partition(".")
        card = await database_sync_to_async(organisation_by_slug, thread_sensitive=False)(slug)
        try:
            agent_id = UUID(identity)
        except ValueError:
            return False
        if card is None:
            return False
        self.organisation_id, self.agent_id, self.slug = card.id, agent_id, slug
        key = await self._work(_key_of, agent_id)
        self.public_key = key or b""
        return key is not None and is_genuine(word, key)

    async def _answer(self, attempt: str, told: Told) -> None:
        if told.gap:
            one = await self._work(unsettled, self.agent_id, UUID(attempt))
            if one is not None:
                await self._say(Ask(self.connection, one.attempt, one.journal, told.offset))
            return
        await self._say(Ack(self.connection, attempt, told.offset, told.settled))

    async def news(self, event: dict[str, Any]) -> None:
        """The bell: something is to be said to the agent."""
        if not self.known:
            return
        kind = event["kind"]
        if kind == "dispatch" and "row" in event:
            await self._dispatch(DispatchLetter(event["row"], self.slug, self.connection))
        elif kind == "dispatch":
            wanted = UUID(event["attempt"])
            await self._dispatch(await self._work(dispatch_letter, self.agent_id, wanted, self.connection))
        elif kind == "stop":
            await self._say(Stop(self.connection, str(UUID(event["attempt"])), event["signal"]))
        elif kind == "ask":
            one = await self._work(unsettled, self.agent_id, UUID(event["attempt"]))
            if one is not None:
                await self._say(Ask(self.connection, one.attempt, one.journal, one.received))
        elif kind == "superseded" and event["connection"] != self.connection:
            await self.close(SUPERSEDED, reason="a newer connection took over")
        elif kind == "leave":
            await self.close(NOT_KNOWN, reason="this agent was switched off")

    def _told_here(self, loop: asyncio.AbstractEventLoop) -> Callable[[dict[str, Any]], None]:
        """A bell for other threads of this process."""

        def tell(event: dict[str, Any]) -> None:
            asyncio.run_coroutine_threadsafe(self.news(event), loop)

        return tell

    async def _dispatch(self, letter: DispatchLetter | None) -> None:
        if letter is None:
            return
        left = int((letter.start_by - now()).total_seconds() * 1000)
        elapsed = int((time.monotonic() - self.opened) * 1000)
        if left > 0:
            attempt = letter.attempt
            self.printing[str(attempt.id)] = prints.Printing(attempt.run_id, attempt.step_id, attempt.id)
            await self._say(letter.message(start_by_ms=elapsed + left))

    async def _say(self, message: FromServer) -> None:
        if message.SIGNED:
            message = seal(message, server_key().sign)
        await self.send(text_data=encode(message))

    async def _work(self, action: Callable[..., Any], *arguments: Any) -> Any:
        """Runs an action in the name of the agent's organisation."""

        def within() -> Any:
            with tenant(self.organisation_id):
                return action(self.organisation_id, *arguments)

        return await database_sync_to_async(within, thread_sensitive=False)()

    async def _watch(self) -> None:
        """Ends a connection that has not said hello in time, or has fallen silent."""
        await asyncio.sleep(HELLO_WITHIN)
        if not self.known:
            await self.close(NOT_KNOWN, reason="no hello in time")
            return
        while time.monotonic() - self.heard < SILENCE_SECONDS:
            await asyncio.sleep(HEARTBEAT_SECONDS / 2)
        await self.close(MALFORMED, reason="silent for too long")


def _key_of(organisation_id: UUID, agent_id: UUID) -> bytes | None:
    row = Agent.objects.filter(organisation_id=organisation_id, id=agent_id, disabled_at=None).first()
    return bytes(row.public_key) if row else None
