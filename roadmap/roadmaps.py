"""The roadmap: what is on the shortlist, as the items that are built, and what each waits for."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, Model, OuterRef, Subquery

from problems.gathering import gathered
from problems.models import Problem, UserGroup
from roadmap.models import Dependency, Horizon, Item
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
    # What it needs and is not, or no longer, on the shortlist.
    lacks: list[Dependency] = field(default_factory=list)
    needed_by: list[Waiting] = field(default_factory=list)

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
    def is_too_early(self) -> bool:
        """It comes before something that it needs."""
        return any(waiting.is_too_early for waiting in self.needs)


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
        """The one that waits begins in an earlier month than that in which the other one is to end."""
        begins, ends = self.entry.item.starts, self.needs.item.ends
        return begins is not None and ends is not None and begins < ends


@dataclass(frozen=True)
class Roadmap:
    ranking: Ranking
    horizons: list[Horizon]
    purposes: list[Purpose]
    # In the order of the shortlist.
    entries: list[Entry]
    # How many wider needs are parked.
    parked: int

    @classmethod
    def of(cls, team: Team) -> Roadmap:
        ranking = Ranking.of(team)
        frame = _Frame.of(team)
        entries = _entries(ranking.shortlisted, frame.horizons)
        _wait(frame.dependencies, {entry.item.pk: entry for entry in entries if entry.item.pk})
        return cls(ranking, frame.horizons, frame.purposes, entries, frame.parked)

    def entry(self, number: int) -> Entry | None:
        """The item that the idea of this number is a part of; None when the idea is not on the shortlist."""
        return next(
            (entry for entry in self.entries if any(standing.idea.number == number for standing in entry.standings)),
            None,
        )


@dataclass(frozen=True)
class _Frame:
    """What the items are shown in, read by one statement."""

    horizons: list[Horizon]
    purposes: list[Purpose]
    dependencies: list[Dependency]
    parked: int

    @classmethod
    def of(cls, team: Team) -> _Frame:
        its, names = OuterRef("pk"), ("pk", "name", "position")
        parked = Problem.objects.unmerged().parked().filter(team=its).order_by().values("team")
        waits = ("pk", "item_id", "needs_id", "reason")
        horizons, purposes, dependencies, parked_count = Team.objects.values_list(
            gathered(Horizon.objects.filter(team=its), *names),
            gathered(Purpose.objects.filter(team=its), *names),
            gathered(Dependency.objects.filter(item__team=its), *waits),
            Subquery(parked.annotate(rows=Count("pk")).values("rows")),
        ).get(pk=team.pk)
        return cls(
            _in_order(Horizon, names, horizons) or Horizon.to_start_with(team),
            _in_order(Purpose, names, purposes),
            _in_order(Dependency, waits, dependencies),
            parked_count or 0,
        )


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
            sorted(its, key=lambda standing: standing.idea.part.position if len(its) > 1 else 0),
            # Between the two statements somebody may have given it another name.
            by_name.get(its[0].horizon, horizons[0]),
        )
        for its in by_item.values()
    ]


def _wait(dependencies: list[Dependency], entries: dict[int, Entry]) -> None:
    for dependency in dependencies:
        entry, needs = entries.get(dependency.item_id), entries.get(dependency.needs_id)
        if entry and not needs:
            entry.lacks.append(dependency)
        if entry and needs:
            waiting = Waiting(dependency, entry, needs)
            entry.needs.append(waiting)
            needs.needed_by.append(waiting)
