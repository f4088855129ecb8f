"""What the pages of a workshop share: finding it within the team, and saying why not now."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from teams.requests import TeamRequest
from workshops.models import NotNow, Workshop
from workshops.room import Room


def workshop_of(request: TeamRequest, number: int) -> Workshop:
    return get_object_or_404(request.team.workshops.select_related("team"), number=number)


def room_of(request: TeamRequest, number: int) -> Room:
    room = Room.of(request.team, number)
    if room is None:
        raise Http404
    return room


def conflict(request: HttpRequest, reason: NotNow, workshop: Workshop) -> HttpResponse:
    """Say why this cannot be done in the state that the workshop is in."""
    context = {"message": str(reason), "back": workshop.get_absolute_url()}
    return render(request, "errors/409.html", context, status=409)
