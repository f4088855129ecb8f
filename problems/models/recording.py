"""What becomes of the notes of a file once somebody has confirmed it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from problems.models.imported_groups import ImportedGroup
from problems.models.problems import Kind, Problem
from problems.models.user_groups import UserGroup
from teams.models import Team, User

# Where a label belongs that is no user group's.
ORGANISATION = "organisation"
NOWHERE = "nowhere"

type Place = UserGroup | str


@dataclass(frozen=True)
class LeftOut:
    """A note that is not recorded, why, as reduction.LEFT_OUT has it, and what that is said about."""

    note: ImportedGroup
    reason: str
    value: str = ""


@dataclass
class Recorded:
    # How many are new by that.
    new: int = 0
    left_out: list[LeftOut] = field(default_factory=list)


# Notes of a draft, each with the place that its label was given.
type Placed[Where] = Sequence[tuple[ImportedGroup, Where]]
# Records the notes of a draft, all at once: a file has hundreds, and others of the team wait meanwhile.
type Record[Where] = Callable[[Team, Placed[Where], User], Recorded]


def record_problems(team: Team, notes: Placed[Place], by: User) -> Recorded:
    """Record each note as a problem, unless the team has it already in the same words."""
    found, new = Recorded(), []
    same = _in_the_same_words(team, {note.title for note, _place in notes})
    for note, place in notes:
        if place == NOWHERE:
            found.left_out.append(LeftOut(note, "nowhere", note.label))
            continue
        user_group = place if isinstance(place, UserGroup) else None
        kind = Kind.USER if user_group else Kind.BUSINESS
        words = (note.title, note.statement, kind.value, user_group.pk if user_group else None)
        if words not in same:
            same[words] = Problem(title=note.title, statement=note.statement, kind=kind, user_group=user_group)
            new.append(same[words])
        note.problem = same[words]
    if new:
        Problem.add_all(team, new, by=by)
    found.new = len(new)
    return found


def _in_the_same_words(team: Team, titles: set[str]) -> dict[tuple[str, str, str, int | None], Problem]:
    """The problems with these titles by all that says what they are; of several in the same words the first."""
    found: dict[tuple[str, str, str, int | None], Problem] = {}
    for problem in team.problems.filter(title__in=titles).order_by("number"):
        found.setdefault((problem.title, problem.statement, problem.kind, problem.user_group_id), problem)
    return found
