"""How often one address may have texts read without an account."""

import hashlib
from datetime import datetime
from http import HTTPStatus
from typing import ClassVar, Final

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

from ddrun.lib import clock
from ddrun.lib.errors import Refusal

# Two a second: more than one person types, enough for an office behind one address.
MOST_A_MINUTE: Final = 120


class TooOften(Refusal):
    """An address asks more than its share; nothing was read."""

    status: ClassVar[HTTPStatus] = HTTPStatus.TOO_MANY_REQUESTS


def keep_pace(request: HttpRequest) -> None:
    """Counts one reading; raises `TooOften` when the address had its share of this minute.

    Members are not counted.
    """
    if getattr(request, "member", None) is None and not within_pace(address_of(request), clock.now()):
        raise TooOften(
            f"From your address {MOST_A_MINUTE} texts were read in this minute, which is the most without "
            "an account. Wait a minute, or sign in."
        )


def within_pace(address: str, at: datetime) -> bool:
    """Counts one reading for `address` in the minute of `at`; False when it is one too many."""
    # The digest keeps addresses out of the cache, and whatever a proxy wrote out of its keys.
    key = f"read/{hashlib.sha256(address.encode()).hexdigest()[:32]}/{at:%Y%m%d%H%M}"
    try:
        cache.add(key, 0, timeout=120)
        return cache.incr(key) <= MOST_A_MINUTE
    except RedisError:
        # Whoever is paged reads on while the counter is away.
        return True


def address_of(request: HttpRequest) -> str:
    """The caller's address; behind a proxy the one that the proxy itself put last."""
    if settings.SECURE_PROXY_SSL_HEADER:
        last = str(request.META.get("HTTP_X_FORWARDED_FOR", "")).rpartition(",")[2].strip()
        if last:
            return last[:45]
    return str(request.META.get("REMOTE_ADDR", ""))
