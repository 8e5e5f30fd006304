"""The one base of every error a person may read.

A message is a sentence: what could not be done, why, and what can be done.
Views turn `Refusal` into a page, tasks into a log line and a retry; nothing else catches it.
"""

from http import HTTPStatus
from typing import ClassVar


class Refusal(Exception):
    """Something that was asked cannot be done; the message is for the person who asked."""

    status: ClassVar[HTTPStatus] = HTTPStatus.BAD_REQUEST


class NotAllowed(Refusal):
    """The person may not do this; the message says who may."""

    status = HTTPStatus.FORBIDDEN


class NotFound(Refusal):
    """It is not there, or belongs to another organisation, which is the same to who asks."""

    status = HTTPStatus.NOT_FOUND


class Conflict(Refusal):
    """The world moved on since the page was drawn."""

    status = HTTPStatus.CONFLICT
