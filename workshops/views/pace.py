from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.requests import TeamRequest, organiser_required
from workshops.forms import PlaceForm, TimeboxForm
from workshops.models import NotNow
from workshops.views.lifecycle import workshop_page
from workshops.views.within import conflict, room_of, workshop_of


@require_POST
@organiser_required
def place(request: TeamRequest, number: int) -> HttpResponse:
    """Lead the room to a page, or let everybody go on at their own pace."""
    workshop = workshop_of(request, number)
    form = PlaceForm(request.POST)
    try:
        if not form.is_valid():
            raise NotNow(_("This is not voted on. Look again at what is."))
        workshop.lead_to(form.cleaned_data["number"], by=request.user)
    except NotNow as reason:
        return conflict(request, reason, workshop)
    return redirect(f"{workshop.get_absolute_url()}#pace")


@require_POST
@organiser_required
def timebox(request: TeamRequest, number: int) -> HttpResponse:
    room = room_of(request, number)
    form = TimeboxForm(request.POST)
    if not form.is_valid():
        return workshop_page(request, room, timebox=form, status=422)
    try:
        room.workshop.start_timebox(form.cleaned_data["minutes"], by=request.user)
    except NotNow as reason:
        return conflict(request, reason, room.workshop)
    return redirect(f"{room.workshop.get_absolute_url()}#timebox")


@require_POST
@organiser_required
def timebox_end(request: TeamRequest, number: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    try:
        workshop.stop_timebox(by=request.user)
    except NotNow as reason:
        return conflict(request, reason, workshop)
    return redirect(f"{workshop.get_absolute_url()}#timebox")
