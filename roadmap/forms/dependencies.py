from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Circle, Dependency
from roadmap.roadmaps import Entry, Roadmap
from teams.fields import LineField
from teams.models import User


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
