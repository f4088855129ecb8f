"""Problems that may be the same: pointed out while one is typed, and on a page of their own."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from problems.duplicates import alike, pairs_alike
from problems.models import Difference, Problem
from teams.fields import in_one_line
from teams.models import Team
from teams.requests import TeamRequest, member_required, reader_required

ROWS = 20
# Of what was said to be different, and of what is merged; the history has all.
MOST_SAID = 50


@dataclass(frozen=True)
class LookAlikes:
    first: Problem
    second: Problem
    # From 0 to 100.
    likeness: int


@reader_required
def duplicates(request: TeamRequest) -> HttpResponse:
    standing = request.team.problems.unmerged()
    titles = dict(standing.order_by().values_list("pk", "title"))
    different = set(request.team.differences.order_by().values_list("first", "second"))
    pairs = pairs_alike(titles, different)
    page = Paginator(pairs.best, ROWS).get_page(request.GET.get("page"))
    keys = {key for pair in page for key in (pair.first, pair.second)}
    problems = standing.with_evidence_count().select_related("user_group").in_bulk(keys)
    merged = request.team.problems.exclude(merged_into=None).select_related("merged_into")
    context = {
        "page": page,
        "pairs": [
            LookAlikes(problems[pair.first], problems[pair.second], round(pair.likeness))
            for pair in page
            # One may have been merged or deleted since.
            if pair.first in problems and pair.second in problems
        ],
        "are_more": pairs.are_more,
        "problems": len(titles),
        "different": request.team.differences.select_related("first", "second", "by")[:MOST_SAID],
        "more_different": max(0, len(different) - MOST_SAID),
        "merged": merged[:MOST_SAID],
        "more_merged": max(0, merged.count() - MOST_SAID),
    }
    return render(request, "problems/duplicates.html", context)


@require_POST
@member_required
def difference(request: TeamRequest, number: int, other: int) -> HttpResponse:
    """Say that two problems are different."""
    pair = _pair(request, number, other)
    Difference.say(pair, by=request.user)
    messages.success(request, _("%(first)s and %(second)s are different") % _references(pair))
    return redirect("problems:duplicates", request.team.slug)


@require_POST
@member_required
def difference_deletion(request: TeamRequest, number: int, other: int) -> HttpResponse:
    """Take it back: they may be the same."""
    pair = _pair(request, number, other)
    for said in request.team.differences.filter(first__in=pair, second__in=pair):
        said.take_back(by=request.user)
    messages.success(request, _("%(first)s and %(second)s may be the same") % _references(pair))
    return redirect("problems:duplicates", request.team.slug)


@require_safe
@member_required
def hint(request: TeamRequest) -> HttpResponse:
    """What looks like the problem whose title is being typed: a part of the page on which it is recorded."""
    found = look_alikes(request.team, in_one_line(request.GET.get("title", ""))[:200])
    shown = " ".join(problem.reference for problem in found)
    if shown == request.GET.get("shown", ""):
        # Or what is on the page already would be read out once more.
        return HttpResponse(status=204)
    return render(request, "problems/_alike.html", {"alike": found, "shown": shown})


def look_alikes(team: Team, title: str) -> list[Problem]:
    """The problems of the team whose titles are most like this one, best first."""
    titles = dict(team.problems.unmerged().order_by().values_list("pk", "title"))
    keys = alike(title, titles)
    problems = team.problems.select_related("user_group").defer("statement").in_bulk(keys)
    return [problems[key] for key in keys if key in problems]


def _pair(request: TeamRequest, number: int, other: int) -> tuple[Problem, Problem]:
    first = get_object_or_404(request.team.problems, number=number)
    second = get_object_or_404(request.team.problems.exclude(pk=first.pk), number=other)
    return first, second


def _references(pair: tuple[Problem, Problem]) -> dict[str, str]:
    return {"first": pair[0].reference, "second": pair[1].reference}
