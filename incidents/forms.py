"""What people type about incidents."""

from django import forms

from incidents.types import Severity


class OpenForm(forms.Form):
    """An incident in a person's own words."""

    title = forms.CharField(label="What is wrong?", max_length=300)
    severity = forms.ChoiceField(
        label="Severity", choices=[(one.value, one.value) for one in Severity], initial=Severity.HIGH.value
    )
    service = forms.CharField(label="Service", max_length=300, required=False)
    summary = forms.CharField(
        label="What is seen", max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
