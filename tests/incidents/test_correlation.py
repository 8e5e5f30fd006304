"""Which alerts are one trouble."""

from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from incidents.matching.correlate import SAME_SERVICE_WINDOW, Joining, OpenIncident, same_trouble
from incidents.types import AlertIn, AlertState, Severity

NOW = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


def an_alert(service: str = "checkout") -> AlertIn:
    return AlertIn("HighLatency", Severity.WARNING, AlertState.FIRING, "f1", service=service)


def an_incident(
    *,
    service: str = "checkout",
    environment: str = "",
    fingerprints: tuple[str, ...] = (),
    minutes_ago: int = 5,
) -> OpenIncident:
    last = NOW - timedelta(minutes=minutes_ago)
    return OpenIncident(uuid4(), 1, service, environment, frozenset(fingerprints), last)


def joined(alert: AlertIn, *incidents: OpenIncident, environment: str = "") -> Joining | None:
    return same_trouble(alert, incidents, fingerprint="am:f1", environment=environment, now=NOW)


def joined_id(alert: AlertIn, *incidents: OpenIncident) -> UUID | None:
    found = joined(alert, *incidents)
    return found.incident_id if found else None


def test_the_same_fingerprint_joins_however_long_ago() -> None:
    old = an_incident(service="other", fingerprints=("am:f1",), minutes_ago=6000)
    found = joined(an_alert(), an_incident(), old)
    assert found is not None
    assert found.incident_id == old.id
    assert "fingerprint" in found.reason


def test_the_same_service_within_the_window_joins_and_says_so() -> None:
    found = joined(an_alert("Checkout"), an_incident(minutes_ago=5))
    assert found is not None
    assert found.reason == "Same service, Checkout, 5 min after the last alert of it."


def test_the_same_service_after_the_window_is_new_trouble() -> None:
    late = int(SAME_SERVICE_WINDOW / timedelta(minutes=1)) + 1
    assert joined(an_alert(), an_incident(minutes_ago=late)) is None


def test_alerts_without_a_service_join_nobody() -> None:
    assert joined(an_alert(""), an_incident(service="")) is None


def test_another_environment_is_another_trouble() -> None:
    assert joined(an_alert(), an_incident(environment="staging"), environment="production") is None
    assert joined(an_alert(), an_incident(environment=""), environment="production") is not None


def test_of_two_incidents_of_a_service_the_livelier_is_joined() -> None:
    quiet, lively = an_incident(minutes_ago=20), an_incident(minutes_ago=2)
    assert joined_id(an_alert(), quiet, lively) == lively.id


def test_an_alert_stamped_by_a_clock_in_the_future_still_joins() -> None:
    assert joined_id(an_alert(), ahead := an_incident(minutes_ago=-60)) == ahead.id
