from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from overview.next_thing import next_thing
from overview.progress import Progress
from overview.steps import steps
from teams.history import lines
from teams.requests import TeamRequest, reader_required

LATELY = 5


@require_safe
@reader_required
def team(request: TeamRequest) -> HttpResponse:
    progress = Progress.of(request.team)
    context = {
        "purposes": list(request.team.purposes.all()),
        "next": next_thing(progress, request.membership),
        "steps": steps(progress, request.membership),
        "lately": lines(request.team.events.select_related("actor")[:LATELY]),
        "parked": progress.parked,
        "look_again": progress.scope.look_again,
        "has_ranking": progress.problem_workshops.finished > 0,
    }
    return render(request, "overview/team.html", context)
