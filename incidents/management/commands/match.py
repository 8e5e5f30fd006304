"""Ranks a file of alerts against a file of runbooks with the product's own matcher, and stores nothing.

The runbooks are imported and published in an organisation that exists only inside one transaction, which is
rolled back. Where an alert's link points is never read.
"""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ddrun.accounts.actions.organisations import create_organisation
from ddrun.lib.access import Member, Role
from ddrun.lib.errors import Refusal
from ddrun.lib.ids import uuid7
from ddrun.lib.tenancy import tenant
from incidents.actions.match import confirm
from incidents.matching.rank import AlertText
from incidents.queries import alert_text, fitting
from runbooks.actions.importing import save_text
from runbooks.actions.publishing import publish

SHOWN: Final = 10


class Command(BaseCommand):
    """`manage.py match --library RUNBOOKS.jsonl --alerts ALERTS.jsonl [--hard] [--confirmed FILE]`."""

    help = "Rank alerts against runbooks with the product's own matcher; nothing is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may stand on the command line."""
        parser.add_argument("--library", required=True, type=Path, help="runbooks: id, title, path, markdown")
        parser.add_argument("--alerts", required=True, type=Path, help="alerts: id, alert, alert_hard")
        parser.add_argument("--hard", action="store_true", help="rank alert_hard, which has no name")
        parser.add_argument("--confirmed", type=Path, help="resolutions to learn first: id, runbook_id")

    def handle(self, *, library: Path, alerts: Path, hard: bool, **options: Any) -> None:
        """Prints one JSON object a line, in the order of the alerts."""
        confirmed = {line["id"]: line["runbook_id"] for line in _lines(options["confirmed"], "runbook_id")}
        key = "alert_hard" if hard else "alert"
        asked = {line["id"]: _text(line[key]) for line in _lines(alerts, key)}
        with transaction.atomic():
            organisation = create_organisation("Throw-away")
            with tenant(organisation.id):
                shelf = _fill(library, _librarian(organisation.id))
                _learn(organisation.id, confirmed, asked, shelf)
                names = {runbook_id: name for name, runbook_id in shelf.items()}
                for alert_id, alert in asked.items():
                    if alert_id not in confirmed:
                        self.stdout.write(
                            json.dumps({"id": alert_id} | _answer(alert, organisation.id, names))
                        )
            transaction.set_rollback(True)


def _answer(alert: AlertText, organisation_id: UUID, names: Mapping[UUID, str]) -> dict[str, Any]:
    ranking = fitting(alert, organisation_id)
    best = ranking.ranked[:SHOWN]
    return {
        "ranked": [names[one.runbook_id] for one in best],
        "scores": [one.score for one in best],
        "abstain": ranking.abstained,
    }


def _fill(library: Path, librarian: Member) -> dict[str, UUID]:
    """The library's own ids and the runbooks they became; a page that cannot be kept is left out."""
    shelf = {}
    for line in _lines(library, "markdown"):
        try:
            saved = save_text(_titled(line), by=librarian, path=str(line.get("path") or ""))
        except Refusal:
            continue
        publish(saved.version_id, by=librarian)
        shelf[line["id"]] = saved.runbook_id
    return shelf


def _titled(line: Mapping[str, Any]) -> str:
    """The page under its title, which a wiki keeps beside the text."""
    text, title = str(line["markdown"]), " ".join(str(line.get("title") or "").split())
    known = any(row.strip("# \t").casefold() == title.casefold() for row in text.splitlines()[:20])
    return text if known or not title else f"# {title}\n\n{text}"


def _learn(
    organisation_id: UUID,
    confirmed: Mapping[str, str],
    asked: Mapping[str, AlertText],
    shelf: Mapping[str, UUID],
) -> None:
    for alert_id, name in confirmed.items():
        if alert_id in asked and name in shelf:
            confirm(asked[alert_id], organisation_id=organisation_id, runbook_id=shelf[name])


def _text(alert: Mapping[str, Any]) -> AlertText:
    return alert_text(
        str(alert.get("name") or ""),
        str(alert.get("severity") or ""),
        labels={str(k): str(v) for k, v in (alert.get("labels") or {}).items()},
        notes={str(k): str(v) for k, v in (alert.get("annotations") or {}).items()},
    )


def _librarian(organisation_id: UUID) -> Member:
    return Member(
        id=uuid7(),
        user_id=0,
        organisation_id=organisation_id,
        name="match",
        email="",
        roles=frozenset({Role.RUNBOOK_OWNER}),
    )


def _lines(path: Path | None, needed: str) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-lines file, each with an `id` and what is `needed`."""
    if path is None:
        return
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise CommandError(f"{path} cannot be read: {error}") from error
    # Only line feeds end a line here; other separators may stand inside a string.
    for number, row in enumerate(text.split("\n"), start=1):
        if not row.strip():
            continue
        try:
            line = json.loads(row)
        except ValueError as error:
            raise CommandError(f"{path}, line {number}, is not JSON: {error}") from error
        if not isinstance(line, dict) or not {"id", needed} <= line.keys():
            raise CommandError(f"{path}, line {number}, has no “id” or no “{needed}”.")
        yield line
