"""What people type and send into the library."""

from typing import Any, Final

from django import forms
from django.core.files.uploadedfile import UploadedFile

from runbooks.intake.files import LARGEST_UPLOAD
from runbooks.types import Effect, Matches

_MOST_UPLOADS: Final = 100


class ManyFiles(forms.ClearableFileInput):
    """A field to choose several files with."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """The files that were chosen, as a list."""

    widget = ManyFiles(attrs={"accept": ".md,.markdown,.txt,.zip"})

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[bytes]]":
        """Every file; raises ValidationError when there is none, or there are too many."""
        every = data if isinstance(data, list | tuple) else [data] if data else []
        if len(every) > _MOST_UPLOADS:
            raise forms.ValidationError(
                f"At most {_MOST_UPLOADS} files are taken at once; put them in a zip."
            )
        return [super(FilesField, self).clean(one, initial) for one in every] or super().clean(None, initial)


class PasteForm(forms.Form):
    """A pasted text."""

    text = forms.CharField(
        label="Text",
        required=False,
        strip=False,
        widget=forms.Textarea(
            attrs={
                "class": "code",
                "spellcheck": "false",
                "autocomplete": "off",
                "rows": 24,
                "placeholder": "Paste a runbook: Markdown, plain text, a wiki page, a thread.",
            }
        ),
    )


class EditForm(PasteForm):
    """The text of a runbook, and the version it began from."""

    based_on = forms.IntegerField(min_value=1, widget=forms.HiddenInput)


class FilesForm(forms.Form):
    """Files to import."""

    chosen = FilesField(
        label="Files",
        help_text=f".md and .txt files, or a zip of them; at most {LARGEST_UPLOAD >> 20} MB each. "
        "Each becomes one unpublished runbook.",
    )


class PolicyForm(forms.Form):
    """What an organisation asks of its runbooks."""

    least_quality = forms.IntegerField(
        label="Least quality",
        min_value=0,
        max_value=100,
        help_text="0 to 100. A version below it can only be read along: nothing of it executes.",
    )


class RuleForm(forms.Form):
    """A rule on commands."""

    effect = forms.ChoiceField(
        label="What it does",
        choices=[
            (Effect.FORBID.value, "Forbid it for good"),
            (Effect.DANGER.value, "Raise it to Danger"),
            (Effect.CAUTION.value, "Raise it to Caution"),
        ],
        help_text="Forbidden never executes here, not even with approval; Danger takes an approver, "
        "Caution a person who starts it.",
    )
    against = forms.ChoiceField(
        label="Held against",
        choices=[
            (Matches.COMMAND.value, "Commands"),
            (Matches.SQL.value, "Statements of SQL"),
        ],
        help_text="A program and the words after it, or a statement that any command hands to a database.",
    )
    written = forms.CharField(
        label="Begins like",
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "class": "code",
                "autocomplete": "off",
                "spellcheck": "false",
                "placeholder": "kubectl delete namespace",
            }
        ),
        help_text="Options may stand between the words; sudo, ssh, bash -c, xargs, pipes are looked through.",
    )
    reason = forms.CharField(
        label="Why", max_length=300, help_text="People read it wherever the rule applies, at 3 a.m. too."
    )
    key = forms.CharField(max_length=100, widget=forms.HiddenInput)


class SearchForm(forms.Form):
    """Words to look for in the library."""

    q = forms.CharField(label="Search", required=False, max_length=200)
