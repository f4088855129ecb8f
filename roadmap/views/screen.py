from django.http import HttpResponse
from django.shortcuts import render

from ideation.wall import Wall
from roadmap.roadmaps import Roadmap
from teams.requests import TeamRequest, reader_required

# With more than so many items a screen is full.
MOST_IN_LARGE_TYPE = 16


@reader_required
def screen(request: TeamRequest) -> HttpResponse:
    """The roadmap for a projector: what is built, for whom, in which horizon."""
    # Whatever changes the roadmap is recorded in the team's history, as is what changes the wall.
    version = Wall.version_of(request.team)
    polls = bool(request.headers.get("HX-Request"))
    if polls and request.GET.get("version") == version:
        return HttpResponse(status=204)
    roadmap = Roadmap.of(request.team)
    columns = [
        (horizon, [entry for entry in roadmap.entries if entry.horizon.position == horizon.position])
        for horizon in roadmap.horizons
    ]
    groups = list(dict.fromkeys(group for entry in roadmap.entries for group in entry.groups))
    return render(
        request,
        "roadmap/_screen.html" if polls else "roadmap/screen.html",
        {
            "columns": columns,
            "groups": groups,
            "is_full": len(roadmap.entries) > MOST_IN_LARGE_TYPE,
            "version": version,
        },
    )
