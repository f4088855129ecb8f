"""Which lines of the event log somebody wants to see."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.dates import DatePartsField
from teams.history import kind_in_words
from teams.models import Event, Team, User


class HistoryFilter(forms.Form):
    """Offers what is in the log of this team: its people, the kinds of thing, and what was done."""

    person = forms.ChoiceField(
        label=_("Person"),
        required=False,
        error_messages={"invalid_choice": _("Choose a person from the list")},
    )
    kind = forms.ChoiceField(
        label=_("Kind of thing"),
        required=False,
        error_messages={"invalid_choice": _("Choose a kind of thing from the list")},
    )
    verb = forms.ChoiceField(
        label=_("What was done"),
        required=False,
        error_messages={"invalid_choice": _("Choose what was done from the list")},
    )
    since = DatePartsField(
        name=_("From"), label=_("From (optional)"), help_text=_("For example, 27 3 2026"), required=False
    )
    until = DatePartsField(
        name=_("To"),
        label=_("To (optional)"),
        help_text=_("The whole of this day. For example, 31 3 2026"),
        required=False,
    )

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        found = list(team.events.order_by().values_list("kind", "verb").distinct())
        people = User.known_to(team)
        self._offer("person", gettext("Everybody"), [(str(person.pk), str(person)) for person in people])
        kinds = {kind: kind_in_words(kind) for kind, _verb in found if kind}
        self._offer("kind", gettext("Everything"), sorted(kinds.items(), key=lambda choice: choice[1]))
        verbs = {verb for _kind, verb in found}
        self._offer("verb", gettext("Anything"), [(v.value, _begun(v.label)) for v in Event.Verb if v.value in verbs])

    def _offer(self, name: str, nothing: str, choices: list[tuple[str, str]]) -> None:
        cast("forms.ChoiceField", self.fields[name]).choices = [("", nothing), *choices]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", gettext("To must be the same as or after From"))
        return cleaned

    @property
    def is_used(self) -> bool:
        """Whether anything is left out, or something is wrong with the form."""
        return bool(self.errors) or any(getattr(self, "cleaned_data", {}).values())

    def events(self) -> QuerySet[Event]:
        """The lines that are asked for, the latest first; none while something is wrong with the form."""
        events = Event.objects.filter(team=self.team).select_related("actor")
        if not self.is_bound:
            return events
        if not self.is_valid():
            return events.none()
        wanted = self.cleaned_data
        if wanted["person"]:
            events = events.filter(Q(actor=wanted["person"]) | Q(person=wanted["person"]))
        for name in ("kind", "verb"):
            if wanted[name]:
                events = events.filter(**{name: wanted[name]})
        if wanted["since"]:
            events = events.filter(at__gte=_start(wanted["since"]))
        if wanted["until"]:
            events = events.filter(at__lt=_start(wanted["until"] + timedelta(days=1)))
        return events


def _begun(words: Any) -> str:
    text = str(words).rstrip(":")
    return text[:1].upper() + text[1:]


def _start(day: Any) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min))
