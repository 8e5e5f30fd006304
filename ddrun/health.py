"""Is it alive, is it ready, its figures, and whom to tell of a weakness."""

from datetime import timedelta
from typing import Final

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from ddrun.lib import clock
from ddrun.lib.http import public

# RFC 9116 recommends less than a year.
SECURITY_TXT_LASTS: Final = timedelta(days=180)


@public
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("ok\n", content_type="text/plain")


@public
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether the database and the broker answer; 503 with what does not."""
    broken = {name: why for name, why in (("database", _database()), ("broker", _broker())) if why}
    return JsonResponse({"ready": not broken, "broken": broken}, status=503 if broken else 200)


@public
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """Prometheus' text format."""
    return HttpResponse(generate_latest(), content_type=CONTENT_TYPE_LATEST)


@public
@require_safe
def security_txt(request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness, RFC 9116; absent until the installation names its contact."""
    if not settings.DDRUN_SECURITY_CONTACT:
        raise Http404
    expires = (clock.now() + SECURITY_TXT_LASTS).strftime("%Y-%m-%dT%H:%M:%SZ")
    text = f"Contact: {settings.DDRUN_SECURITY_CONTACT}\nExpires: {expires}\nPreferred-Languages: en\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("select 1")
    except DatabaseError:
        return "the database does not answer"
    return ""


def _broker() -> str:
    try:
        with redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2, socket_connect_timeout=2) as broker:
            broker.ping()
    except (redis.RedisError, ValueError):
        return "the broker does not answer"
    return ""
