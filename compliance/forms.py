"""What people ask of the ledger."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django import forms

from compliance.queries import LedgerFilter, OpenedIncident, in_words
from compliance.types import Kind


def _day(label: str, *, required: bool = False) -> forms.DateField:
    return forms.DateField(label=label, required=required, widget=forms.DateInput(attrs={"type": "date"}))


class LedgerForm(forms.Form):
    """Which entries to show."""

    who = forms.CharField(label="Who", required=False, max_length=200)
    what = forms.ChoiceField(
        label="What",
        required=False,
        choices=[("", "Everything"), *((kind.value, in_words(kind)) for kind in Kind)],
    )
    since = _day("From")
    until = _day("To")
    incident = forms.UUIDField(required=False, widget=forms.HiddenInput)
    run = forms.UUIDField(required=False, widget=forms.HiddenInput)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def asked(self) -> LedgerFilter:
        """The question; what was not understood is left out, and the field says so."""
        said: dict[str, Any] = self.cleaned_data if self.is_valid() else getattr(self, "cleaned_data", {})
        return LedgerFilter(
            actor=said.get("who") or "",
            kind=said.get("what") or "",
            incident_id=said.get("incident"),
            run_id=said.get("run"),
            since=said.get("since"),
            until=said.get("until"),
            before=said.get("before"),
        )


class ExportForm(forms.Form):
    """What evidence to export: one incident, or days in UTC, both included.

    `opened` are the incidents to choose from, newest first; an older one is reached from its own page.
    """

    incident = forms.UUIDField(
        label="Incident",
        required=False,
        widget=forms.Select,
        help_text="For an older one, open the incident and follow Evidence.",
        error_messages={
            "invalid": "This is not the id of an incident: a number like INC-1 is the number on its page. "
            "To have the id filled in, open the incident and follow Evidence."
        },
    )
    since = _day("From")
    until = _day("To")

    def __init__(self, *args: Any, opened: Sequence[OpenedIncident], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", "None: a period"), *((one.id, one.name) for one in opened)]
        asked = self.initial.get("incident")
        if asked and asked not in {one.id for one in opened}:
            choices.append((asked, "The incident shown above"))
        self.fields["incident"].widget.choices = choices

    def clean(self) -> dict[str, Any]:
        """Either an incident or both days, in order."""
        said: dict[str, Any] = super().clean() or {}
        if said.get("incident") or "incident" in self.errors:
            return said
        if not (said.get("since") and said.get("until")):
            raise forms.ValidationError("Say which incident, or the first and the last day of a period.")
        if said["since"] > said["until"]:
            raise forms.ValidationError("The first day lies after the last.")
        return said

    def period(self) -> tuple[datetime, datetime]:
        """From the beginning of the first day to the end of the last."""
        return _midnight(self.cleaned_data["since"]), _midnight(self.cleaned_data["until"]) + timedelta(
            days=1
        )


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
