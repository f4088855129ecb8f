"""What the scope leaves open: whom and what it has nothing for, and ideas that stand on nothing, or on a symptom.

What is merged into a problem, or into an idea, is read through it.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from enum import Enum
from typing import Any

from django.utils.translation import gettext_lazy as _

from ideation.models import Idea, Scope
from problems.models import WITH_REASON, Problem, UserGroup
from roadmap.ranking import Ranking as IdeaRanking
from teams.models import Team
from workshops.ranking import RankedProblem, Ranking, latest_rows
from workshops.symptoms import Symptom, Symptoms


class Part(Enum):
    GROUPS = _("User groups with nothing in scope")
    PROBLEMS = _("Problems with nothing in scope")
    PURPOSES = _("Core purposes with nothing on the roadmap")
    SOLUTIONS = _("Solutions in search of a problem")
    SYMPTOMS = _("Ideas that answer a symptom")

    @property
    def key(self) -> str:
        return self.name.lower()

    @property
    def heading(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class Group:
    """A user group with nothing in scope, and how many ideas for it are somewhere else."""

    group: UserGroup
    ideas: int


@dataclass(frozen=True)
class Ranked:
    """A problem with nothing in scope, where it stands in the priority order, and its ideas elsewhere."""

    ranked: RankedProblem
    ideas: int


@dataclass(frozen=True)
class OnSymptoms:
    """An idea, and what it answers that the room called a symptom of something bigger."""

    idea: Idea
    symptoms: list[Symptom]


@dataclass(frozen=True)
class Gaps:
    rows: dict[Part, list[Any]]
    any_idea: bool
    # Without it everything is a gap, and that says little.
    any_in_scope: bool
    any_shortlisted: bool
    # Whether a workshop asked which problems are symptoms.
    was_asked: bool
    # Kinds of which the team has anything at all: of the others nothing can be missing.
    known: set[Part]
    # Problems that are parked, or left for now: nobody expects anything in scope for these.
    not_wanted: int

    @classmethod
    def of(cls, team: Team) -> Gaps:
        found = _Read(team)
        rows = list(latest_rows(team).select_related("candidate__problem__root__merged_into"))
        ranking = Ranking.of(team, rows=rows)
        entries = [entry for _order, entry in ranking.lines]
        symptoms = Symptoms.among(row for row in rows if row.candidate.problem and not row.candidate.problem.is_merged)
        shortlisted = IdeaRanking.of(team, team.ideas.in_scope()).shortlisted
        served = {standing.purpose for standing in shortlisted}
        purposes, groups = list(team.purposes.all()), list(team.user_groups.all())
        return cls(
            {
                Part.GROUPS: [
                    Group(group, len(found.ideas_for[group.pk]))
                    for group in groups
                    if not found.ideas_for[group.pk] & found.in_scope
                ],
                Part.PROBLEMS: [
                    Ranked(entry, len(found.ideas_of[entry.problem.pk]))
                    for entry in entries
                    if _is_wanted(entry.problem) and entry.problem.pk not in found.in_scope_for
                ],
                Part.PURPOSES: [purpose for purpose in purposes if purpose not in served],
                Part.SOLUTIONS: [idea for idea in found.ideas.values() if not found.answered_by[idea.pk]],
                Part.SYMPTOMS: found.on(symptoms),
            },
            any_idea=bool(found.ideas),
            any_in_scope=any(idea.scope == Scope.IN_MVP for idea in found.ideas.values()),
            any_shortlisted=bool(shortlisted),
            was_asked=symptoms.was_asked,
            known={
                part
                for part, rows in (
                    (Part.GROUPS, groups),
                    (Part.PROBLEMS, entries),
                    (Part.PURPOSES, purposes),
                    (Part.SOLUTIONS, found.ideas),
                )
                if rows
            },
            not_wanted=sum(not _is_wanted(entry.problem) for entry in entries),
        )


def _is_wanted(problem: Problem) -> bool:
    return problem.state not in WITH_REASON


class _Read:
    """The ideas of a team that stand for themselves, the problems that each answers, and whom it is for."""

    def __init__(self, team: Team) -> None:
        self.ideas: dict[int, Idea] = {}
        # By the key of an idea, those of the problems that it answers; and the other way round.
        self.answered_by: dict[int, set[int]] = defaultdict(set)
        self.ideas_of: dict[int, set[int]] = defaultdict(set)
        # By the key of a user group; None, the organisation itself, is among them.
        self.ideas_for: dict[int | None, set[int]] = defaultdict(set)
        own_groups: dict[int, int | None] = {}
        links: list[tuple[int, int, list[int | None]]] = []
        # One row for each answer, and one for each idea that answers nothing.
        for key, into, number, title, scope, group, problem, stands, *groups in team.ideas.order_by(
            "number"
        ).values_list(
            *("pk", "merged_into", "number", "title", "scope", "user_group"),
            *("answers__problem", "answers__problem__merged_into"),
            *("answers__problem__user_group", "answers__problem__merged_into__user_group"),
        ):
            if into is None:
                self.ideas[key] = Idea(pk=key, team=team, number=number, title=title, scope=scope)
                own_groups[key] = group
            if problem is not None:
                links.append((into or key, stands or problem, groups))
        for idea, problem, groups in links:
            self.answered_by[idea].add(problem)
            self.ideas_of[problem].add(idea)
            for group in groups:
                self.ideas_for[group].add(idea)
        for idea, group in own_groups.items():
            if not self.answered_by[idea]:
                self.ideas_for[group].add(idea)
        self.in_scope = {key for key, idea in self.ideas.items() if idea.scope == Scope.IN_MVP}
        self.in_scope_for = {problem for key in self.in_scope for problem in self.answered_by[key]}

    def on(self, symptoms: Symptoms) -> list[OnSymptoms]:
        """The ideas that answer a symptom, by number."""
        by_idea: dict[int, list[Symptom]] = defaultdict(list)
        for symptom in symptoms.found:
            for idea in self.ideas_of[symptom.problem.pk]:
                by_idea[idea].append(symptom)
        return [OnSymptoms(self.ideas[key], found) for key, found in sorted(by_idea.items(), key=self._number)]

    def _number(self, item: tuple[int, list[Symptom]]) -> int:
        return self.ideas[item[0]].number
