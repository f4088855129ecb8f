from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.models import User
from teams.public_address import is_this_computer_only
from teams.requests import TeamRequest, organiser_required, reader_required
from workshops.forms import FinishForm, TimeboxForm
from workshops.guessing import make_known
from workshops.models import NotNow, Result, Workshop
from workshops.moving import Pace, place_of
from workshops.revealing import reveal_of
from workshops.room import Room
from workshops.scoring import are_too_few
from workshops.views.within import conflict, room_of, workshop_of

# More would not fit on the room's screen.
MOST_NAMES = 60


@reader_required
def workshop(request: TeamRequest, number: int) -> HttpResponse:
    """Where the workshop stands, and for who runs it the one button that comes next."""
    return workshop_page(request, room_of(request, number))


def workshop_page(
    request: TeamRequest, room: Room, *, timebox: TimeboxForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of the workshop; `timebox` as it was sent, when it has errors."""
    workshop = room.workshop
    candidates = list(workshop.candidates.all())
    context = {
        "room": room,
        "workshop": workshop,
        "candidates": candidates,
        "criteria": workshop.criteria.all(),
        "join_link_is_local": is_this_computer_only(),
        "pace": Pace.of_room(workshop, candidates),
        "timebox": timebox or TimeboxForm(),
        "time_left": workshop.time_left,
        "was": place_of(workshop),
        "form": timebox,
        "ideas": [] if workshop.can_be_set_up else workshop.ideas.with_problems().order_by("number"),
    }
    return render(request, "workshops/workshop.html", context, status=status)


@organiser_required
def progress(request: TeamRequest, number: int) -> HttpResponse:
    """The part of the page that moves by itself; nothing while nothing has changed."""
    room = room_of(request, number)
    if request.GET.get("version") == room.version:
        return HttpResponse(status=204)
    place = place_of(room.workshop)
    was = request.GET.get("was", place)
    context = {"room": room, "workshop": room.workshop, "time_left": room.workshop.time_left}
    return render(request, "workshops/_progress.html", context | {"was": was, "has_moved": was != place})


@organiser_required
def screen(request: TeamRequest, number: int) -> HttpResponse:
    """The room's screen: how to join and how far the room is, in type that can be read from the back."""
    room = room_of(request, number)
    if request.GET.get("version") == room.version:
        return HttpResponse(status=204)
    workshop, place = room.workshop, place_of(room.workshop)
    polls = bool(request.headers.get("HX-Request"))
    if polls and request.GET.get("was") != place:
        return HttpResponse(headers={"HX-Refresh": "true"})
    if workshop.is_finished:
        # Nothing moves by itself any more.
        return HttpResponse(status=204) if polls else _revealing(request, workshop)
    if not polls:
        make_known(request, workshop)
    shows_names = workshop.can_be_set_up and room.joined <= MOST_NAMES
    context = {
        "room": room,
        "workshop": workshop,
        "time_left": workshop.time_left,
        "was": place,
        "names": [person.name for person in room.voters] if shows_names else [],
        "join_address": workshop.code_address,
    }
    return render(request, "workshops/_screen.html" if polls else "workshops/screen.html", context)


def _revealing(request: TeamRequest, workshop: Workshop) -> HttpResponse:
    """The room's screen once results are shown, one by one or the first ten, as the address asks."""
    context = {"workshop": workshop, "reveal": reveal_of(workshop, request.GET.get("reveal", ""))}
    return render(request, "workshops/reveal.html", context)


def _change(request: TeamRequest, number: int, verb: Callable[[Workshop, User], None], done: str) -> HttpResponse:
    workshop = workshop_of(request, number)
    try:
        verb(workshop, request.user)
    except NotNow as reason:
        return conflict(request, reason, workshop)
    # Who runs it is where people are about to type its code.
    make_known(request, workshop)
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
    """Say that showing the results is final, what will have no score and who has not submitted; then do it."""
    workshop = workshop_of(request, number)
    form = FinishForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            workshop.finish(by=request.user, reveals=form.cleaned_data["reveals"])
        except NotNow as reason:
            return conflict(request, reason, workshop)
        if workshop.is_being_revealed:
            return redirect("workshops:screen", request.team.slug, number)
        messages.success(request, _("The results are shown to everybody who joined"))
        return redirect(workshop.results_url)
    if workshop.is_finished:
        return redirect(workshop.results_url)
    room = room_of(request, number)
    ballots = workshop.ballots.counted()
    counted, on_paper = ballots.count(), ballots.filter(on_paper=True).count()
    withheld = counted == 0 or are_too_few(counted, counted - on_paper)
    context = {
        "form": form,
        "room": room,
        "workshop": workshop,
        "counted": counted,
        "on_paper": on_paper,
        "set_aside": sum(1 for person in room.people if person.set_aside_because),
        "withdrawn": workshop.candidates.withdrawn(),
        "withheld": withheld,
        "without_score": [] if withheld else Result.will_have_no_score(workshop),
    }
    return render(request, "workshops/finishing.html", context)


@require_POST
@organiser_required
def release(request: TeamRequest, number: int) -> HttpResponse:
    """Let everybody who joined see the results that were revealed on the room's screen."""
    workshop = workshop_of(request, number)
    try:
        workshop.release(by=request.user)
    except NotNow as reason:
        return conflict(request, reason, workshop)
    messages.success(request, _("The results are shown to everybody who joined"))
    return redirect(workshop.results_url)
