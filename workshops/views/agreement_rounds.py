"""A round of agreement that people join by a code: opened and closed by who runs it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from ideation.models import AgreementRound, ScopeCounts
from teams.public_address import is_this_computer_only
from teams.requests import TeamRequest, organiser_required
from workshops.guessing import make_known
from workshops.qr import qr_picture


@organiser_required
def agreement_round(request: TeamRequest) -> HttpResponse:
    """How people join, and who has: the round that is open, or else the latest."""
    found = request.team.agreement_rounds.select_related("team").first()
    guests = list(found.guests.with_counts()) if found else []
    context = {
        "round": found,
        "guests": guests,
        # Until then there is nothing to end.
        "is_heard": any(guest.said for guest in guests),  # type: ignore[attr-defined]
        "counts": ScopeCounts.of(request.team),
        "join_link_is_local": is_this_computer_only(),
    }
    return render(request, "workshops/agreement_round.html", context)


@require_POST
@organiser_required
def opening(request: TeamRequest) -> HttpResponse:
    # Who runs it is where people are about to type its code.
    make_known(request, AgreementRound.open(request.team, by=request.user))
    return redirect("workshops:agreement_round", request.team.slug)


@require_POST
@organiser_required
def closing(request: TeamRequest) -> HttpResponse:
    for found in request.team.agreement_rounds.filter(closed_at=None):
        found.close(by=request.user)
    return redirect("workshops:agreement_round", request.team.slug)


@organiser_required
def qr(request: TeamRequest) -> HttpResponse:
    """The link to join for cameras."""
    return qr_picture(get_object_or_404(request.team.agreement_rounds, closed_at=None).join_url)
