"""Prints what a vendor's payload becomes, or the sentence of its refusal; stores nothing."""

import json
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ddrun.lib.errors import Refusal
from incidents.types import AlertIn
from integrations.registry import vendor
from integrations.wire import opened, read_json


class Command(BaseCommand):
    """`manage.py alert VENDOR FILE|-`."""

    help = "Print what a vendor's payload becomes; nothing is stored."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may stand on the command line."""
        parser.add_argument("vendor", help="such as alertmanager or pagerduty")
        parser.add_argument("file", help="the payload, or - for standard input")

    def handle(self, *, file: str, **options: Any) -> None:
        """Prints one JSON object; a refusal is a sentence on standard error and status 1."""
        try:
            alerts = vendor(options["vendor"]).translate(read_json(opened(_bytes(file))))
        except Refusal as refusal:
            self.stderr.write(str(refusal))
            sys.exit(1)
        told = {"alerts": [_told(alert) for alert in alerts]}
        self.stdout.write(json.dumps(told, ensure_ascii=False, indent=2))


def _bytes(file: str) -> bytes:
    try:
        return sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}") from error


def _told(alert: AlertIn) -> dict[str, Any]:
    return {
        "name": alert.name,
        "severity": alert.severity,
        "service": alert.service,
        "state": alert.state,
        "fingerprint": alert.fingerprint,
        "labels": dict(alert.labels),
        "links": list(alert.links),
        "started_at": alert.started_at.isoformat() if alert.started_at else None,
    }
