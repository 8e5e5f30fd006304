"""The live link of a page. It tells that there is news; the page fetches it by HTTP.

Only the first bytes that a command prints come through it themselves: see `execution.prints`.

What a browser sends is ignored: a socket that took orders could deliver them late. Closed with 4401
when the person is signed out or no longer a member, 4404 for what is not there or not theirs.
"""

import asyncio
import time
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID

from channels.db import database_sync_to_async
from channels.generic.websocket import AsyncJsonWebsocketConsumer

from ddrun.accounts import queries as people
from ddrun.accounts.types import SESSION_KEY
from ddrun.lib.access import Act, Member
from ddrun.lib.tenancy import tenant
from execution import feed, prints
from incidents import queries as incidents

SIGNED_OUT: Final = 4401
NOT_THERE: Final = 4404
LOOK_AGAIN: Final = 1.0  # seconds for which a look at the person's membership holds
BEAT: Final = 20.0  # the page takes 50 s of silence for a lost link: two missed beats and some


class LiveLink(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # channels has no types
    """One page's ear on one group: the organisation's, a run's or an incident's."""

    group = ""
    run_id: UUID | None = None
    beating: asyncio.Task[None] | None = None
    looked = 0.0
    looking: asyncio.Future[bool] | None = None

    async def connect(self) -> None:
        """Joins the group when the person may hear it, and says where it stands."""
        await self.accept()
        member = await self.member()
        if member is None:
            await self.close(SIGNED_OUT)
            return
        kwargs = self.scope["url_route"]["kwargs"]
        found = await place_of(member, kwargs["scope_name"], kwargs.get("about"))
        if found is None:
            await self.close(NOT_THERE)
            return
        self.group, _ = found
        await self.channel_layer.group_add(self.group, self.channel_name)
        if kwargs["scope_name"] == "run":
            self.run_id = kwargs["about"]
            prints.hear(self.run_id, self.printed)
        # Read again after joining: what happened in between would otherwise be heard by nobody.
        found = await place_of(member, kwargs["scope_name"], kwargs.get("about"))
        await self.send_json({"kind": "hello", "seq": found[1] if found else 0, "now": _now()})
        self.beating = asyncio.create_task(self.beat())

    async def disconnect(self, _code: int) -> None:
        """Leaves the group."""
        if self.beating:
            self.beating.cancel()
        if self.run_id:
            prints.hear_no_more(self.run_id, self.printed)
        if self.group:
            await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, *_args: Any, **_kwargs: Any) -> None:
        """Nothing a page says here is heard."""

    async def news(self, event: dict[str, Any]) -> None:
        """Hands the bell on: its kind and the sequence, no content."""
        if event["kind"] == prints.PRINTED:
            if not prints.is_told(event):
                await self.printed(event)
            return
        if self.run_id:
            self.look()  # something may be printed soon
        await self.send_json({"kind": event["kind"], "seq": event.get("sequence")})

    async def printed(self, event: dict[str, Any]) -> None:
        """What a command has just printed, for whoever may read it at this moment."""
        if not await asyncio.shield(self.look()):
            await self.close(SIGNED_OUT)
            return
        told = {name: event[name] for name in ("kind", "step", "attempt", "offset", "end", "text")}
        await self.send_json(told)

    def look(self) -> "asyncio.Future[bool]":
        """Whether the person may still hear, as the database knew it less than `LOOK_AGAIN` ago."""
        now = time.monotonic()
        if self.looking is None or now - self.looked >= LOOK_AGAIN:
            self.looked = now
            self.looking = asyncio.ensure_future(self.may_hear())
        return self.looking

    async def may_hear(self) -> bool:
        """Whether the person is still signed in, and a member who may read."""
        return await self.member() is not None

    async def beat(self) -> None:
        """Tells the page that the link lives, and looks whether the person may still hear."""
        with suppress(asyncio.CancelledError):
            while True:
                await asyncio.sleep(BEAT)
                if await self.member() is None:
                    await self.close(SIGNED_OUT)
                    return
                await self.send_json({"kind": "beat", "now": _now()})

    @database_sync_to_async  # type: ignore[untyped-decorator]  # channels has no types
    def member(self) -> Member | None:
        """Who listens, as the database knows them now."""
        user, session = self.scope.get("user"), self.scope.get("session")
        if user is None or not user.is_authenticated or session is None:
            return None
        # The socket holds the session as it was at the handshake; ask whether it still exists.
        if not session.exists(session.session_key):
            return None
        chosen = session.get(SESSION_KEY)
        if not chosen:
            return None
        with tenant(UUID(chosen)):
            member = people.member_of(user, UUID(chosen))
        return member if member and member.may(Act.READ) else None


@database_sync_to_async  # type: ignore[untyped-decorator]  # channels has no types
def place_of(member: Member, scope: str, about: UUID | None) -> tuple[str, int] | None:
    """The group to join and how far its news have come; None for what this member cannot see."""
    if scope == "org" or about is None:
        return feed.organisation_group(member.organisation_id), 0
    with tenant(member.organisation_id):
        if scope == "run":
            sequence = feed.latest_sequence(member.organisation_id, about)
            return (feed.run_group(about), sequence) if sequence else None
        found = incidents.glance(member.organisation_id, about)
        # Its timeline is no numbered feed: -1 makes the page look once.
        return (feed.incident_group(about), -1) if found else None


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")
