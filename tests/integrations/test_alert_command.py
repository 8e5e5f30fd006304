"""`manage.py alert VENDOR FILE`: what a payload becomes, storing nothing."""

import io
import json

import pytest
from django.core.management import call_command

from tests.integrations.payloads import FOLDER


def test_a_payload_is_printed_as_the_alerts_it_holds() -> None:
    out = io.StringIO()
    call_command(
        "alert", "alertmanager", str(FOLDER / "alertmanager" / "zulip_single_alert.json"), stdout=out
    )
    (alert,) = json.loads(out.getvalue())["alerts"]
    assert alert == {
        "name": "High CPU Temperature",
        "severity": "critical",
        "service": "",
        "state": "resolved",
        "fingerprint": "a1bc48475b20e73d",
        "labels": {"alertname": "High CPU Temperature", "severity": "critical", "host": "andromeda"},
        "links": [
            "http://cobalt:9090/graph?g0.expr=avg+by%28host%29+%28sensors_temp_input%7Bfeature%3D~%22"
            "core_%5B0-9%5D%2B%22%7D%29+%3E+15&g0.tab=1",
            "http://ops1:9093",
        ],
        "started_at": "2020-02-06T00:17:58.432911+00:00",
    }


@pytest.mark.parametrize(
    ("vendor", "file", "sentence"),
    [
        ("pagerduty", "pagerduty/v3_unsupported_event.json", "says nothing about how an incident stands"),
        ("pagerduty", "alertmanager/alerta_v4.json", "not a PagerDuty v3 message"),
        ("nagios", "alertmanager/alerta_v4.json", "known are alertmanager and pagerduty"),
    ],
)
def test_a_refusal_is_one_sentence_and_a_status(vendor: str, file: str, sentence: str) -> None:
    err = io.StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("alert", vendor, str(FOLDER / file), stderr=err)
    assert ended.value.code == 1
    assert sentence in err.getvalue()
    assert len(err.getvalue().splitlines()) == 1
