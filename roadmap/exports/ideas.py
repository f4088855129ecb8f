"""The team's ideas as a table."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from ideation.models import Answer, Idea, Origin, Scope, ScopeDecision
from roadmap.exports.columns import day, group_name, page_column, score_columns
from teams.models import Team
from teams.tables import Column, Holds, Table
from workshops.models import ResultRow


@dataclass(frozen=True)
class Described:
    """An idea with the numbers of the problems that it answers, itself or through an idea merged into it, and the names
    of those who have them."""

    idea: Idea
    decision: ScopeDecision | None
    row: ResultRow | None
    problems: list[int]
    groups: list[str]


def described(team: Team) -> list[Described]:
    """All ideas of the team, those that are merged too, by number, with the scope decision and the score of each."""
    decisions = ScopeDecision.objects.filter(idea__team=team).holding()
    holding = {decision.idea_id: decision for decision in decisions}
    latest = ResultRow.objects.latest_of_ideas(team).defer("cells", "among_first")
    rows = {row.candidate.idea_id: row for row in latest}
    groups: dict[int | None, str] = {group.pk: group.name for group in team.user_groups.all()}
    groups[None] = group_name(None)
    # By the key of the idea, the user group of each problem: as models, thousands of problems would take seconds.
    answered: defaultdict[int, dict[int, int | None]] = defaultdict(dict)
    answers = Answer.objects.filter(idea__team=team).order_by()
    for idea, into, problem, group in answers.values_list(
        "idea_id", "idea__merged_into", "problem__number", "problem__user_group"
    ):
        for key in {idea, into or idea}:
            answered[key][problem] = group
    return [
        Described(
            idea,
            holding.get(idea.pk),
            rows.get(idea.pk),
            sorted(answered[idea.pk]),
            [name for key, name in groups.items() if key in answered[idea.pk].values()],
        )
        for idea in team.ideas.select_related("theme", "merged_into").order_by("number")
    ]


def _row(found: Described) -> ResultRow | None:
    return found.row


IDEAS: Table[Described] = Table(
    "ideas",
    _("Ideas"),
    _("Every idea that the team collected, with the problems it answers, its scope and its score."),
    (
        Column(
            "number",
            _("Number"),
            _("Never changes, and is never used again."),
            lambda f: f.idea.reference,
            required=True,
        ),
        Column("title", _("Title"), _("The idea in a few words."), lambda f: f.idea.title, required=True),
        Column("detail", _("Detail"), _("What else is said about it."), lambda f: f.idea.detail),
        Column("prompt", _("What if?"), _("The question that it answers."), lambda f: f.idea.prompt),
        Column("theme", _("Theme"), _("The category it is in."), lambda f: f.idea.theme.name if f.idea.theme else ""),
        Column(
            "user_groups",
            _("User groups"),
            _("Whom it is for: the user groups of its problems."),
            lambda f: f.groups,
            Holds.TEXTS,
        ),
        Column(
            "problem_numbers",
            _("Problem numbers"),
            _("What it answers, itself or through an idea merged into it."),
            lambda f: [f"P{number}" for number in f.problems],
            Holds.REFERENCES,
        ),
        Column(
            "origin", _("Origin"), _("Where it comes from."), lambda f: f.idea.origin, required=True, choices=Origin
        ),
        Column(
            "merged_into",
            _("Merged into"),
            _("The number of the idea that stands for it."),
            lambda f: f.idea.merged_into.reference if f.idea.merged_into else "",
        ),
        Column("scope", _("Scope"), _("Where it was placed."), lambda f: f.idea.scope, required=True, choices=Scope),
        Column(
            "scope_reason",
            _("Scope reason"),
            _("Why it was placed there."),
            lambda f: f.decision.reason if f.decision else "",
        ),
        Column(
            "scope_decided_on",
            _("Scope decided on"),
            _("When it was placed there."),
            lambda f: day(f.decision.at) if f.decision else None,
            Holds.DATE,
        ),
        *score_columns(_row),
        Column(
            "recorded_on",
            _("Recorded on"),
            _("When it was recorded."),
            lambda f: day(f.idea.created_at),
            Holds.DATE,
            required=True,
        ),
        page_column(lambda f: f.idea),
    ),
    described,
    key=("number",),
)
