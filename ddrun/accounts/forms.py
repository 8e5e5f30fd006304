"""What people type about themselves and others."""

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from ddrun.lib.access import Role


class PasswordField(forms.CharField):
    """A password that the validators of the settings accept."""

    def __init__(self, *, new: bool) -> None:
        self.new = new
        autocomplete = "new-password" if new else "current-password"
        super().__init__(widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}), strip=False)

    def validate(self, value: str) -> None:
        super().validate(value)
        if self.new:
            validate_password(value)


class WelcomeForm(forms.Form):
    """The first organisation and its administrator."""

    organisation = forms.CharField(max_length=120, label="Name of your organisation")
    name = forms.CharField(max_length=120, label="Your name")
    email = forms.EmailField(label="Your e-mail address")
    password = PasswordField(new=True)


class JoinForm(forms.Form):
    """What an invited person adds. For an account that exists already the password is the one it has."""

    name = forms.CharField(max_length=120, label="Your name")
    password = PasswordField(new=False)

    def __init__(self, *args: object, new_account: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]  # handed through
        self.new_account = new_account

    def clean_password(self) -> str:
        """The password; for a new account it must also be a good one."""
        password: str = self.cleaned_data["password"]
        if self.new_account:
            validate_password(password)
        return password


class InviteForm(forms.Form):
    """Whom to invite, and as what."""

    email = forms.EmailField(label="E-mail address")
    roles = forms.MultipleChoiceField(
        choices=[(role.value, role.value) for role in Role], widget=forms.CheckboxSelectMultiple
    )

    def clean_roles(self) -> frozenset[Role]:
        """The roles chosen."""
        return frozenset(Role(role) for role in self.cleaned_data["roles"])


class RoleForm(forms.Form):
    """One role given or taken."""

    role = forms.ChoiceField(choices=[(role.value, role.value) for role in Role])
    act = forms.ChoiceField(choices=[("give", "give"), ("take", "take")])

    def clean_role(self) -> Role:
        """The role meant."""
        return Role(self.cleaned_data["role"])


def first_error(form: forms.Form) -> str:
    """The first thing that is wrong with the form, as one sentence with the field's name."""
    for field, errors in form.errors.items():
        label = form.fields[field].label or field.capitalize() if field in form.fields else ""
        return f"{label}: {errors[0]}" if label else str(errors[0])
    raise ValidationError("the form has no error")
