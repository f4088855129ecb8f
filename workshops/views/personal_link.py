"""The link that takes somebody to their own ballot on another device."""

from typing import cast

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from workshops.models import Participant
from workshops.qr import qr_picture
from workshops.requests import VoterRequest, key_for, participant_of, remember, voter_required


def _link_of(request: VoterRequest) -> str:
    key = cast("str", key_for(request, request.workshop.code))
    return f"{settings.PUBLIC_URL}{request.workshop.voter_url('go_on', key)}"


@never_cache
@voter_required
def link(request: VoterRequest) -> HttpResponse:
    context = {
        "voter": True,
        "workshop": request.workshop,
        "participant": request.participant,
        "personal_link": _link_of(request),
    }
    return render(request, "workshops/link.html", context)


@never_cache
@voter_required
def link_qr(request: VoterRequest) -> HttpResponse:
    return qr_picture(_link_of(request))


@never_cache
@login_not_required
def go_on(request: HttpRequest, code: str, key: str) -> HttpResponse:
    """Make this browser the one of who holds the key, when they say so: a link may be somebody else's.

    A wrong key leads where a wrong code does: nobody learns which of the two was wrong.
    """
    participant = Participant.with_key(code, key)
    if participant is None:
        return redirect("workshops:join", code)
    before = participant_of(request, code)
    response = redirect("workshops:ballot", code)
    if before == participant:
        return response
    if request.method != "POST":
        context = {"voter": True, "workshop": participant.workshop, "participant": participant, "before": before}
        return render(request, "workshops/go_on.html", context)
    remember(response, participant.workshop, key)
    return response
