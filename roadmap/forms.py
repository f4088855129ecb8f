from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Choice, Circle, Dependency, Horizon, Item, Shortlist
from roadmap.ranking import Standing
from roadmap.roadmaps import Entry, Roadmap
from teams.fields import LineField, TextField
from teams.models import Purpose, Team, User

IN, OUT = "in", "out"


class LineForm(forms.Form):
    cut_line = forms.IntegerField(
        label=_("How many ideas are above the line?"),
        error_messages={
            "required": _("Enter how many ideas are above the line"),
            "invalid": _("Enter a whole number, such as 10"),
        },
    )

    def __init__(self, *args: Any, scored: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.scored = scored

    def clean_cut_line(self) -> int:
        cut_line: int = self.cleaned_data["cut_line"]
        if cut_line < 1:
            raise forms.ValidationError(gettext("Enter 1 or more"))
        if not self.scored:
            raise forms.ValidationError(
                gettext("No idea has a score yet: the line can be drawn after an idea workshop")
            )
        if cut_line > self.scored:
            raise forms.ValidationError(
                ngettext(
                    "Enter 1: there is only %(scored)d idea with a score",
                    "Enter %(scored)d or fewer: there are only %(scored)d ideas with a score",
                    self.scored,
                )
                % {"scored": self.scored}
            )
        return cut_line

    def save(self, team: Team, *, by: User) -> None:
        Shortlist.draw_line(team, self.cleaned_data["cut_line"], by=by)


class ChoiceForm(forms.Form):
    """In or out. What the line says anyway needs no reason."""

    decision = forms.ChoiceField(
        label=_("What do you decide?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose in or out"),
            "invalid_choice": _("Choose in or out"),
        },
    )
    reason = TextField(
        label=_("Why?"),
        help_text=_("Needed when you decide against the line. It is shown beside the idea and in downloads."),
        max_length=1000,
        required=False,
        error_messages={"max_length": _("The reason must be 1,000 characters or fewer")},
    )

    def __init__(self, *args: Any, standing: Standing, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standing = standing
        decision = self.fields["decision"]
        assert isinstance(decision, forms.ChoiceField)
        if standing.is_above_line:
            decision.choices = [(OUT, gettext("Leave it out, against the line")), (IN, gettext("In, as the line says"))]
        else:
            decision.choices = [(IN, gettext("Take it in, against the line")), (OUT, gettext("Out, as the line says"))]
        if standing.choice:
            self.initial = {"decision": IN if standing.is_in else OUT, "reason": standing.choice.reason}

    @property
    def included(self) -> bool:
        return bool(self.cleaned_data["decision"] == IN)

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        is_against_line = "decision" in cleaned and self.included != self.standing.is_above_line
        if is_against_line and not cleaned.get("reason") and "reason" not in self.errors:
            self.add_error("reason", gettext("Enter the reason for deciding against the line"))
        return cleaned

    def save(self, *, by: User) -> None:
        if self.included == self.standing.is_above_line:
            Choice.withdraw(self.standing.idea, by=by)
        else:
            Choice.make(self.standing.idea, included=self.included, reason=self.cleaned_data["reason"], by=by)


class DependencyForm(forms.Form):
    """What an item waits for. One that it waits for already is given the new reason."""

    needs = forms.ChoiceField(
        label=_("What does it wait for?"),
        error_messages={
            "required": _("Choose what it waits for"),
            "invalid_choice": _("Choose an item from the list"),
        },
    )
    reason = LineField(
        label=_("Why? (optional)"),
        help_text=_(
            "Complete the sentence “it waits, because …”. For example: it shows data that the other one brings"
        ),
        max_length=300,
        required=False,
        error_messages={"max_length": _("The reason must be 300 characters or fewer")},
    )

    def __init__(self, *args: Any, entry: Entry, roadmap: Roadmap, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry, self.roadmap = entry, roadmap
        others = sorted((other for other in roadmap.entries if other is not entry), key=lambda other: other.number)
        self.others = {str(other.number): other for other in others}
        field = self.fields["needs"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", gettext("Choose an item")), *((key, str(other)) for key, other in self.others.items())]

    @property
    def needed(self) -> Entry:
        return self.others[self.cleaned_data["needs"]]

    def save(self, *, by: User) -> bool:
        """Say whether it was added: what would make a circle is not."""
        idea, needed = self.entry.standings[0].idea, self.needed.standings[0].idea
        try:
            Dependency.add(idea, needed, reason=self.cleaned_data["reason"], by=by)
        except Circle as circle:
            way = {"way": self._way_round(circle)}
            self.add_error("needs", gettext("Choose another item. This would be a circle: %(way)s") % way)
            return False
        return True

    def _way_round(self, circle: Circle) -> str:
        entries = [self.roadmap.entry(idea.number) or idea for idea in circle.ideas]
        first, *others = [entry.reference for entry in entries]
        ways = [gettext("%(item)s waits for %(needed)s") % {"item": first, "needed": others[0]}]
        ways += [gettext("which waits for %(needed)s") % {"needed": needed} for needed in others[1:]]
        return ", ".join(ways)


class ItemForm(forms.Form):
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

    def __init__(self, *args: Any, team: Team, entry: Entry, horizons: list[Horizon], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.entry = entry
        self.initial = {"purpose": entry.purpose, "horizon": entry.horizon.name}
        purpose, horizon = self.fields["purpose"], self.fields["horizon"]
        assert isinstance(purpose, forms.ModelChoiceField)
        assert isinstance(horizon, forms.ChoiceField)
        purpose.queryset = team.purposes.all()
        horizon.choices = [(horizon.name, horizon.name) for horizon in horizons]

    def save(self, *, by: User) -> None:
        Item.place(
            self.entry.standings[0].idea,
            horizon=self.cleaned_data["horizon"],
            purpose=self.cleaned_data["purpose"],
            by=by,
        )
