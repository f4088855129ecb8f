"""The team's problems as a table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from ideation.models import Answer
from problems.models import Evidence, Kind, Problem, State
from roadmap.exports.columns import day, group_name, page_column, score_columns
from teams.models import Team
from teams.tables import Column, Holds, Table
from workshops.models import ResultRow
from workshops.speaking import that_speak


@dataclass(frozen=True)
class Described:
    """A problem with the numbers of what hangs on it, or on one that is merged into it, and the row that speaks for
    it."""

    problem: Problem
    row: ResultRow | None
    evidence: set[int] = field(default_factory=set)
    ideas: set[int] = field(default_factory=set)


def described(team: Team) -> list[Described]:
    """All problems of the team, those that are merged too, by number."""
    problems = list(
        team.problems.select_related("user_group", "root", "merged_into").prefetch_related("serves").order_by("number")
    )
    rows = ResultRow.objects.latest_of_problems(team).select_related("candidate__problem").defer("cells", "among_first")
    speaking = that_speak(rows)
    found = {problem.pk: Described(problem, speaking.get(problem.pk)) for problem in problems}
    support = Evidence.problems.through.objects.filter(problem__team=team)
    evidence = _by_problem(support.values_list("problem_id", "evidence__number"))
    answers = Answer.objects.filter(problem__team=team).order_by()
    ideas = _by_problem(answers.values_list("problem_id", Coalesce("idea__merged_into__number", "idea__number")))
    for problem in problems:
        for key in {problem.pk, problem.merged_into_id or problem.pk}:
            found[key].evidence.update(evidence[problem.pk])
            found[key].ideas.update(ideas[problem.pk])
    return list(found.values())


def _by_problem(pairs: Iterable[tuple[int, int]]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for problem, number in pairs:
        found[problem].add(number)
    return found


def _group(found: Described) -> str:
    return group_name(found.problem.user_group)


def _row(found: Described) -> ResultRow | None:
    return found.row


PROBLEMS: Table[Described] = Table(
    "problems",
    _("Problems"),
    _("Every problem that the team recorded, with its evidence, its score and the ideas that answer it."),
    (
        Column(
            "number",
            _("Number"),
            _("Never changes, and is never used again."),
            lambda f: f.problem.reference,
            required=True,
        ),
        Column("title", _("Title"), _("The problem in a few words."), lambda f: f.problem.title, required=True),
        Column("statement", _("Statement"), _("The problem in a sentence."), lambda f: f.problem.statement),
        Column("kind", _("Kind"), _("Whose problem it is."), lambda f: f.problem.kind, required=True, choices=Kind),
        Column(
            "user_group",
            _("User group"),
            _("Who has it: a user group, or the organisation itself."),
            _group,
            required=True,
        ),
        Column("state", _("State"), _("Where it stands."), lambda f: f.problem.state, required=True, choices=State),
        Column(
            "state_reason",
            _("Reason"),
            _("Why it was left for now or parked."),
            lambda f: f.problem.state_reason,
        ),
        Column(
            "root",
            _("Symptom of"),
            _("The number of the bigger problem that it comes from."),
            lambda f: f.problem.root.reference if f.problem.root else "",
        ),
        Column(
            "serves",
            _("Would help with"),
            _("The numbers of the user problems that solving this business problem would help with."),
            lambda f: [served.reference for served in f.problem.serves.all()],
            Holds.REFERENCES,
        ),
        Column(
            "merged_into",
            _("Merged into"),
            _("The number of the problem that stands for it."),
            lambda f: f.problem.merged_into.reference if f.problem.merged_into else "",
        ),
        Column(
            "evidence",
            _("Evidence"),
            _("The numbers of the findings that support it, or a problem merged into it."),
            lambda f: [f"E{number}" for number in sorted(f.evidence)],
            Holds.REFERENCES,
        ),
        Column(
            "ideas",
            _("Ideas"),
            _("The numbers of the ideas that answer it, or a problem merged into it."),
            lambda f: [f"I{number}" for number in sorted(f.ideas)],
            Holds.REFERENCES,
        ),
        *score_columns(_row),
        Column(
            "recorded_on",
            _("Recorded on"),
            _("When it was recorded."),
            lambda f: day(f.problem.created_at),
            Holds.DATE,
            required=True,
        ),
        page_column(lambda f: f.problem),
    ),
    described,
    key=("number",),
)
