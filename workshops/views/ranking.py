"""The priority order of all problems, and which of them the room called symptoms."""

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.http import urlencode

from problems.models import UserGroup
from teams.requests import TeamRequest, reader_required
from workshops.ranking import Ranking, by_order
from workshops.symptoms import Symptoms

ROWS = 50


@reader_required
def ranking(request: TeamRequest) -> HttpResponse:
    """All problems of the team, or of a user group, in one order as far as scores can be compared."""
    groups = list(request.team.user_groups.all())
    group = _named(groups, request.GET.get("group", ""))
    folded = "fold" in request.GET
    found = Ranking.of(request.team, group=group, folded=folded)
    page = Paginator(found.lines, ROWS).get_page(request.GET.get("page"))
    narrowed = {"group": group.label} if group else {}
    context = {
        "groups": groups,
        "group": group,
        "folded": folded,
        "has_scores": bool(found.orders),
        "page": page,
        "parts": list(by_order(page)),
        # What links keep of the address.
        "query": urlencode(narrowed | ({"fold": ""} if folded else {})),
        "other_view": urlencode(narrowed if folded else narrowed | {"fold": ""}),
    }
    return render(request, "workshops/ranking.html", context)


@reader_required
def symptoms(request: TeamRequest) -> HttpResponse:
    found = Symptoms.of(request.team)
    page = Paginator(found.found, ROWS).get_page(request.GET.get("page"))
    return render(request, "workshops/symptoms.html", {"page": page, "was_asked": found.was_asked})


def _named(groups: Iterable[UserGroup], wanted: str) -> UserGroup | None:
    """The group with this label, or this number; None, and so all groups, for what is not known."""
    by_name = {str(group.pk): group for group in groups} | {group.label.casefold(): group for group in groups}
    return by_name.get(wanted.casefold())
