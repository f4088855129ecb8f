"""What the scope leaves open."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overview.gaps import Gaps, Part
from teams.requests import TeamRequest, reader_required

# Of each kind, while all kinds are on the page; and on a page of one kind alone.
FIRST, PER_PAGE = 10, 50


@require_safe
@reader_required
def gaps(request: TeamRequest) -> HttpResponse:
    """All kinds of gaps, the first of each; or one kind, all of it."""
    found = Gaps.of(request.team)
    only = next((part for part in Part if part.key == request.GET.get("part")), None)
    page = Paginator(found.rows[only], PER_PAGE).get_page(request.GET.get("page")) if only else None
    parts = [
        (part, page if page is not None else rows[:FIRST], len(rows))
        for part, rows in found.rows.items()
        if only in {None, part}
    ]
    return render(request, "overview/gaps.html", {"gaps": found, "only": only, "page": page, "parts": parts})
