"""Wider needs that will not be met now, kept in view."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from teams.requests import TeamRequest, reader_required

ROWS = 50


@require_safe
@reader_required
def parked(request: TeamRequest) -> HttpResponse:
    problems = request.team.problems.unmerged().parked().with_evidence_count().by_group().select_related("state_by")
    page = Paginator(problems, ROWS).get_page(request.GET.get("page"))
    return render(request, "problems/parked.html", {"page": page})
