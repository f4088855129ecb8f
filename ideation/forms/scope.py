from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea, Scope, ScopeDecision
from problems.fields import DatePartsField
from teams.fields import LineField, TextField
from teams.models import Team, User

BUCKETS = [(value, label) for value, label in Scope.choices if value != Scope.NOT_PLACED]


class ReasonedForm(forms.Form):
    """A bucket, why, and when to look at it again."""

    scope = forms.ChoiceField(
        label=_("Where does it belong?"),
        choices=BUCKETS,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a scope"),
            "invalid_choice": _("Choose a scope from the list"),
        },
    )
    reason = TextField(
        label=_("Why?"),
        help_text=_("One or two sentences that somebody who was not there will understand."),
        max_length=1000,
        error_messages={
            "required": _("Enter the reason"),
            "max_length": _("The reason must be 1,000 characters or fewer"),
        },
    )
    look_again_on = DatePartsField(
        name=_("Date to look again"),
        ahead=True,
        label=_("When to look at it again (optional)"),
        help_text=_("Where it may come back. For example, 27 3 2027."),
        required=False,
    )

    @property
    def words(self) -> dict[str, Any]:
        """What Idea.place wants to know beside the scope."""
        return {"reason": self.cleaned_data["reason"], "look_again_on": self.cleaned_data["look_again_on"]}


class PlacementForm(ReasonedForm):
    """Where one idea belongs. `seen` is the decision that the page showed, 0 where there was none.

    `into` is the bucket that somebody has chosen already, where it is one: that in which they let go of its note.
    """

    seen = LineField(required=False, max_length=20, widget=forms.HiddenInput)

    def __init__(self, *args: Any, idea: Idea, into: str | None = None, **kwargs: Any) -> None:
        held = idea.decision
        now = idea.scope if idea.is_placed else ""
        kwargs["initial"] = {"scope": into if into in Scope.values else now}
        super().__init__(*args, **kwargs)
        # The decision that the page shows: on one that is shown again, what somebody saw before.
        self.seen_decision = held.pk if held else 0
        scope = self.fields["scope"]
        assert isinstance(scope, forms.ChoiceField)
        scope.choices = [*BUCKETS, Scope.choices[0]]

    def clean_seen(self) -> int | None:
        text = self.cleaned_data["seen"]
        if not text:
            return None
        # A larger one is no key of a row.
        self.seen_decision = int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
        return self.seen_decision

    @property
    def words(self) -> dict[str, Any]:
        return super().words | {"seen": self.cleaned_data["seen"]}

    def tell_of(self, decision: ScopeDecision) -> None:
        """Say who was quicker. Whoever saves again has seen it."""
        self.seen_decision = decision.pk
        words = gettext("%(who)s placed it meanwhile: %(where)s. Save again to place it otherwise")
        who, where = decision.by or gettext("Somebody"), decision.get_scope_display()
        self.add_error("scope", words % {"who": who, "where": where})


class SeveralForm(ReasonedForm):
    """Several ideas that go into the same bucket, for the same reason."""

    ideas = forms.MultipleChoiceField(
        label=_("Ideas"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Select the ideas to place"),
            "invalid_choice": _("Select ideas from the list: one of them is not there any more"),
        },
    )
    field_order = ["ideas", "scope", "reason", "look_again_on"]

    def __init__(self, *args: Any, team: Team, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.team = team
        self.by_number = {str(idea.number): idea for idea in team.ideas.not_placed().with_problems()}
        ideas = self.fields["ideas"]
        assert isinstance(ideas, forms.MultipleChoiceField)
        # What somebody placed meanwhile is left alone as the form is saved.
        ideas.choices = [(str(idea.number), str(idea)) for idea in self._known()]
        self.fields["scope"].label = gettext("Where do they belong?")

    def _known(self) -> list[Idea]:
        return list(self.team.ideas.all()) if self.is_bound else list(self.by_number.values())

    @property
    def selected(self) -> set[str]:
        return set(self["ideas"].value() or [])

    def save(self, *, by: User) -> tuple[list[Idea], int]:
        """Place them; return those that are, and how many somebody else had placed meanwhile."""
        chosen = set(self.cleaned_data["ideas"])
        ideas = [idea for number, idea in self.by_number.items() if number in chosen]
        placed = Idea.place_all(self.team, ideas, self.cleaned_data["scope"], by=by, **self.words)
        return placed, len(chosen) - len(placed)


class KeysField(forms.Field):
    """Keys of rows. Those that are of no row, or of another team's, are for the verb to leave out."""

    widget = forms.CheckboxSelectMultiple

    def to_python(self, value: Any) -> list[int]:
        # A larger one is no key of a row.
        return [int(key) for key in value or [] if key.isascii() and key.isdecimal() and len(key) < 19]


class ConfirmationForm(forms.Form):
    """Which decisions a product manager confirms: those that the page showed, by their keys."""

    decisions = KeysField(label=_("Placements"), error_messages={"required": _("Select the placements to confirm")})

    def save(self, team: Team, *, by: User) -> tuple[list[int], int]:
        """Confirm them; return the numbers of their ideas, and how many were placed anew meanwhile."""
        keys = set(self.cleaned_data["decisions"])
        numbers = ScopeDecision.confirm(team, keys, by=by)
        return numbers, len(keys) - len(numbers)
