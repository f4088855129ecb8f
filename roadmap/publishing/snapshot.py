"""What is kept of a roadmap when it is published, as JSON: nothing but what was ticked, so nothing else can get out.

Neither does it hold anything that gives away how many items were left out: ranks are among the items that are in it,
figures are of the vote and not of the ideas, and without scores nothing stands in the order of the scores.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection
from typing import TYPE_CHECKING, Any

from django.utils.timezone import localdate

from problems.models import Evidence, Problem
from roadmap.publishing.shown import Shown
from roadmap.ranking import Ranking, Standing
from roadmap.roadmaps import Entry, Roadmap
from teams.models import Team
from teams.rounding import rounded
from workshops.comparing import Measured
from workshops.scoring import ranks

if TYPE_CHECKING:
    from problems.models import UserGroup

# Raised whenever an old version could not be read by what reads the new one; what reads the old one then stays.
FORMAT = 1


def snapshot_of(
    team: Team, roadmap: Roadmap, *, shown: Collection[str], left_out: Collection[int] = (), contact: str = ""
) -> dict[str, Any]:
    """Write down the roadmap without the items whose numbers are left out. Values are those of JSON alone."""
    entries = [entry for entry in roadmap.entries if entry.number not in left_out]
    if Shown.SCORES not in shown:
        entries.sort(key=lambda entry: entry.number)
    writer = _Writer(team, roadmap, entries, shown)
    return {
        "format": FORMAT,
        "service": team.service_name,
        "organisation": team.organisation,
        "contact": contact,
        "horizons": [horizon.name for horizon in roadmap.horizons],
        "items": [writer.item(entry) for entry in entries],
        **writer.besides(),
    }


class _Writer:
    def __init__(self, team: Team, roadmap: Roadmap, entries: list[Entry], shown: Collection[str]) -> None:
        self.team, self.roadmap, self.entries, self.shown = team, roadmap, entries, shown
        scores = [_score(entry) for entry in entries]
        self.rank_of = dict(zip((entry.number for entry in entries), ranks(scores), strict=True))
        self.figures = _figures(team) if Shown.EVIDENCE in shown else {}

    def item(self, entry: Entry) -> dict[str, Any]:
        parts: dict[Shown, Callable[[Entry], dict[str, Any]]] = {
            Shown.PURPOSES: lambda its: {"purpose": its.purpose.name if its.purpose else None},
            Shown.GROUPS: lambda its: {"groups": [_group(group) for group in its.groups]},
            Shown.PROGRESS: lambda its: {"progress": str(its.item.progress)},
            Shown.OWNER: lambda its: {"owner": its.item.owner},
            Shown.PERIODS: lambda its: {"period": [day.isoformat() for day in its.item.period or ()]},
            Shown.HYPOTHESES: _hypothesis,
            Shown.PROBLEMS: lambda its: {"problems": [problem.statement or problem.title for problem in its.problems]},
            Shown.EVIDENCE: self._evidence,
            Shown.SCORES: self._vote,
            Shown.DEPENDENCIES: self._waits_for,
        }
        found: dict[str, Any] = {"reference": entry.reference, "title": entry.title, "horizon": entry.horizon.name}
        for part, write in parts.items():
            if part in self.shown:
                found |= write(entry)
        return found

    def besides(self) -> dict[str, Any]:
        """What does not belong to one item."""
        parts: dict[Shown, Callable[[], dict[str, Any]]] = {
            Shown.PURPOSES: lambda: {"purposes": [purpose.name for purpose in self.roadmap.purposes]},
            Shown.SCORES: lambda: {"decided": _decided(self.roadmap.ranking)},
            Shown.NOT_DOING: lambda: {"not_doing": self._not_doing()},
            Shown.NEEDS: lambda: {"needs": self._needs()},
        }
        found: dict[str, Any] = {}
        for part, write in parts.items():
            if part in self.shown:
                found |= write()
        return found

    def _evidence(self, entry: Entry) -> dict[str, Any]:
        found = {number: each for problem in entry.problems for number, each in self.figures.get(problem.pk, ())}
        return {"evidence": [found[number] for number in sorted(found)]}

    def _vote(self, entry: Entry) -> dict[str, Any]:
        reasons = [standing.choice.reason for standing in entry.standings if standing.choice and standing.is_exception]
        score = _score(entry)
        return {
            "score": None if score is None else rounded(score, 1),
            "rank": self.rank_of[entry.number],
            "against_the_line": reasons,
        }

    def _waits_for(self, entry: Entry) -> dict[str, Any]:
        published = {other.number for other in self.entries}
        return {
            "waits_for": [
                {"reference": waiting.needs.reference, "reason": waiting.dependency.reason}
                for waiting in entry.needs
                if waiting.needs.number in published
            ]
        }

    def _not_doing(self) -> list[dict[str, Any]]:
        left_out = self.roadmap.ranking.left_out
        if Shown.SCORES not in self.shown:
            left_out = sorted(left_out, key=lambda standing: standing.idea.number)
        return [
            {"reference": standing.idea.reference, "title": standing.idea.title, **self._why_not(standing)}
            for standing in left_out
        ]

    def _why_not(self, standing: Standing) -> dict[str, Any]:
        if standing.choice and standing.is_exception:
            return {"why": "decided", "reason": standing.choice.reason}
        if standing.rank is None:
            return {"why": "not_compared" if standing.row else "not_scored"}
        is_told = Shown.SCORES in self.shown and standing.score is not None
        return {"why": "below_the_line"} | ({"score": rounded(standing.score or 0, 1)} if is_told else {})

    def _needs(self) -> list[dict[str, Any]]:
        parked: list[Problem] = list(self.team.problems.unmerged().parked().by_group())
        return [
            {"reference": problem.reference, "title": problem.title, "reason": problem.state_reason}
            | ({"group": _group(problem.user_group)} if Shown.GROUPS in self.shown else {})
            for problem in (parked if Shown.GROUPS in self.shown else sorted(parked, key=lambda each: each.number))
        ]


def _group(group: UserGroup | None) -> dict[str, str] | None:
    """None is the organisation itself."""
    return {"name": group.name, "label": group.label, "colour": group.colour} if group else None


def _hypothesis(entry: Entry) -> dict[str, Any]:
    item = entry.item
    return {"hypothesis": item.hypothesis, "known_when": item.known_when, "measure": item.measure}


def _score(entry: Entry) -> float | None:
    """The highest of its ideas that can be compared with others."""
    return max((s.score for s in entry.standings if s.rank and s.score is not None), default=None)


def _decided(ranking: Ranking) -> dict[str, Any]:
    latest = ranking.results[:1]
    return {
        "votes": [
            {
                "on": localdate(result.workshop.finished_at).isoformat() if result.workshop.finished_at else None,
                "voters": result.voters,
            }
            for result in ranking.results
        ],
        "criteria": [criterion.name for result in latest for criterion in Measured.on(result)],
    }


def _figures(team: Team) -> dict[int, list[tuple[int, dict[str, Any]]]]:
    """By the key of each problem, the number of each finding that counts something, and what is told of it.

    What supports a problem that is merged into another one supports both.
    """
    found = defaultdict(list)
    support = Evidence.problems.through.objects.filter(evidence__team=team, evidence__count__isnull=False)
    for problem, into, number, count, unit, finding in support.values_list(
        "problem_id",
        "problem__merged_into_id",
        "evidence__number",
        "evidence__count",
        "evidence__unit",
        "evidence__finding",
    ):
        for key in {problem, into or problem}:
            found[key].append((number, {"count": count, "unit": unit, "finding": finding}))
    return found
