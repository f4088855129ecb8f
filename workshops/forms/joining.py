from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.codes import as_typed


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Workshop code"),
        help_text=_("Six letters, such as KTR MBV. The facilitator can tell you."),
        max_length=40,
        error_messages={"required": _("Enter the code of your workshop")},
    )

    def clean_code(self) -> str:
        return as_typed(self.cleaned_data["code"])


class JoinForm(forms.Form):
    name = forms.CharField(
        label=_("Your name"),
        help_text=_("Others in the workshop see that you have joined. They never see your scores."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Enter your name"),
            "max_length": _("Your name must be 60 characters or fewer"),
        },
    )
