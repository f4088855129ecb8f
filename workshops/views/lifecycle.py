from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.models import User
from teams.public_address import is_this_computer_only
from teams.requests import TeamRequest, organiser_required, reader_required
from workshops.models import NotNow, Workshop
from workshops.scoring import are_too_few
from workshops.views.within import conflict, room_of, workshop_of


@reader_required
def workshop(request: TeamRequest, number: int) -> HttpResponse:
    """Where the workshop stands, and for who runs it the one button that comes next."""
    room = room_of(request, number)
    workshop = room.workshop
    context = {
        "room": room,
        "workshop": workshop,
        "candidates": workshop.candidates.all(),
        "criteria": workshop.criteria.all(),
        "join_link_is_local": is_this_computer_only(),
        "ideas": [] if workshop.can_be_set_up else workshop.ideas.with_problems().order_by("number"),
    }
    return render(request, "workshops/workshop.html", context)


@organiser_required
def progress(request: TeamRequest, number: int) -> HttpResponse:
    """The part of the page that moves by itself; nothing while nothing has changed."""
    return _live(request, number, "_progress")


@organiser_required
def screen(request: TeamRequest, number: int) -> HttpResponse:
    """The room's screen: how to join and how far the room is, in type that can be read from the back."""
    return _live(request, number, "_screen" if request.headers.get("HX-Request") else "screen")


def _live(request: TeamRequest, number: int, template: str) -> HttpResponse:
    room = room_of(request, number)
    if request.GET.get("version") == room.version:
        return HttpResponse(status=204)
    return render(request, f"workshops/{template}.html", {"room": room, "workshop": room.workshop})


def _change(request: TeamRequest, number: int, verb: Callable[[Workshop, User], None], done: str) -> HttpResponse:
    workshop = workshop_of(request, number)
    try:
        verb(workshop, request.user)
    except NotNow as reason:
        return conflict(request, reason, workshop)
    messages.success(request, done)
    return redirect(workshop)


@require_POST
@organiser_required
def opening(request: TeamRequest, number: int) -> HttpResponse:
    return _change(request, number, lambda w, by: w.open(by=by), _("People can join now"))


@require_POST
@organiser_required
def voting(request: TeamRequest, number: int) -> HttpResponse:
    return _change(request, number, lambda w, by: w.start(by=by), _("Voting has started"))


@require_POST
@organiser_required
def closing(request: TeamRequest, number: int) -> HttpResponse:
    return _change(request, number, lambda w, by: w.close(by=by), _("Voting is closed"))


@require_POST
@organiser_required
def reopening(request: TeamRequest, number: int) -> HttpResponse:
    return _change(request, number, lambda w, by: w.reopen(by=by), _("Voting is open again"))


@organiser_required
def finishing(request: TeamRequest, number: int) -> HttpResponse:
    """Say that showing the results is final, and who has not submitted; then do it."""
    workshop = workshop_of(request, number)
    if request.method == "POST":
        try:
            workshop.finish(by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        messages.success(request, _("The results are shown to everybody who joined"))
        return redirect(workshop.results_url)
    if workshop.is_finished:
        return redirect(workshop.results_url)
    ballots = workshop.ballots.counted()
    counted, on_paper = ballots.count(), ballots.filter(on_paper=True).count()
    context = {
        "room": room_of(request, number),
        "workshop": workshop,
        "counted": counted,
        "on_paper": on_paper,
        "withheld": counted == 0 or are_too_few(counted, counted - on_paper),
    }
    return render(request, "workshops/finishing.html", context)
