"""The shortlist for the tool that the work goes on in. The names of columns and types are that tool's own words."""

from __future__ import annotations

import re
from collections.abc import Callable

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap.exports.columns import group_name, page_of, score
from roadmap.exports.markdown import markdown
from roadmap.ranking import Standing
from teams.csv_files import as_csv

ISSUE_TYPE = "Story"


def as_jira(standings: list[Standing]) -> str:
    """Jira takes one label a column, each without a space."""
    labels = [[re.sub(r"\s+", "-", label) for label in _labels(standing)] for standing in standings]
    most = max(map(len, labels), default=0)
    rows = (
        [_one_line(standing.idea.title), ISSUE_TYPE, _description(standing), *its, *[""] * (most - len(its))]
        for standing, its in zip(standings, labels, strict=True)
    )
    return as_csv(["Summary", "Issue Type", "Description", *["Labels"] * most], rows)


def as_trello(standings: list[Standing]) -> str:
    rows = (
        [
            _one_line(standing.idea.title),
            _description(standing, markdown),
            _in_one_cell(standing),
            standing.horizon,
        ]
        for standing in standings
    )
    return as_csv(["Card Name", "Card Description", "Labels", "List Name"], rows)


def as_github(standings: list[Standing]) -> str:
    rows = (
        [_one_line(standing.idea.title), _description(standing, markdown), _in_one_cell(standing)]
        for standing in standings
    )
    return as_csv(["title", "body", "labels"], rows)


TOOLS: dict[str, Callable[[list[Standing]], str]] = {"jira": as_jira, "trello": as_trello, "github": as_github}


def _labels(standing: Standing) -> list[str]:
    groups = [group_name(group) for group in standing.groups]
    theme = standing.idea.theme
    return list(dict.fromkeys([*groups, *([theme.name] if theme else []), standing.horizon]))


def _in_one_cell(standing: Standing) -> str:
    """Where a comma parts labels, none has one."""
    return ",".join(" ".join(label.replace(",", " ").split()) for label in _labels(standing))


def _description(standing: Standing, words: Callable[[str], str] = str) -> str:
    """Why it is on the shortlist, in paragraphs; what users wrote goes through `words`."""
    idea = standing.idea
    parts = [words(idea.detail)]
    for problem in idea.answered:
        problem_of = _("Problem of %(group)s: %(problem)s")
        parts.append(problem_of % {"group": words(group_name(problem.user_group)), "problem": words(str(problem))})
    if standing.row is not None and standing.row.score is not None:
        scored = ngettext(
            "Score: %(score)s out of 100, from %(voters)d person",
            "Score: %(score)s out of 100, from %(voters)d people",
            standing.row.voters,
        )
        parts.append(scored % {"score": f"{score(standing.row):g}", "voters": standing.row.voters})
    if standing.choice and standing.is_exception:
        parts.append(_("Taken in against the cut line: %(reason)s") % {"reason": words(standing.choice.reason)})
    parts.append(_("%(number)s in Shortlist: %(link)s") % {"number": idea.reference, "link": page_of(idea)})
    return "\n\n".join(part for part in parts if part)


def _one_line(title: str) -> str:
    return " ".join(title.split())
