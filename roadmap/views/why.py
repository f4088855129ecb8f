from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from roadmap.story import Story
from teams.requests import TeamRequest, reader_required


@require_safe
@reader_required
def why(request: TeamRequest, number: int) -> HttpResponse:
    story = Story.of(request.team, number)
    if story is None:
        raise Http404
    return render(request, "roadmap/why.html", {"story": story, "ranking": story.ranking})
