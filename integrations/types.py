"""Words of the doors: what a vendor can do, and how a delivery is refused."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Any
from uuid import UUID

from ddrun.lib.errors import NotFound, Refusal
from incidents.types import AlertIn

# What a JSON body becomes. `Any` on purpose: it is hostile until `reading` has looked at it.
type Json = Any


class BodyRefused(Refusal):
    """The body cannot be read; the sentence says what is wrong with it."""

    status = HTTPStatus.BAD_REQUEST


class BodyTooLarge(Refusal):
    """The body is larger than any vendor sends."""

    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class NotVerified(Refusal):
    """Key or signature do not fit."""

    status = HTTPStatus.UNAUTHORIZED


class UnknownVendor(NotFound):
    """No such vendor is known here."""


class NoAlert(Refusal):
    """It is well-formed and rightly signed, and holds no alert; the sentence says what it is instead."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY


class DeliveryState(StrEnum):
    """What became of a delivery."""

    RECEIVED = "received"
    READ = "read"
    NO_ALERT = "no alert"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True)
class Vendor:
    """What a vendor can do here.

    `verify` raises `NotVerified` unless one of the secrets signed the raw body; None where the vendor
    signs nothing and the key alone is the proof. `delivery_id` is the vendor's own id of a delivery, "" where
    it has none. `translate` raises `NoAlert` or `BodyRefused`. `sample` is a body to try the hook with.
    """

    name: str
    title: str
    translate: Callable[[Json], tuple[AlertIn, ...]]
    delivery_id: Callable[[Json], str]
    sample: Json
    verify: Callable[[bytes, Mapping[str, str], tuple[str, ...]], None] | None = None
    setup: str = ""


@dataclass(frozen=True)
class NewKey:
    """A hook's key, shown once and stored only as a hash."""

    connection_id: UUID
    vendor: str
    name: str
    key: str


@dataclass(frozen=True)
class DeliveryRow:
    """One delivery, for the list."""

    id: UUID
    received_at: datetime
    vendor: str
    connection: str
    state: DeliveryState
    sentence: str
    size: int
    alerts: int
    incident_id: UUID | None
    replay_of: UUID | None


@dataclass(frozen=True)
class ConnectionRow:
    """One connection with its last delivery, for the list."""

    id: UUID
    vendor: str
    title: str
    name: str
    hint: str
    created_by: str
    old_key_until: datetime | None
    needs_secret: bool
    has_secret: bool
    last_delivery_at: datetime | None
