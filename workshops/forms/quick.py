from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.fields import LineField, TextField, is_seen
from teams.models import Team
from workshops.forms.setup import MOST_CANDIDATES, WorkshopForm

# What a pasted list has before each line: a dash, a star, a dot or a number.
BULLET = re.compile(r"^\s*(?:[-*•·–—]+|\d{1,3}[.)])\s+")


# As many as one reads at a glance.
MOST_GROUPS_NAMED = 12


class QuickForm(WorkshopForm):
    """A workshop from one page: a title, a team, and problems pasted one a line."""

    NEW_TEAM = "new"

    # Not there on the page of somebody who has no team yet, even if it is sent again when they have one.
    team = forms.ChoiceField(
        label=_("Team"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose a team from the list")},
    )
    team_name = LineField(
        label=_("Name of the new team"),
        max_length=100,
        required=False,
        error_messages={"max_length": _("The name of the team must be 100 characters or fewer")},
    )
    problems = TextField(
        label=_("Problems to score"),
        help_text=_(
            "One a line. Put the user group first if you like: “Schools: registration is confusing”. "
            "A group that is new is made."
        ),
        max_length=50_000,
        error_messages={
            "required": _("Enter at least one problem"),
            "max_length": _("The problems must be 50,000 characters or fewer"),
        },
    )

    field_order = ["title", "team", "team_name", "problems"]

    def __init__(self, *args: Any, teams: list[Team], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.teams = {team.slug: team for team in teams}
        if teams:
            field = self.fields["team"]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [
                *((team.slug, team.name) for team in teams),
                # A slug is never "new".
                (self.NEW_TEAM, _("A new team")),
            ]
            if len(teams) == 1:
                self.initial["team"] = teams[0].slug
        else:
            del self.fields["team"]
            self.fields["team_name"].label = _("Name of your team")

    @property
    def groups(self) -> dict[str, str]:
        """What the team of each slug calls its user groups, as they can be written before a problem."""
        return {slug: words for slug, team in self.teams.items() if (words := _groups_of(team))}

    @property
    def chosen_team(self) -> Team | None:
        """The team that was chosen; None for a new one."""
        return self.teams.get(self.cleaned_data.get("team", ""))

    def clean_problems(self) -> list[tuple[str, str]]:
        """Return (group, title) of each line, the group empty where none was given."""
        found: dict[tuple[str, str], None] = {}
        for number, line in enumerate(self.cleaned_data["problems"].splitlines(), start=1):
            group, colon, title = (
                part.strip() if is_seen(part) else "" for part in BULLET.sub("", line).partition(":")
            )
            if not colon:
                group, title = "", group
            if not title and not group:
                continue
            problem = self._mistake_in(group, title)
            if problem:
                raise forms.ValidationError(
                    gettext("Line %(number)d: %(problem)s") % {"number": number, "problem": problem}
                )
            found[group, title] = None
        if not found:
            raise forms.ValidationError(self.fields["problems"].error_messages["required"])
        if len(found) > MOST_CANDIDATES:
            raise forms.ValidationError(
                gettext("Enter %(most)d problems at most: nobody can score more in one session")
                % {"most": MOST_CANDIDATES}
            )
        return list(found)

    @staticmethod
    def _mistake_in(group: str, title: str) -> str:
        if not title:
            return gettext("enter the problem after “%(group)s:”") % {"group": group}
        if len(title) > 200:
            return gettext("shorten the problem to 200 characters")
        if len(group) > 100:
            return gettext("shorten the name of the user group, before the colon, to 100 characters")
        return ""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if {"team", "team_name"} & self.errors.keys() or cleaned.get("team_name"):
            return cleaned
        if self.teams and not cleaned.get("team"):
            self.add_error("team", gettext("Choose a team"))
        elif cleaned.get("team", self.NEW_TEAM) == self.NEW_TEAM:
            self.add_error("team_name", gettext("Enter a name for the team"))
        return cleaned


def _groups_of(team: Team) -> str:
    names = [group.name for group in team.user_groups.all()]
    if not names:
        return ""
    more = len(names) - MOST_GROUPS_NAMED
    said = {"names": ", ".join(names[:MOST_GROUPS_NAMED]), "num": more}
    if more > 0:
        return gettext("Its user groups: %(names)s and %(num)s more") % said
    return gettext("Its user groups: %(names)s") % said
