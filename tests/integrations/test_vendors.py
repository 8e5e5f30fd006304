"""What vendors' real payloads become, and what is refused."""

import hashlib
import hmac
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ddrun.lib.errors import Refusal
from incidents.types import AlertState, Severity
from integrations.registry import VENDORS, vendor
from integrations.types import NoAlert, NotVerified
from tests.integrations import payloads

# file: name, severity, state, service, fingerprint, started at: checked by hand against the files.
TABLE: dict[str, tuple[str, Severity, AlertState, str, str, datetime]] = {
    "alertmanager/alerta_v3.json": (
        "failedConnect", Severity.CRITICAL, AlertState.FIRING, "System", "22e1ed18b047ec03",
        datetime(2016, 8, 1, 10, 27, 8, 8000, UTC),
    ),
    "alertmanager/alerta_v4.json": (
        "thing_dead", Severity.CRITICAL, AlertState.FIRING, "", "fcb9d99933ba55f8",
        datetime(2017, 8, 3, 19, 17, 37, 804000, UTC),
    ),
    "alertmanager/zulip_single_alert.json": (
        "High CPU Temperature", Severity.CRITICAL, AlertState.RESOLVED, "", "a1bc48475b20e73d",
        datetime(2020, 2, 6, 0, 17, 58, 432911, UTC),
    ),
    "pagerduty/v3_incident_triggered.json": (
        "Test Incident 3", Severity.HIGH, AlertState.FIRING, "pig208", "PFQZPSY",
        datetime(2021, 6, 4, 13, 35, 29, 781000, UTC),
    ),
    "pagerduty/v3_incident_resolved.json": (
        "Test Incident", Severity.HIGH, AlertState.RESOLVED, "pig208", "PCPZE64",
        datetime(2021, 6, 4, 13, 16, 53, 816000, UTC),
    ),
    "pagerduty/v3_incident_unacknowledged.json": (
        "Test Incident", Severity.HIGH, AlertState.FIRING, "pig208", "PQ1K5C8",
        datetime(2021, 6, 4, 13, 54, 23, 185000, UTC),
    ),
    "pagerduty/v3_incident_priority_updated_official_sdk.json": (
        "A little bump in the road", Severity.CRITICAL, AlertState.FIRING, "API Service", "PGR0VU2",
        datetime(2021, 4, 26, 17, 36, 27, 458000, UTC),
    ),
}  # fmt: skip

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)
ALERTMANAGER_LIKE = st.fixed_dictionaries(
    {
        "alerts": st.lists(
            st.dictionaries(
                st.sampled_from(
                    ["status", "labels", "annotations", "startsAt", "fingerprint", "generatorURL"]
                ),
                JSON
                | st.dictionaries(st.sampled_from(["alertname", "severity", "service", "summary"]), JSON),
            ),
            max_size=4,
        )
    },
    optional={"status": JSON, "commonLabels": JSON, "commonAnnotations": JSON, "externalURL": JSON},
)
PAGERDUTY_LIKE = st.fixed_dictionaries(
    {
        "event": st.fixed_dictionaries(
            {
                "event_type": st.sampled_from(
                    ["incident.triggered", "incident.resolved", "incident.escalated"]
                ),
                "data": st.dictionaries(
                    st.sampled_from(["id", "title", "service", "priority", "urgency", "status", "teams"]),
                    JSON,
                ),
            },
            optional={"id": JSON, "occurred_at": JSON},
        )
    }
)


@pytest.mark.parametrize("file", TABLE)
def test_a_real_payload_becomes_the_alert_a_person_would_read_in_it(file: str) -> None:
    (alert,) = vendor(file.split("/")[0]).translate(payloads.read(file))
    told = (alert.name, alert.severity, alert.state, alert.service, alert.fingerprint, alert.started_at)
    assert told == TABLE[file]
    assert alert.source == file.split("/")[0]
    assert all(link.startswith("http") for link in alert.links)


def test_every_alert_of_a_group_is_kept_apart() -> None:
    alerts = vendor("alertmanager").translate(payloads.read("alertmanager/zulip_alert.json"))
    assert [alert.fingerprint for alert in alerts] == ["a1bc48475b20e73d", "c2ea85182f28cbd9"]
    assert [alert.labels["host"] for alert in alerts] == ["andromeda", "andromeda"]
    assert alerts[0].description == "CPU core temperature is 34.75C"


def test_an_alert_without_a_fingerprint_has_the_same_one_each_time_it_comes() -> None:
    body = payloads.read("alertmanager/alerta_v4.json")
    first, again = (vendor("alertmanager").translate(body)[0].fingerprint for _ in range(2))
    body["alerts"][0]["labels"]["pod"] = "web-1"
    (other,) = vendor("alertmanager").translate(body)
    assert first == again != other.fingerprint


def test_an_alert_without_a_name_is_not_lost() -> None:
    (alert,) = vendor("alertmanager").translate({"alerts": [{"annotations": {"summary": "Disk is full"}}]})
    assert alert.name == "Disk is full"
    (bare,) = vendor("alertmanager").translate({"alerts": [{"labels": {"pod": "web-1"}}]})
    assert bare.name == "Alert without a name"


def test_values_with_control_characters_and_markup_stay_text() -> None:
    hostile = "<script>alert(1)</script>\x00\x1b[31m$(reboot)\u202egnp"
    (alert,) = vendor("alertmanager").translate(
        {
            "alerts": [
                {"labels": {"alertname": hostile, "pod": hostile}, "generatorURL": "javascript:alert(1)"}
            ]
        }
    )
    assert alert.name == "<script>alert(1)</script>\ufffd\ufffd[31m$(reboot)\ufffdgnp"
    assert "\x00" not in alert.labels["pod"]
    assert alert.links == ()


@pytest.mark.parametrize(
    ("name", "body", "sentence"),
    [
        ("alertmanager", {"hello": 1}, "no list called “alerts”"),
        ("alertmanager", [1, 2], "not an Alertmanager message"),
        ("alertmanager", {"alerts": []}, "holds no alerts"),
        ("alertmanager", {"alerts": [1, "x"]}, "not objects"),
        ("alertmanager", {"alerts": [{}] * 10_001}, "10,001 alerts"),
        ("pagerduty", {"messages": []}, "not a PagerDuty v3 message"),
        ("pagerduty", {"event": {"event_type": "incident.triggered", "data": {}}}, "names no incident"),
    ],
)
def test_what_is_no_alert_is_refused_with_a_sentence(name: str, body: Any, sentence: str) -> None:
    with pytest.raises(Refusal, match=sentence):
        vendor(name).translate(body)


def test_an_event_about_something_else_says_so() -> None:
    with pytest.raises(NoAlert, match=r"incident\.unsupported says nothing"):
        vendor("pagerduty").translate(payloads.read("pagerduty/v3_unsupported_event.json"))


def test_an_unknown_vendor_is_told_which_there_are() -> None:
    with pytest.raises(Refusal, match="alertmanager and pagerduty"):
        vendor("nagios")


@pytest.mark.parametrize("name", VENDORS)
def test_the_sample_of_every_vendor_is_an_alert(name: str) -> None:
    (alert,) = vendor(name).translate(vendor(name).sample)
    assert alert.service == "hook-test"


@pytest.mark.parametrize("name", VENDORS)
@given(body=JSON | ALERTMANAGER_LIKE | PAGERDUTY_LIKE)
def test_no_body_whatever_breaks_a_translation(name: str, body: Any) -> None:
    try:
        alerts = vendor(name).translate(body)
    except Refusal as refusal:
        assert str(refusal)
        return
    for alert in alerts:
        assert alert.name
        assert alert.fingerprint
        assert "\x00" not in repr(alert.labels)
        assert len(alert.name) <= 300


def _signed(body: bytes, secret: str) -> str:
    return "v1=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def _verify(body: bytes, signature: str | None, *secrets: str) -> None:
    check = vendor("pagerduty").verify
    assert check is not None
    check(body, {} if signature is None else {"x-pagerduty-signature": signature}, secrets)


def test_the_signature_that_pagerduty_publishes_is_accepted() -> None:
    vector = payloads.read("pagerduty/v3_signature_vector.json")
    body = payloads.raw(f"pagerduty/{vector['body_file']}")
    _verify(body, vector["signature"], vector["secret"])


def test_one_changed_byte_breaks_the_signature() -> None:
    vector = payloads.read("pagerduty/v3_signature_vector.json")
    body = bytearray(payloads.raw(f"pagerduty/{vector['body_file']}"))
    body[100] ^= 1
    with pytest.raises(NotVerified, match="does not fit the body"):
        _verify(bytes(body), vector["signature"], vector["secret"])


def test_while_a_secret_changes_either_of_two_signatures_is_enough() -> None:
    body = b'{"event": {}}'
    _verify(body, f"{_signed(body, 'old')},{_signed(body, 'new')}", "new")
    _verify(body, _signed(body, "old"), "new", "old")


@pytest.mark.parametrize("signature", ["", "v1=", "v0=abc", "garbage", "v1=é", ",,,", "v1=" + "0" * 64])
def test_a_wrong_signature_is_refused(signature: str) -> None:
    with pytest.raises(NotVerified):
        _verify(b"{}", signature, "secret")


def test_a_missing_signature_and_a_missing_secret_say_what_is_missing() -> None:
    with pytest.raises(NotVerified, match="X-PagerDuty-Signature is missing"):
        _verify(b"{}", None, "secret")
    with pytest.raises(NotVerified, match="no signing secret yet"):
        _verify(b"{}", _signed(b"{}", "secret"))
