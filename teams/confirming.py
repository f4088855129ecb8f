"""Before what cannot be undone: words that somebody types, so that nobody does it by accident."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from teams.fields import LineField


def _alike(text: str) -> str:
    return " ".join(text.split()).casefold()


class TypedForm(forms.Form):
    """`words` have to be typed, whatever their case; `otherwise` says what to do when they are not."""

    typed = LineField(widget=forms.TextInput(attrs={"autocomplete": "off"}))

    def __init__(self, *args: Any, words: str, label: str | Promise, otherwise: str | Promise, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words, self.otherwise = words, otherwise
        field: Any = self.fields["typed"]
        field.label, field.error_messages["required"] = label, otherwise

    def clean_typed(self) -> str:
        typed: str = self.cleaned_data["typed"]
        if _alike(typed) != _alike(self.words):
            raise forms.ValidationError(str(self.otherwise))
        return typed


class TeamNameForm(TypedForm):
    def __init__(self, *args: Any, name: str, **kwargs: Any) -> None:
        super().__init__(
            *args,
            words=name,
            label=_("To confirm, type the name of the team"),
            otherwise=_("Type the name of the team as it is written above, to confirm that you want to delete it"),
            **kwargs,
        )


class AddressForm(TypedForm):
    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(
            *args,
            words=email,
            label=_("To confirm, type your email address"),
            otherwise=_("Type the email address of this account, to confirm that you want to delete it"),
            **kwargs,
        )
