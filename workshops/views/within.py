"""What the pages of a workshop share: finding it within the team, and saying why not now."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from teams.requests import TeamRequest
from workshops.models import NotNow, Workshop


def workshop_of(request: TeamRequest, number: int) -> Workshop:
    return get_object_or_404(request.team.workshops.select_related("team"), number=number)


def conflict(request: HttpRequest, reason: NotNow, workshop: Workshop) -> HttpResponse:
    """Say why this cannot be done in the state that the workshop is in."""
    context = {"message": str(reason), "back": workshop.get_absolute_url()}
    return render(request, "errors/409.html", context, status=409)
