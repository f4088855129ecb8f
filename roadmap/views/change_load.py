from django.http import HttpResponse
from django.shortcuts import render

from roadmap.change_load import ChangeLoad
from roadmap.roadmaps import Roadmap
from teams.requests import TeamRequest, reader_required

# So many quarters that are as full as each other are told.
MOST_SENTENCES = 3


@reader_required
def change_load(request: TeamRequest) -> HttpResponse:
    roadmap = Roadmap.of(request.team)
    load = ChangeLoad.of(roadmap.entries, roadmap.groups)
    chosen = load.cell(request.GET.get("show", ""))
    shown = [chosen] if chosen else load.heaviest[:MOST_SENTENCES]
    return render(
        request,
        "roadmap/change_load.html",
        {"load": load, "roadmap": roadmap, "shown": shown, "sentences": load.heaviest[:MOST_SENTENCES]},
    )
