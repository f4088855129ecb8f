from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roadmap.forms import ItemForm
from roadmap.models import Horizon
from roadmap.roadmaps import Entry, Roadmap
from teams.models import Purpose
from teams.requests import TeamRequest, product_manager_required, reader_required


@dataclass
class Lane:
    """A row of the roadmap: a core purpose (None: no core purpose yet) and its items by horizon."""

    purpose: Purpose | None
    cells: list[tuple[Horizon, list[Entry]]]


@reader_required
def roadmap(request: TeamRequest) -> HttpResponse:
    roadmap = Roadmap.of(request.team)
    return render(
        request,
        "roadmap/roadmap.html",
        {
            "roadmap": roadmap,
            "ranking": roadmap.ranking,
            "lanes": _lanes(roadmap),
            "has_purposes": bool(roadmap.purposes),
            "parked": roadmap.parked,
        },
    )


def _lanes(roadmap: Roadmap) -> list[Lane]:
    lanes = [
        Lane(
            purpose,
            [
                (
                    horizon,
                    [
                        entry
                        for entry in roadmap.entries
                        if (entry.purpose, entry.horizon.position) == (purpose, horizon.position)
                    ],
                )
                for horizon in roadmap.horizons
            ],
        )
        for purpose in [*roadmap.purposes, None]
    ]
    # What serves none has a row of its own, unless there is nothing to show in it.
    return lanes if not roadmap.purposes or any(entries for _horizon, entries in lanes[-1].cells) else lanes[:-1]


@product_manager_required
def place(request: TeamRequest, number: int) -> HttpResponse:
    roadmap = Roadmap.of(request.team)
    entry = _entry(roadmap, number)
    form = ItemForm(
        request.POST if request.method == "POST" else None, team=request.team, entry=entry, horizons=roadmap.horizons
    )
    if request.method == "POST" and form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("%(idea)s has its place on the roadmap") % {"idea": entry.reference})
        return redirect("roadmap:roadmap", request.team.slug)
    return render(
        request,
        "roadmap/place.html",
        {"form": form, "entry": entry, "idea": entry.standings[0].idea},
        status=422 if form.errors else 200,
    )


def _entry(roadmap: Roadmap, number: int) -> Entry:
    entry = roadmap.entry(number)
    if entry is None:
        raise Http404
    return entry
