"""`manage.py match`: the product's own matcher over a file of runbooks, storing nothing."""

import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ddrun.accounts.models import Organisation
from ddrun.lib.ports import EvidenceScope
from ddrun.lib.tenancy import tenant
from incidents.evidence import IncidentEvidence
from tests.makers.incidents import an_alert, make_incident

LIBRARY = [
    {
        "id": "a",
        "title": "KubePodCrashLooping",
        "path": "k8s/KubePodCrashLooping.md",
        "markdown": "Restart the pod.",
    },
    {
        "id": "b",
        "title": "Disk is full",
        "path": "disk.md",
        "markdown": "1. Run `df -h`\n2. Delete old logs.",
    },
    {"id": "c", "title": "README", "path": "README.md", "markdown": "All about this folder."},
    {"id": "empty", "title": "", "path": "x.md", "markdown": " "},
]
ALERTS = [
    {"id": "1", "alert": {"name": "KubePodCrashLooping", "severity": "warning", "labels": {"pod": "web-1"},
     "annotations": {"summary": "Pod is crash looping"}}, "runbook_id": "a", "runbook_url": "https://x/a"},
    {"id": "2", "alert": {"name": "Zonk", "severity": "warning", "labels": {}, "annotations":
     {"summary": "Frobnication halted", "runbook_url": "https://example.com/disk-is-full"}}},
]  # fmt: skip
for line in ALERTS:
    line["alert_hard"] = {**line["alert"], "name": ""}  # type: ignore[dict-item]


def matched(
    folder: Path, *options: str, confirmed: list[dict[str, str]] | None = None
) -> list[dict[str, Any]]:
    files: dict[str, Sequence[Mapping[str, object]]] = {
        "library": LIBRARY,
        "alerts": ALERTS,
        "confirmed": confirmed or [],
    }
    arguments = list(options)
    for name, lines in files.items():
        (folder / name).write_text("".join(json.dumps(one) + "\n" for one in lines))
        arguments += [f"--{name}", str(folder / name)]
    out = io.StringIO()
    call_command("match", *arguments, stdout=out)
    return [json.loads(row) for row in out.getvalue().splitlines()]


@pytest.mark.django_db
def test_alerts_are_ranked_and_nothing_is_left_behind(tmp_path: Path) -> None:
    first, second = matched(tmp_path)
    assert (first["id"], first["ranked"][0], first["abstain"]) == ("1", "a", False)
    assert len(first["ranked"]) == len(first["scores"])
    assert first["scores"] == sorted(first["scores"], reverse=True)
    assert second["abstain"] is True
    assert "b" not in second["ranked"]
    assert not Organisation.objects.exists()


@pytest.mark.django_db
def test_without_the_name_the_texts_decide(tmp_path: Path) -> None:
    assert matched(tmp_path, "--hard")[0]["ranked"][0] == "a"


@pytest.mark.django_db
def test_a_confirmed_resolution_is_learned_and_not_ranked(tmp_path: Path) -> None:
    (left,) = matched(tmp_path, confirmed=[{"id": "1", "runbook_id": "a"}])
    assert left["id"] == "2"
    (again,) = matched(tmp_path, confirmed=[{"id": "2", "runbook_id": "b"}])
    assert again["id"] == "1"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "sentence"),
    [('{"id": 1, "alert": {}}\nnot json\n', "line 2, is not JSON"), ('{"id": 1}\n', "line 1, has no")],
)
def test_a_broken_file_is_named_with_its_line(tmp_path: Path, text: str, sentence: str) -> None:
    (tmp_path / "x").write_text(text)
    with pytest.raises(CommandError, match=sentence):
        call_command("match", "--library", str(tmp_path / "x"), "--alerts", str(tmp_path / "x"))


def test_an_incident_is_evidence(acme: Any) -> None:
    found = make_incident(acme.id, an_alert(summary="Slow"))
    make_incident(acme.id, an_alert("DiskFull", service="db"))
    scope = EvidenceScope(
        organisation_id=acme.id,
        incident_id=found.id,
        since=None,
        until=None,
        incident_ids=frozenset({found.id}),
        run_ids=frozenset(),
        named_ids=frozenset(),
    )
    with tenant(acme.id):
        (file,) = IncidentEvidence().files(scope)
    assert file.path == "incidents/1.json"
    assert json.loads(file.content)["alerts"][0]["summary"] == "Slow"
