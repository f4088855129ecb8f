import hashlib
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.models import User
from teams.public_address import is_this_computer_only
from teams.requests import TeamRequest, organiser_required, reader_required
from workshops.models import FEWEST_BALLOTS, NotNow, Workshop
from workshops.views.within import conflict, workshop_of


@reader_required
def workshop(request: TeamRequest, number: int) -> HttpResponse:
    """Where the workshop stands, and for who runs it the one button that comes next."""
    workshop = workshop_of(request, number)
    context = {
        "candidates": workshop.candidates.all(),
        "criteria": workshop.criteria.all(),
        "join_link_is_local": is_this_computer_only(),
        "ideas": [] if workshop.can_be_set_up else workshop.ideas.with_problems().order_by("number"),
        **_live(workshop),
    }
    return render(request, "workshops/workshop.html", context)


@organiser_required
def progress(request: TeamRequest, number: int) -> HttpResponse:
    """The part of the page that moves by itself; nothing while nothing has changed."""
    context = _live(workshop_of(request, number))
    if request.GET.get("version") == context["version"]:
        return HttpResponse(status=204)
    return render(request, "workshops/_progress.html", context)


@organiser_required
def screen(request: TeamRequest, number: int) -> HttpResponse:
    """The room's screen: how to join and how far the room is, in type that can be read from the back."""
    context = _live(workshop_of(request, number))
    if request.GET.get("version") == context["version"]:
        return HttpResponse(status=204)
    template = "_screen" if request.headers.get("HX-Request") else "screen"
    return render(request, f"workshops/{template}.html", context)


def _live(workshop: Workshop) -> dict[str, Any]:
    """What moves while people join and vote, and a token that changes when it does."""
    people = list(workshop.participants.select_related("ballot"))
    progress = {
        "people": people,
        "joined": len(people),
        "submitted": sum(1 for person in people if person.ballot and person.ballot.submitted),
        "filled": sum(person.ballot.filled for person in people if person.ballot),
        "pages": len(people) * workshop.size.candidates,
    }
    seen = [workshop.state, progress["submitted"], progress["filled"], [(p.pk, p.name) for p in people]]
    version = hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
    return {"workshop": workshop, "version": version, "progress": progress}


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
    live = _live(workshop)
    missing = [p for p in live["progress"]["people"] if not (p.ballot and p.ballot.submitted)]
    counted = workshop.ballots_with_scores()
    return render(
        request,
        "workshops/finishing.html",
        live | {"missing": missing, "counted": counted, "withheld": counted < FEWEST_BALLOTS},
    )
