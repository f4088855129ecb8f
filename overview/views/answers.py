"""User problems and business problems side by side."""

from itertools import groupby

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overview.answers import Answers, Line
from problems.models import UserGroup
from teams.requests import TeamRequest, reader_required

ROWS = 100


@require_safe
@reader_required
def answers(request: TeamRequest) -> HttpResponse:
    found = Answers.of(request.team)
    page = Paginator(found.lines, ROWS).get_page(request.GET.get("page"))
    context = {
        "found": found,
        "page": page,
        # As (part, lines), the answered ones by their user group.
        "parts": [
            (part, [(group, list(lines)) for group, lines in groupby(its_lines, _group_of)])
            for part, its_lines in groupby(page, lambda line: line.part)
        ],
    }
    return render(request, "overview/answers.html", context)


def _group_of(line: Line) -> UserGroup | None:
    return line.problem.user_group if line.problem else None
