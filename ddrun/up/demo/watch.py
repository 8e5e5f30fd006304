"""The demo's health checker: asks the service how it is, and sends Alertmanager's webhook (version 4).

`python -m ddrun.up.demo.watch HOME SERVICE PRODUCT`, standard library only. The hook's key is read from
HOME/hook and appears in no log. An episode outlives a restart of the checker: HOME/episode holds it.
"""

import hashlib
import json
import sys
import time
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

EVERY: Final = 1.0
TIMEOUT: Final = 3.0
# Failing three times in a row opens an episode, being well twice ends it.
FAILURES: Final = 3
WELL: Final = 2
REPEAT_AFTER: Final = 300.0
HEADERS: Final = {"Content-Type": "application/json", "User-Agent": "Alertmanager/0.28"}
NEVER: Final = "0001-01-01T00:00:00Z"


@dataclass(frozen=True)
class Episode:
    """One time of trouble, from the first failing check."""

    started_at: str
    summary: str
    told_at: float = 0.0


@dataclass(frozen=True)
class Where:
    """The service's directory and address, and the product's address."""

    home: Path
    service: str
    product: str


@dataclass(frozen=True)
class Seen:
    """What one check saw."""

    well: bool
    summary: str


def main(arguments: list[str]) -> None:
    """Checks until it is killed."""
    where = Where(Path(arguments[0]), arguments[1], arguments[2])
    failing = well = 0
    episode = read_episode(where.home)
    while True:
        seen = check(where.service)
        failing, well = (0, well + 1) if seen.well else (failing + 1, 0)
        if episode is None and failing >= FAILURES:
            print(f"failing: {seen.summary}", flush=True)
            episode = Episode(moment(), seen.summary)
        if episode is not None and well >= WELL and tell(where, episode, status="resolved"):
            print("well again", flush=True)
            episode = None
        if episode is not None and not seen.well and time.time() - episode.told_at > REPEAT_AFTER:
            told = tell(where, episode, status="firing")
            episode = replace(episode, told_at=time.time() if told else 0.0)
        write_episode(where.home, episode)
        time.sleep(EVERY)


def check(service: str) -> Seen:
    """How the service is at this moment."""
    try:
        status, answer = ask("GET", f"{service}/healthz")
    except OSError as error:
        return Seen(False, f"healthz does not answer: {error}")
    if status == HTTPStatus.OK:
        return Seen(True, "healthz answers 200")
    return Seen(False, in_words(answer))


def ask(method: str, address: str, body: bytes | None = None) -> tuple[int, bytes]:
    """Status and body of the answer. Raises OSError when none came."""
    parts = urlsplit(address)
    kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
    line = kind(parts.hostname or "", parts.port, timeout=TIMEOUT)
    try:
        line.request(method, parts.path, body, HEADERS)
        answer = line.getresponse()
        return answer.status, answer.read()
    except HTTPException as error:
        raise ConnectionError(f"no proper answer ({type(error).__name__})") from error
    finally:
        line.close()


def in_words(answer: bytes) -> str:
    """What the service says about itself."""
    try:
        facts = json.loads(answer)
    except ValueError:
        return "healthz answers 503"
    return (
        f"the orders worker is {facts.get('worker')}, {facts.get('queue')} orders wait, "
        f"the log volume is {facts.get('log_used_percent')} % full"
    )


def tell(where: Where, episode: Episode, *, status: str) -> bool:
    """Whether the product took the webhook."""
    body = json.dumps(webhook(where, episode, status=status)).encode()
    try:
        key = (where.home / "hook").read_text().strip()
        answer, _ = ask("POST", f"{where.product}/hooks/alertmanager/{key}", body)
    except OSError as error:
        print(f"alert {status}: not delivered ({error.strerror or error})", flush=True)
        return False
    print(f"alert {status}: answered with {answer}", flush=True)
    return answer < HTTPStatus.MULTIPLE_CHOICES


def webhook(where: Where, episode: Episode, *, status: str) -> dict[str, Any]:
    """Alertmanager's webhook, version 4, with one alert."""
    labels = {
        "alertname": "OrdersWorkerStalled",
        "service": "orders",
        "instance": where.service.removeprefix("http://"),
        "directory": str(where.home),
        "job": "orders",
        "environment": "demo",
        "severity": "critical",
    }
    annotations = {"summary": "Orders are not being worked through", "description": episode.summary}
    fingerprint = hashlib.sha256(json.dumps(labels, sort_keys=True).encode()).hexdigest()[:16]
    alert = {
        "status": status,
        "labels": labels,
        "annotations": annotations,
        "startsAt": episode.started_at,
        "endsAt": moment() if status == "resolved" else NEVER,
        "generatorURL": f"{where.service}/healthz",
        "fingerprint": fingerprint,
    }
    return {
        "version": "4",
        "groupKey": '{}:{alertname="OrdersWorkerStalled", service="orders"}',
        "truncatedAlerts": 0,
        "status": status,
        "receiver": "ddrun",
        "groupLabels": {"alertname": labels["alertname"], "service": labels["service"]},
        "commonLabels": labels,
        "commonAnnotations": annotations,
        "externalURL": where.service,
        "alerts": [alert],
    }


def read_episode(home: Path) -> Episode | None:
    """The episode under way when the checker last ran."""
    try:
        return Episode(**json.loads((home / "episode").read_text()))
    except (OSError, ValueError, TypeError):
        return None


def write_episode(home: Path, episode: Episode | None) -> None:
    """What a checker that starts next must know."""
    if episode is None:
        (home / "episode").unlink(missing_ok=True)
    else:
        (home / "episode").write_text(json.dumps(asdict(episode)))


def moment() -> str:
    """Now, as Alertmanager writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


if __name__ == "__main__":
    main(sys.argv[1:])
