from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from workshops.models.pace import LONGEST_TIMEBOX

MINUTES_AT_FIRST = 10
LARGEST_NUMBER = 2**31 - 1


class PlaceForm(forms.Form):
    """Where the facilitator leads the room: the number of a candidate; empty to lead no more."""

    number = forms.IntegerField(required=False, min_value=1, max_value=LARGEST_NUMBER)


class FinishForm(forms.Form):
    """How the results come to the room."""

    reveals = forms.BooleanField(
        label=_("Show them on the room’s screen first"),
        help_text=_(
            "Everybody’s own page says so, and waits until you let everybody see the results. Who opens the results "
            "from the team’s pages sees them at once."
        ),
        required=False,
    )


class TimeboxForm(forms.Form):
    minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=1,
        max_value=LONGEST_TIMEBOX,
        initial=MINUTES_AT_FIRST,
        error_messages={
            "required": _("Enter how many minutes, such as 10"),
            "invalid": _("Enter how many minutes, as a whole number such as 10"),
            "min_value": _("Enter at least 1 minute"),
            "max_value": _("Enter at most %(limit_value)s minutes"),
        },
    )
