"""The roadmap: what is on the shortlist, as the items that are built, and what each waits for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Model, OuterRef

from ideation.models import Idea
from problems.gathering import gathered
from problems.models import Problem, UserGroup
from roadmap.models import Dependency, Horizon, Item, Part
from roadmap.parts import parts_out_of_scope, read_parts
from roadmap.ranking import Ranking, Standing
from teams.models import Purpose, Team

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(eq=False)
class Entry:
    """An item with those of its ideas that are on the shortlist, of which there is at least one."""

    item: Item
    standings: list[Standing]
    horizon: Horizon
    needs: list[Waiting] = field(default_factory=list)
    # What it needs, and is not on the shortlist.
    lacks: list[Lack] = field(default_factory=list)
    needed_by: list[Waiting] = field(default_factory=list)
    # Its ideas that are not on the shortlist: they come back with their place there.
    away: list[Idea] = field(default_factory=list)

    @property
    def number(self) -> int:
        """Of its first idea: its address."""
        return self.standings[0].idea.number

    @property
    def reference(self) -> str:
        return self.standings[0].idea.reference

    @property
    def title(self) -> str:
        return self.item.own_title or self.standings[0].idea.title

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def ideas(self) -> list[Idea]:
        return [standing.idea for standing in self.standings]

    @property
    def purpose(self) -> Purpose | None:
        return self.item.purpose

    @cached_property
    def groups(self) -> list[UserGroup | None]:
        """Whom it serves; None is the organisation itself."""
        return list(dict.fromkeys(group for standing in self.standings for group in standing.groups))

    @cached_property
    def problems(self) -> list[Problem]:
        return list(dict.fromkeys(problem for standing in self.standings for problem in standing.problems))

    @property
    def too_early(self) -> list[Waiting]:
        """What it needs, and comes before."""
        return [waiting for waiting in self.needs if waiting.is_too_early]

    @property
    def is_too_early(self) -> bool:
        return bool(self.too_early)


@dataclass(frozen=True, eq=False)
class Waiting:
    """That an entry waits for another one."""

    dependency: Dependency
    entry: Entry
    needs: Entry

    @property
    def is_too_early(self) -> bool:
        return self.is_in_earlier_horizon or self.begins_before_it_ends

    @property
    def is_in_earlier_horizon(self) -> bool:
        """The one that waits stands in an earlier column than what it waits for."""
        return self.entry.horizon.position < self.needs.horizon.position

    @property
    def begins_before_it_ends(self) -> bool:
        """The one that waits begins in an earlier month than that in which the other one is to end.

        In the same month it may be in time: nothing finer than months is known, and a warning must hold.
        """
        begins, ends = self.entry.item.starts, self.needs.item.ends
        return begins is not None and ends is not None and begins < ends


@dataclass(frozen=True, eq=False)
class Leftover:
    """An item that somebody has said something of, and none of whose ideas is on the shortlist any more."""

    item: Item
    ideas: list[Idea]

    @property
    def number(self) -> int:
        return self.ideas[0].number

    @property
    def reference(self) -> str:
        return self.ideas[0].reference

    @property
    def title(self) -> str:
        return self.item.own_title or self.ideas[0].title

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


@dataclass(frozen=True, eq=False)
class Lack:
    """That an entry waits for an item of which nothing is on the shortlist."""

    dependency: Dependency
    entry: Entry
    needs: Leftover


@dataclass(frozen=True)
class Roadmap:
    ranking: Ranking
    horizons: list[Horizon]
    purposes: list[Purpose]
    groups: list[UserGroup]
    # In the order of the shortlist.
    entries: list[Entry]
    leftovers: list[Leftover]
    # The wider needs that are parked, by number.
    needs_not_met: list[Problem]

    @classmethod
    def of(cls, team: Team) -> Roadmap:
        ranking = Ranking.of(team)
        ranking.fetch_answered(ranking.shortlisted)
        frame = _Frame.of(team)
        entries = _entries(ranking.shortlisted, frame.horizons)
        by_item = {entry.item.pk: entry for entry in entries if entry.item.pk}
        leftovers = _leftovers(_aside(ranking, frame.parts), by_item)
        _wait(frame.dependencies, by_item, {leftover.item.pk: leftover for leftover in leftovers})
        return cls(ranking, frame.horizons, frame.purposes, frame.groups, entries, leftovers, frame.needs_not_met)

    @cached_property
    def bare_horizons(self) -> list[Horizon]:
        """Those in which nothing stands."""
        return [horizon for horizon in self.horizons if all(entry.horizon is not horizon for entry in self.entries)]

    @property
    def parked(self) -> int:
        """How many wider needs are parked."""
        return len(self.needs_not_met)

    def entry(self, number: int) -> Entry | None:
        """The item that the idea of this number is a part of; None when the idea is not on the shortlist."""
        return next(
            (entry for entry in self.entries if any(idea.number == number for idea in entry.ideas)),
            None,
        )

    def leftover(self, number: int) -> Leftover | None:
        """The one whose first idea has this number."""
        return next((leftover for leftover in self.leftovers if leftover.number == number), None)


@dataclass(frozen=True)
class _Frame:
    """What the items are shown in, and what is beside them, read by one statement."""

    horizons: list[Horizon]
    purposes: list[Purpose]
    groups: list[UserGroup]
    dependencies: list[Dependency]
    needs_not_met: list[Problem]
    # Of ideas that are not in scope, or that another one stands for.
    parts: list[Part]

    @classmethod
    def of(cls, team: Team) -> _Frame:
        its, names = OuterRef("pk"), ("pk", "name", "position")
        group_words, waits = (*names, "label", "colour"), ("pk", "item_id", "needs_id", "reason")
        need_words = ("pk", "number", "title", "state_reason", "user_group_id")
        horizons, purposes, groups, dependencies, needs, parts = Team.objects.values_list(
            gathered(Horizon.objects.filter(team=its), *names),
            gathered(Purpose.objects.filter(team=its), *names),
            gathered(UserGroup.objects.filter(team=its), *group_words),
            gathered(Dependency.objects.filter(item__team=its), *waits),
            gathered(Problem.objects.unmerged().parked().filter(team=its), *need_words),
            parts_out_of_scope(),
        ).get(pk=team.pk)
        frame = cls(
            _in_order(Horizon, names, horizons) or Horizon.to_start_with(team),
            _in_order(Purpose, names, purposes),
            _in_order(UserGroup, group_words, groups),
            _in_order(Dependency, waits, dependencies),
            sorted(_in_order(Problem, need_words, needs), key=lambda problem: problem.number),
            read_parts(team, parts),
        )
        by_key = {group.pk: group for group in frame.groups}
        for problem in frame.needs_not_met:
            problem.user_group = by_key.get(problem.user_group_id or 0)
        return frame


def _in_order[Row: Model](
    kind: type[Row], fields: Sequence[str], gathered_rows: list[list[object]] | None
) -> list[Row]:
    """What was gathered, as rows, by their position where they have one."""
    rows = [kind(**dict(zip(fields, values, strict=True))) for values in gathered_rows or []]
    return sorted(rows, key=lambda row: (getattr(row, "position", 0), row.pk))


def _entries(shortlisted: list[Standing], horizons: list[Horizon]) -> list[Entry]:
    by_name = {horizon.name: horizon for horizon in horizons}
    by_item: dict[object, list[Standing]] = defaultdict(list)
    for standing in shortlisted:
        by_item[standing.item.pk or standing.idea].append(standing)
    return [
        Entry(
            its[0].item,
            sorted(its, key=lambda standing: standing.part.position if standing.part else 0),
            # Between the two statements somebody may have given it another name.
            by_name.get(its[0].horizon, horizons[0]),
        )
        for its in by_item.values()
    ]


def _wait(dependencies: list[Dependency], entries: dict[int, Entry], leftovers: dict[int, Leftover]) -> None:
    for dependency in dependencies:
        entry, needs = entries.get(dependency.item_id), entries.get(dependency.needs_id)
        missing = leftovers.get(dependency.needs_id)
        if entry and needs:
            waiting = Waiting(dependency, entry, needs)
            entry.needs.append(waiting)
            needs.needed_by.append(waiting)
        elif entry and missing:
            entry.lacks.append(Lack(dependency, entry, missing))


class _Aside(NamedTuple):
    """An idea that is a part of an item, and is not on the shortlist."""

    position: int
    idea: Idea
    item: Item


def _aside(ranking: Ranking, out_of_scope: list[Part]) -> list[_Aside]:
    left_out = [
        _Aside(standing.part.position, standing.idea, standing.item) for standing in ranking.left_out if standing.part
    ]
    # What is merged into an idea that stands in the same item is read through it.
    through = {standing.idea.pk: standing.item.pk for standing in ranking.all}
    others = [
        _Aside(part.position, part.idea, part.item)
        for part in out_of_scope
        if through.get(part.idea.merged_into_id or 0) != part.item_id
    ]
    return sorted([*left_out, *others], key=lambda aside: (aside.position, aside.idea.number))


def _leftovers(those_aside: list[_Aside], entries: dict[int, Entry]) -> list[Leftover]:
    """The items that have no entry, by number; an entry is told which of its ideas are away."""
    found: dict[int, Leftover] = {}
    for aside in those_aside:
        if entry := entries.get(aside.item.pk):
            entry.away.append(aside.idea)
        else:
            found.setdefault(aside.item.pk, Leftover(aside.item, [])).ideas.append(aside.idea)
    return sorted(found.values(), key=lambda leftover: leftover.number)
