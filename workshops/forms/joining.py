from __future__ import annotations

import secrets
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from teams.codes import as_typed
from teams.fields import LineField
from workshops.models import Workshop

SHORTEST_TICKET = 32


class CodeForm(forms.Form):
    code = LineField(
        label=_("Your code"),
        help_text=_("Eight or nine letters, such as KTRM BVXZ. The facilitator can tell you."),
        max_length=40,
        error_messages={
            "required": _("Enter your code"),
            "max_length": _("Check the code: it has eight or nine letters"),
        },
    )

    def clean_code(self) -> str:
        return as_typed(self.cleaned_data["code"])


class GuestForm(forms.Form):
    ticket = LineField(required=False, max_length=100, widget=forms.HiddenInput)
    name = LineField(
        label=_("Your name"),
        help_text=_("The team sees it with what you say."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Enter your name"),
            "max_length": _("Your name must be 60 characters or fewer"),
        },
    )

    def clean_ticket(self) -> str:
        return usable_ticket(self.cleaned_data["ticket"])


class JoinForm(forms.Form):
    # A secret of this page: sent twice, it joins once. A made-up one is as good, if it cannot be guessed.
    ticket = LineField(required=False, max_length=100, widget=forms.HiddenInput)
    # The button that was pressed: "watch" for who only looks on. Any other joins the vote.
    then = LineField(required=False, max_length=100)
    name = LineField(
        label=_("Your name"),
        help_text=_("Others in the workshop see that you have joined. They never see your scores."),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        error_messages={
            "required": _("Enter your name"),
            "max_length": _("Your name must be 60 characters or fewer"),
        },
    )
    organisation = LineField(
        label=_("Your organisation"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={
            "required": _("Enter your organisation"),
            "max_length": _("Your organisation must be 100 characters or fewer"),
        },
    )
    role = LineField(
        label=_("Your role"),
        help_text=_("For example, policy adviser or caseworker."),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
        error_messages={
            "required": _("Enter your role"),
            "max_length": _("Your role must be 100 characters or fewer"),
        },
    )

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        asked = {"organisation": workshop.asks_organisation, "role": workshop.asks_role}
        self.asked = [name for name, is_asked in asked.items() if is_asked]
        for name in set(asked) - set(self.asked):
            del self.fields[name]

    def clean_ticket(self) -> str:
        return usable_ticket(self.cleaned_data["ticket"])

    @property
    def about(self) -> dict[str, str]:
        """What was asked beside the name."""
        return {name: self.cleaned_data[name] for name in self.asked}

    @property
    def watches(self) -> bool:
        return bool(self.cleaned_data["then"] == "watch")


def usable_ticket(ticket: str) -> str:
    """The ticket of a form; none where it is so short that it could be guessed."""
    return ticket if len(ticket) >= SHORTEST_TICKET else ""


def new_ticket() -> str:
    return secrets.token_urlsafe(24)
