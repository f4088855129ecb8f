from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import ScopeVersion
from problems.fields import DatePartsField
from teams.fields import LineField
from teams.models import Team

BEGINNING, NOW = "beginning", "now"


class VersionForm(forms.Form):
    name = LineField(
        label=_("Name this version"),
        help_text=_("For example, After the session with schools."),
        max_length=100,
        error_messages={
            "required": _("Enter a name for this version"),
            "max_length": _("The name must be 100 characters or fewer"),
        },
    )


class ComparisonForm(forms.Form):
    """Two moments of a scope: named ones, a day, the beginning, now. What makes no sense is left out."""

    since = forms.ChoiceField(label=_("From"), required=False)
    on = DatePartsField(
        name=_("Date"),
        label=_("Or from a day (optional)"),
        help_text=_("Used instead of “From”. For example, 3 7 2026."),
        required=False,
    )
    until = forms.ChoiceField(label=_("To"), required=False)

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.versions = {str(version.number): version for version in team.scope_versions.all()}
        latest = next(iter(self.versions), BEGINNING)
        self.initial = {"since": latest, "until": NOW}
        named = [(number, _moment(version)) for number, version in self.versions.items()]
        for name, first in (
            ("since", (BEGINNING, gettext("The beginning"))),
            ("until", (NOW, gettext("Now"))),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [first, *named]
        self.is_valid()

    @property
    def moments(self) -> tuple[datetime, datetime]:
        """From when, and to when."""
        found = getattr(self, "cleaned_data", {})
        day = found.get("on")
        if day:
            since = timezone.make_aware(datetime.combine(day, time.min))
        else:
            version = self.versions.get(found.get("since") or self.initial["since"])
            since = version.at if version else self.team.created_at
        until = self.versions.get(found.get("until") or NOW)
        first, last = sorted([since, until.at if until else timezone.now()])
        return first, last


def _moment(version: ScopeVersion) -> str:
    return f"{version.name} ({date_format(timezone.localtime(version.at), 'j M Y, H:i')})"
