"""Who only watches sees what is scored and where the room is, and may join the vote."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from workshops.models import Workshop
from workshops.requests import VoterRequest, voter_required
from workshops.views.joining import not_open


def what_is_watched(workshop: Workshop) -> dict[str, Any]:
    candidates = list(workshop.candidates.standing())
    return {
        "candidates": candidates,
        "now": next((candidate for candidate in candidates if candidate.number == workshop.led_to), None),
    }


@require_POST
@voter_required
def joining(request: VoterRequest) -> HttpResponse:
    if not request.participant.join_the_vote():
        return not_open(request, request.workshop)
    return redirect(request.workshop.ballot_url)
