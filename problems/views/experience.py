"""The experience map, as a grid and as a list."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render

from problems.experience import Experience
from problems.forms import MapFilter
from problems.models import ExperienceMap
from teams.requests import TeamRequest, reader_required

# Problems of one group on one path of a stage, and problems on no stage: what fits into the grid, and into the list.
IN_CELL, IN_LIST = 8, 50
UNPLACED_BELOW_GRID = 20


@reader_required
def experience_map(request: TeamRequest) -> HttpResponse:
    context = _context(request)
    unplaced = context["experience"].unplaced
    context |= {"most": IN_CELL, "unplaced": unplaced[:UNPLACED_BELOW_GRID], "unplaced_count": len(unplaced)}
    return render(request, "problems/map.html", context)


@reader_required
def map_list(request: TeamRequest) -> HttpResponse:
    context = _context(request)
    page = Paginator(context["experience"].unplaced, IN_LIST).get_page(request.GET.get("page"))
    context |= {"stages": context["experience"].by_stage(IN_LIST), "page": page}
    return render(request, "problems/map_list.html", context)


def _context(request: TeamRequest) -> dict[str, Any]:
    groups = list(request.team.user_groups.all())
    filters = MapFilter(request.GET, groups=groups)
    experience = Experience(request.team, groups)
    if filters.chosen:
        experience.narrow(filters.groups[filters.chosen])
    return {
        "experience": experience,
        "filters": filters,
        "map": ExperienceMap.of(request.team),
        "query": f"group={filters.chosen}" if filters.chosen else "",
    }
