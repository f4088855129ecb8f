from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea
from problems.models import Problem
from teams.fields import LineField, TextField, lines_of
from workshops.models import Candidate, Kind, Workshop

MOST_CANDIDATES = 200
ORDERS = {"no": _("The same for everybody"), "yes": _("A different one for each person")}
COMMENTS = {"yes": _("Ask for an optional comment on each page"), "no": _("Do not ask for comments")}


class WorkshopForm(forms.Form):
    title = LineField(
        label=_("Title of the workshop"),
        max_length=200,
        error_messages={
            "required": _("Enter a title"),
            "max_length": _("The title must be 200 characters or fewer"),
        },
    )


class NewWorkshopForm(WorkshopForm):
    kind = forms.ChoiceField(
        label=_("What will people score?"),
        choices=[(Kind.PROBLEM, _("Problems, on six criteria")), (Kind.IDEA, _("Ideas in scope, on three criteria"))],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose problems or ideas")},
    )


class SettingsForm(WorkshopForm):
    """How people join a workshop and vote in it. What is fixed by its state has no field."""

    asks = forms.MultipleChoiceField(
        label=_("Ask people for"),
        help_text=_("Everybody gives a name. Others in the team see who has joined."),
        choices=[("asks_organisation", _("Organisation")), ("asks_role", _("Role"))],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose only organisation and role")},
    )
    ground_rules = TextField(
        label=_("Ground rules"),
        help_text=_("One a line. People accept them as they join. Leave this empty for our four."),
        max_length=2000,
        required=False,
        error_messages={"max_length": _("The ground rules must be 2,000 characters or fewer")},
    )
    warm_up = LineField(
        label=_("Warm-up question"),
        help_text=_("To try the answers on while people wait. It is not saved. Leave this empty for ours."),
        max_length=200,
        required=False,
        error_messages={"max_length": _("The warm-up question must be 200 characters or fewer")},
    )
    has_random_order = forms.ChoiceField(
        label=_("Order of the pages"),
        help_text=_("With a different one, nothing gains from coming first. Numbers such as P3 stay the same."),
        choices=list(ORDERS.items()),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose an order from the list")},
    )
    asks_comments = forms.ChoiceField(
        label=_("Comments"),
        choices=list(COMMENTS.items()),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose from the list whether to ask for comments")},
    )

    def __init__(self, *args: Any, workshop: Workshop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: dict[str, Any] = {
            "title": workshop.title,
            "asks": [asked for asked in ("asks_organisation", "asks_role") if getattr(workshop, asked)],
            "ground_rules": workshop.ground_rules,
            "warm_up": workshop.warm_up,
            **{name: "yes" if getattr(workshop, name) else "no" for name in workshop.FIXED_BY_START},
        }
        self.initial = {**chosen, **self.initial}
        self.workshop = workshop
        if workshop.is_finished:
            for name in set(self.fields) - {"title"}:
                del self.fields[name]

    @property
    def fixed(self) -> list[tuple[str, str]]:
        """What is fixed now, and how it was chosen. A page from before still sends it: then the workshop refuses."""
        if self.workshop.can_be_set_up:
            return []
        order = ORDERS[self.initial["has_random_order"]]
        comments = COMMENTS[self.initial["asks_comments"]]
        return [(gettext("Order of the pages"), str(order)), (gettext("Comments"), str(comments))]

    def clean_ground_rules(self) -> str:
        return "\n".join(lines_of(self.cleaned_data["ground_rules"]))

    @property
    def choices(self) -> dict[str, Any]:
        """What was chosen, by the field of the workshop. What the page did not ask is not in it."""
        cleaned = self.cleaned_data
        chosen: dict[str, Any] = {
            name: cleaned[name] for name in ("title", "ground_rules", "warm_up") if name in cleaned
        }
        if "asks" in cleaned:
            chosen |= {name: name in cleaned["asks"] for name in ("asks_organisation", "asks_role")}
        radios = (name for name in self.workshop.FIXED_BY_START if cleaned.get(name))
        return chosen | {name: cleaned[name] == "yes" for name in radios}


class WithdrawalForm(forms.Form):
    """Why a candidate is taken out of the vote."""

    reason = LineField(
        label=_("Why is it withdrawn?"),
        help_text=_("Voters see it, the results show it, and the history of your team keeps it."),
        max_length=300,
        error_messages={
            "required": _("Enter why it is withdrawn"),
            "max_length": _("The reason must be 300 characters or fewer"),
        },
    )


class CandidatesForm(forms.Form):
    """Which problems, or which ideas in scope, are put to the vote; or which candidates of a result, once more."""

    candidates = forms.MultipleChoiceField(
        label=_("What to vote on"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one"),
            "invalid_choice": _("Choose only from the list: one of them is not there, or is no longer in scope"),
        },
    )

    def __init__(self, *args: Any, things: Iterable[Problem | Idea | Candidate], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.things = {str(thing.number): thing for thing in things}
        field = self.fields["candidates"]
        assert isinstance(field, forms.MultipleChoiceField)
        field.choices = [(number, str(thing)) for number, thing in self.things.items()]

    def clean_candidates(self) -> list[Problem | Idea | Candidate]:
        chosen = set(self.cleaned_data["candidates"])
        if len(chosen) > MOST_CANDIDATES:
            raise forms.ValidationError(
                gettext("Choose %(most)d at most: nobody can score more in one session") % {"most": MOST_CANDIDATES}
            )
        return [thing for number, thing in self.things.items() if number in chosen]
