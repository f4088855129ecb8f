"""The experience map of a team: its stages, and the problems on them for each user group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from problems.models import Path, Placement, Stage, UserGroup
from problems.trees import Listed
from teams.models import Team


@dataclass(frozen=True)
class Column:
    """A stage, and where people may go from it beside the next one."""

    stage: Stage
    # From 1.
    place: int
    back_to: list[Stage]
    ahead_to: list[Stage]


@dataclass(frozen=True)
class PathProblems:
    """The problems of one user group on one path of a stage; `more` of them are not listed."""

    path: Path
    problems: list[Listed]
    more: int

    @property
    def is_happy(self) -> bool:
        return self.path == Path.HAPPY


@dataclass
class Cell:
    column: Column
    found: dict[str, dict[int, Listed]] = field(default_factory=lambda: {path: {} for path in Path.values})

    def paths(self, most: int) -> list[PathProblems]:
        """The paths that have problems, the happy one first, with so many of each at most."""
        return [
            PathProblems(path, list(self.found[path].values())[:most], max(0, len(self.found[path]) - most))
            for path in Path
            if self.found[path]
        ]


@dataclass(frozen=True)
class Row:
    """A user group, or the organisation itself for None, with a cell for each stage."""

    group: UserGroup | None
    cells: list[Cell]

    @property
    def is_empty(self) -> bool:
        return not any(cell.paths(0) for cell in self.cells)


class Experience:
    """The map as it stands. A problem that is merged counts as the one that it was merged into."""

    def __init__(self, team: Team, groups: Iterable[UserGroup]) -> None:
        self.columns = columns(team)
        # Not whole objects: of thousands of problems the page shows some.
        found = team.problems.unmerged().order_by("number").values_list("pk", "number", "title", "user_group")
        problems = {key: (Listed(number, title), group) for key, number, title, group in found}
        rows = {
            key: Row(group, [Cell(column) for column in self.columns])
            for key, group in [*((group.pk, group) for group in groups), (None, None)]
        }
        place_of = {column.stage.pk: column.place - 1 for column in self.columns}
        on_map: set[int] = set()
        for stage, path, key in Placement.objects.filter(stage__team=team).standing():
            problem, its_group = problems.get(key, (None, None))
            # One of them may have gone, or come, between the statements.
            if problem and stage in place_of and its_group in rows:
                rows[its_group].cells[place_of[stage]].found[path][key] = problem
                on_map.add(key)
        self.placed = len(on_map)
        self._unplaced = [row for key, row in problems.items() if key not in on_map]
        self.rows = [row for key, row in rows.items() if key is not None or not row.is_empty]

    @property
    def unplaced(self) -> list[Listed]:
        return [problem for problem, _group in self._unplaced]

    def narrow(self, group: UserGroup | None) -> None:
        """Keep one user group; None keeps the organisation itself."""
        key = group.pk if group else None
        self.rows = [row for row in self.rows if (row.group.pk if row.group else None) == key]
        self._unplaced = [row for row in self._unplaced if row[1] == key]

    def by_stage(self, most: int) -> list[tuple[Column, list[tuple[UserGroup | None, list[PathProblems]]]]]:
        """The same as a list: each stage with the groups that have problems there."""
        return [
            (
                column,
                [(row.group, paths) for row in self.rows if (paths := row.cells[column.place - 1].paths(most))],
            )
            for column in self.columns
        ]


def columns(team: Team) -> list[Column]:
    stages = list(team.stages.prefetch_related("leads_to"))
    place_of = {stage.pk: place for place, stage in enumerate(stages, 1)}
    found = []
    for place, stage in enumerate(stages, 1):
        others = sorted(
            (other for other in stage.leads_to.all() if other.pk in place_of), key=lambda other: place_of[other.pk]
        )
        back = [other for other in others if place_of[other.pk] < place]
        # That people go on to the next one goes without saying.
        ahead = [other for other in others if place_of[other.pk] > place + 1]
        found.append(Column(stage, place, back, ahead))
    return found
