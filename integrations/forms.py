"""What people type on the integrations page."""

from django import forms

from integrations.registry import VENDORS


class ConnectForm(forms.Form):
    """A new hook."""

    vendor = forms.ChoiceField(label="Sender", choices=[(one.name, one.title) for one in VENDORS.values()])
    name = forms.CharField(label="Name", max_length=120, help_text="Such as: production cluster")


class SecretForm(forms.Form):
    """A vendor's signing secret."""

    secret = forms.CharField(
        label="Signing secret",
        max_length=500,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}, render_value=False),
    )
