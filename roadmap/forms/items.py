from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea
from roadmap.fields import MonthField
from roadmap.models import Circle, Horizon, Item, Progress
from roadmap.roadmaps import Entry, Roadmap
from teams.fields import LineField, TextField
from teams.models import Purpose, Team, User


class ItemForm(forms.Form):
    """What is known of an item: where it stands, who owns it, when it is built, and what it is hoped to change."""

    own_title = LineField(
        label=_("Title (optional)"),
        max_length=150,
        required=False,
        error_messages={"max_length": _("Title must be 150 characters or fewer")},
    )
    purpose = forms.ModelChoiceField(
        label=_("Which core purpose does it serve?"),
        queryset=Purpose.objects.none(),
        required=False,
        widget=forms.RadioSelect,
        blank=True,
        empty_label=_("No core purpose yet"),
        error_messages={"invalid_choice": _("Choose a core purpose from the list")},
    )
    horizon = forms.ChoiceField(
        label=_("When?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose when"),
            "invalid_choice": _("Choose a column of the roadmap from the list"),
        },
    )
    owner = LineField(
        label=_("Which team owns it? (optional)"),
        help_text=_("The name of a team, not of a person. Everybody who sees the roadmap sees it."),
        max_length=150,
        required=False,
        error_messages={"max_length": _("The name of the team must be 150 characters or fewer")},
    )
    progress = forms.ChoiceField(
        label=_("How far is it?"),
        choices=Progress.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose how far it is"),
            "invalid_choice": _("Choose how far it is from the list"),
        },
    )
    starts = MonthField(
        name=_("When it begins"),
        label=_("When does it begin? (optional)"),
        help_text=_("The month and the year. For example, 4 2027."),
        required=False,
    )
    ends = MonthField(
        name=_("When it ends"),
        label=_("When does it end? (optional)"),
        help_text=_("The last month that it takes. For example, 6 2027."),
        required=False,
    )
    belief = TextField(
        label=_("We believe that… (optional)"),
        help_text=_("What you are going to make. For example, one form for each registration."),
        max_length=500,
        required=False,
        error_messages={"max_length": _("What you believe must be 500 characters or fewer")},
    )
    outcome = TextField(
        label=_("will… (optional)"),
        help_text=_("What it changes, and for whom. For example, save schools from entering a teacher twice."),
        max_length=500,
        required=False,
        error_messages={"max_length": _("What it will change must be 500 characters or fewer")},
    )
    known_when = TextField(
        label=_("We will know when… (optional)"),
        help_text=_("What will have happened then. For example, half as many schools ask whether they are done."),
        max_length=500,
        required=False,
        error_messages={"max_length": _("How you will know must be 500 characters or fewer")},
    )
    measure = TextField(
        label=_("Measure (optional)"),
        help_text=_("What is counted, and where. For example, tickets about registration, each month, in Zendesk."),
        max_length=500,
        required=False,
        error_messages={"max_length": _("The measure must be 500 characters or fewer")},
    )

    def __init__(self, data: QueryDict | None, *, team: Team, entry: Entry, horizons: list[Horizon]) -> None:
        self.entry, item = entry, entry.item
        known = {name: getattr(item, name) for name in self.base_fields}
        super().__init__(data, initial=known | {"purpose": entry.purpose, "horizon": entry.horizon.name})
        purpose, horizon = self.fields["purpose"], self.fields["horizon"]
        assert isinstance(purpose, forms.ModelChoiceField)
        assert isinstance(horizon, forms.ChoiceField)
        purpose.queryset = team.purposes.all()
        horizon.choices = [(horizon.name, horizon.name) for horizon in horizons]
        self.fields["own_title"].help_text = gettext("Leave it empty to show the title of %(idea)s.") % {
            "idea": entry.reference
        }

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if {"starts", "ends"} <= cleaned.keys():
            starts, ends = cleaned["starts"], cleaned["ends"]
            if starts and not ends:
                self.add_error("ends", gettext("Enter when it ends too, or take out when it begins"))
            elif ends and not starts:
                self.add_error("starts", gettext("Enter when it begins too, or take out when it ends"))
            elif starts and ends < starts:
                message = gettext("When it ends must be %(month)s, when it begins, or later")
                self.add_error("ends", message % {"month": date_format(starts, "F Y")})
        return cleaned

    def save(self, *, by: User) -> bool:
        """Say whether it is saved: somebody may have taken the column away."""
        try:
            Item.change(self.entry.ideas[0], by=by, **self.cleaned_data)
        except Horizon.DoesNotExist:
            self.add_error("horizon", gettext("This column is not there any more. Choose another one"))
        return not self.errors


class PartsForm(forms.Form):
    """Which ideas of the shortlist are built as this one thing."""

    ideas = forms.MultipleChoiceField(
        label=_("Which ideas are built as this one thing?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Tick at least one idea"),
            "invalid_choice": _("Tick only ideas in the list: one of them is not on the shortlist any more"),
        },
    )

    def __init__(self, data: QueryDict | None, *, roadmap: Roadmap, entry: Entry) -> None:
        self.entry = entry
        self.others = [other for other in roadmap.entries if other is not entry]
        ideas = [*entry.ideas, *(idea for other in self.others for idea in other.ideas)]
        self.offered = {str(idea.number): idea for idea in ideas}
        super().__init__(data, initial={"ideas": [str(idea.number) for idea in entry.ideas]})
        field = self.fields["ideas"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(number, str(idea)) for number, idea in self.offered.items()]

    @property
    def hints(self) -> dict[str, str]:
        """Beside an idea that is built with others, or that somebody has said something of."""
        words = {}
        for other in self.others:
            for idea in other.ideas:
                if len(other.ideas) > 1:
                    words[str(idea.number)] = gettext("Now a part of %(item)s") % {"item": other}
                elif known := other.item.known:
                    words[str(idea.number)] = "; ".join(f"{name}: {said}" for name, said in known)
        return words

    def clean_ideas(self) -> list[Idea]:
        """Those that are a part of it already come first, in their order."""
        ticked = set(self.cleaned_data["ideas"])
        chosen = [idea for number, idea in self.offered.items() if number in ticked]
        if not set(chosen) & set(self.entry.ideas):
            names = ", ".join(idea.reference for idea in self.entry.ideas)
            message = gettext("Leave at least one of these ticked: %(ideas)s. What is known of the item stays with it")
            raise forms.ValidationError(message % {"ideas": names})
        return chosen

    def save(self, *, by: User) -> bool:
        """Say whether it is saved; if it would wait for itself, the form says why."""
        chosen: list[Idea] = self.cleaned_data["ideas"]
        if chosen == self.entry.ideas:
            return True
        try:
            Item.combine([*chosen, *self.entry.away], by=by)
        except Circle as circle:
            self.add_error("ideas", self._refusal(circle, chosen))
        return not self.errors

    def _refusal(self, circle: Circle, chosen: list[Idea]) -> str:
        on_the_way = {item.pk for item in circle.items}
        names = [
            str(other) for other in self.others if other.item.pk in on_the_way and not set(other.ideas) & set(chosen)
        ]
        message = gettext(
            "These cannot be one thing: it would wait for %(items)s, and that for it. Change what waits for what first"
        )
        return message % {"items": ", ".join(names)}
