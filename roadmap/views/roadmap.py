from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roadmap.forms import ItemForm
from roadmap.models import Horizon
from roadmap.ranking import Ranking, Standing
from roadmap.story import Story
from teams.models import Purpose
from teams.requests import TeamRequest, product_manager_required, reader_required


@dataclass
class Lane:
    """A row of the roadmap: a core purpose (None: no core purpose yet) and its ideas by horizon."""

    purpose: Purpose | None
    cells: dict[Horizon, list[Standing]]


@reader_required
def roadmap(request: TeamRequest) -> HttpResponse:
    ranking = Ranking.of(request.team)
    purposes = list(request.team.purposes.all())
    return render(
        request,
        "roadmap/roadmap.html",
        {
            "ranking": ranking,
            "lanes": _lanes(ranking.shortlisted, purposes),
            "has_purposes": bool(purposes),
            "parked": request.team.problems.unmerged().parked().count(),
        },
    )


def _lanes(standings: list[Standing], purposes: list[Purpose]) -> list[Lane]:
    lanes = {purpose: _lane(purpose) for purpose in [*purposes, None]}
    for standing in standings:
        lane = lanes.setdefault(standing.purpose, _lane(standing.purpose))
        lane.cells[standing.horizon].append(standing)
    if purposes and not any(lanes[None].cells.values()):
        del lanes[None]
    return list(lanes.values())


def _lane(purpose: Purpose | None) -> Lane:
    return Lane(purpose, {horizon: [] for horizon in Horizon})


@reader_required
def why(request: TeamRequest, number: int) -> HttpResponse:
    ranking = Ranking.of(request.team)
    standing = _shortlisted(ranking, number)
    return render(
        request,
        "roadmap/why.html",
        {"ranking": ranking, "standing": standing, "idea": standing.idea, "story": Story.of(standing)},
    )


@product_manager_required
def place(request: TeamRequest, number: int) -> HttpResponse:
    standing = _shortlisted(Ranking.of(request.team), number)
    form = ItemForm(request.POST if request.method == "POST" else None, team=request.team, standing=standing)
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("%(idea)s has its place on the roadmap") % {"idea": standing.idea.reference})
        return redirect("roadmap:roadmap", request.team.slug)
    return render(
        request,
        "roadmap/place.html",
        {"form": form, "idea": standing.idea},
        status=422 if form.errors else 200,
    )


def _shortlisted(ranking: Ranking, number: int) -> Standing:
    standing = ranking.standing(number)
    if standing is None or not standing.is_in:
        raise Http404
    return standing
