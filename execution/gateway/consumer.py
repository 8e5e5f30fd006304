"""The server's end of the wire (`execution/protocol/PROTOCOL.md`): one connection of one agent.

It holds no state that a crash could lose: what was sent and what arrived are rows. Its clock counts
from the moment the connection was accepted, for start-by times.
"""

import asyncio
import time
from collections.abc import Callable
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
from execution.actions import report
from execution.actions.output import append_output
from execution.actions.presence import agent_connected, agent_gone, agent_heard
from execution.feed import agent_group
from execution.gateway.letters import dispatch_letter, unsettled
from execution.models import Agent
from execution.protocol.codec import Malformed, encode, from_agent
from execution.protocol.messages import (
    HEARTBEAT_SECONDS,
    MALFORMED,
    NO_COMMON_VERSION,
    NOT_KNOWN,
    SILENCE_SECONDS,
    SUPERSEDED,
    VERSIONS,
    Accepted,
    Ack,
    Ask,
    Buried,
    Ended,
    FromAgent,
    FromServer,
    Heartbeat,
    Hello,
    Output,
    Refused,
    Started,
    Status,
    Stop,
    Welcome,
)
from execution.protocol.signing import is_genuine, seal

HELLO_WITHIN: Final = float(HEARTBEAT_SECONDS)
log = get_logger("ddrun.agents")


class AgentConsumer(AsyncWebsocketConsumer):  # type: ignore[misc]  # channels ships no types
    """A connection: silent until a genuine hello, then bound to one agent until it ends."""

    organisation_id: UUID
    agent_id: UUID
    public_key: bytes

    async def connect(self) -> None:
        """Accepts, and says the nonce that everything after is bound to."""
        self.connection = secret_token()
        self.known = False
        await self.accept()
        self.opened = self.heard = time.monotonic()
        self.watch = asyncio.ensure_future(self._watch())
        await self._say(Welcome(self.connection, list(VERSIONS), int(time.time() * 1000)))

    async def disconnect(self, code: int) -> None:
        """The agent is gone; what it runs goes on under its keepers."""
        if hasattr(self, "watch"):
            self.watch.cancel()
        if self.known:
            await self.channel_layer.group_discard(agent_group(self.agent_id), self.channel_name)
            await self._work(agent_gone, self.agent_id, self.connection)

    async def receive(self, text_data: str | None = None, bytes_data: bytes | None = None) -> None:
        """One frame; anything that is no genuine message of this connection ends it."""
        self.heard = time.monotonic()
        try:
            word = from_agent(text_data or "")
            if word.connection != self.connection:
                raise Malformed("the message belongs to another connection")
            if self.known:
                await self._take(word)
            else:
                await self._meet(word)
        except Malformed as odd:
            await self.close(MALFORMED, reason=str(odd)[:120])
        except Refusal as refusal:
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
        self.organisation_id, self.agent_id = card.id, agent_id
        key = await self._work(_key_of, agent_id)
        self.public_key = key or b""
        return key is not None and is_genuine(word, key)

    async def _take(self, word: FromAgent) -> None:
        if word.SIGNED and not is_genuine(word, self.public_key):
            raise Malformed(f"the {word.TYPE} message is not signed by this agent")
        match word:
            case Output():
                await self._answer(word.attempt, await self._work(append_output, self.agent_id, word))
            case Started():
                await self._answer(word.attempt, await self._work(report.started, self.agent_id, word))
            case Ended():
                await self._answer(word.attempt, await self._work(report.ended, self.agent_id, word))
            case Refused():
                await self._answer(word.attempt, await self._work(report.refused, self.agent_id, word))
            case Buried():
                await self._answer(word.attempt, await self._work(report.buried, self.agent_id, word))
            case Status():
                await self._answer(word.attempt, await self._work(report.status, self.agent_id, word))
            case Heartbeat():
                await self._work(agent_heard, self.agent_id, self.connection, word.guard)
            case Hello():
                raise Malformed("a hello is said once")

    async def _answer(self, attempt: str, told: report.Told) -> None:
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
        if kind == "dispatch":
            await self._dispatch(UUID(event["attempt"]))
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

    async def _dispatch(self, attempt_id: UUID) -> None:
        letter = await self._work(dispatch_letter, self.agent_id, attempt_id, self.connection)
        if letter is None:
            return
        left = int((letter.start_by - now()).total_seconds() * 1000)
        elapsed = int((time.monotonic() - self.opened) * 1000)
        if left > 0:
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
