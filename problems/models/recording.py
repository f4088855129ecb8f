"""What becomes of the notes of a file once somebody has confirmed it."""

from __future__ import annotations

from collections.abc import Callable

from problems.models.imported_groups import ImportedGroup
from problems.models.problems import Kind, Problem
from problems.models.user_groups import UserGroup
from teams.models import User

# Where a label belongs that is no user group's.
ORGANISATION = "organisation"
NOWHERE = "nowhere"

type Place = UserGroup | str
# Records a note of a draft in the place that its label was given, and says whether anything is new by that. Raises
# LeftOut, before it records anything, when the note is not for the team.
type Record[Where] = Callable[[ImportedGroup, Where, User], bool]


class LeftOut(Exception):
    """Why a note of a draft is not recorded, as reduction.LEFT_OUT has it, and what that is said about."""

    def __init__(self, reason: str, value: str = "") -> None:
        self.reason, self.value = reason, value
        super().__init__(reason)


def record_problem(group: ImportedGroup, place: Place, by: User) -> bool:
    """Record a note as a problem, unless the team has it already in the same words."""
    if place == NOWHERE:
        raise LeftOut("nowhere", group.label)
    team, user_group = group.imported.team, place if isinstance(place, UserGroup) else None
    fields = {
        "title": group.title,
        "statement": group.statement,
        "kind": Kind.USER if user_group else Kind.BUSINESS,
        "user_group": user_group,
    }
    same = team.problems.filter(**fields).first()
    group.problem = same or Problem.add(team, by=by, **fields)
    return same is None
