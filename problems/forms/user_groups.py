from __future__ import annotations

import re

from django import forms
from django.db import IntegrityError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Colour, UserGroup
from teams.fields import LineField
from teams.models import Team, User


class UserGroupForm(forms.Form):
    name = LineField(
        label=_("Name"),
        help_text=_("Who they are, such as Schools or Lead providers"),
        max_length=100,
        error_messages={
            "required": _("Enter a name"),
            "max_length": _("Name must be 100 characters or fewer"),
        },
    )
    label = LineField(
        label=_("Label (optional)"),
        help_text=_("Up to three letters or digits, such as SCH. Leave it empty and one is suggested."),
        required=False,
        strip=True,
    )
    colour = forms.ChoiceField(
        label=_("Colour"),
        choices=Colour.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose a colour"), "invalid_choice": _("Choose a colour from the list")},
    )

    def __init__(self, data: QueryDict | None, *, team: Team, group: UserGroup | None = None) -> None:
        self.team, self.group = team, group
        initial = (
            {"name": group.name, "label": group.label, "colour": group.colour}
            if group
            else {"colour": UserGroup.free_colour(team)}
        )
        super().__init__(data, initial=initial)

    @property
    def _others(self) -> QuerySet[UserGroup]:
        groups = self.team.user_groups.all()
        return groups.exclude(pk=self.group.pk) if self.group else groups

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"]
        if self._others.filter(name__iexact=name).exists():
            raise self._taken_name(name)
        return name

    def clean_label(self) -> str:
        label = str(self.cleaned_data["label"]).upper()
        if label and not re.fullmatch(r"[^\W_]{1,3}", label):
            raise forms.ValidationError(gettext("Label must be one to three letters or digits, such as SCH"))
        if label and self._others.filter(label=label).exists():
            raise self._taken_label(label)
        # A group that has a label keeps it.
        return label or (self.group.label if self.group else "")

    def save(self, *, by: User) -> bool:
        """Make or change the group, and say so; False when somebody else has just taken its name or label."""
        try:
            if self.group:
                self.group.change(by=by, **self.cleaned_data)
            else:
                self.group = UserGroup.make(self.team, by=by, **self.cleaned_data)
        except IntegrityError:
            self.add_error(None, gettext("Another group already has this name or label. Enter another one"))
            return False
        return True

    @staticmethod
    def _taken_name(name: str) -> forms.ValidationError:
        return forms.ValidationError(
            gettext("There is already a group called %(name)s. Enter another name"), params={"name": name}
        )

    @staticmethod
    def _taken_label(label: str) -> forms.ValidationError:
        return forms.ValidationError(
            gettext("Another group already has the label %(label)s. Enter another label"), params={"label": label}
        )
