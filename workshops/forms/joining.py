from __future__ import annotations

import secrets

from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.codes import as_typed

SHORTEST_TICKET = 32


class CodeForm(forms.Form):
    code = forms.CharField(
        label=_("Workshop code"),
        help_text=_("Eight letters, such as KTRM BVXZ. The facilitator can tell you."),
        max_length=40,
        error_messages={"required": _("Enter the code of your workshop")},
    )

    def clean_code(self) -> str:
        return as_typed(self.cleaned_data["code"])


class JoinForm(forms.Form):
    # A secret of this page: sent twice, it joins once. A made-up one is as good, if it cannot be guessed.
    ticket = forms.CharField(required=False, max_length=100, widget=forms.HiddenInput)
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

    def clean_ticket(self) -> str:
        ticket: str = self.cleaned_data["ticket"]
        return ticket if len(ticket) >= SHORTEST_TICKET else ""

    @staticmethod
    def new_ticket() -> str:
        return secrets.token_urlsafe(24)
