"""Words of people and organisations that others may hold."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final
from uuid import UUID

from ddrun.lib.access import Role

# Where a session remembers the organisation it works in.
SESSION_KEY: Final = "organisation"


@dataclass(frozen=True)
class OrganisationCard:
    """An organisation, for lists and for opening its door; `slug` begins every token of it."""

    id: UUID
    slug: str
    name: str


@dataclass(frozen=True)
class Invited:
    """An invitation just made. `token` is shown once and stored only as a hash."""

    email: str
    roles: frozenset[Role]
    token: str
    expires_at: datetime


@dataclass(frozen=True)
class PendingInvitation:
    """An invitation nobody has followed yet."""

    id: UUID
    email: str
    roles: tuple[str, ...]
    invited_by: str
    expires_at: datetime
