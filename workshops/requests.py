"""Who may see the pages of a ballot: whoever holds the cookie of somebody who joined."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from workshops.models import Participant, Workshop

COOKIE_DAYS = 60


class VoterRequest(HttpRequest):
    participant: Participant
    workshop: Workshop


type VoterView[**P] = Callable[Concatenate[VoterRequest, P], HttpResponse]


def _cookie(code: str) -> str:
    return f"voter-{code}"


def remember(response: HttpResponse, workshop: Workshop, key: str) -> None:
    """Give the browser the key that makes it this participant's."""
    response.set_cookie(
        _cookie(workshop.code),
        key,
        max_age=COOKIE_DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SERVED_OVER_TLS,
    )


def key_for(request: HttpRequest, code: str) -> str | None:
    """The key to this workshop that the browser holds."""
    return request.COOKIES.get(_cookie(code))


def participant_of(request: HttpRequest, code: str) -> Participant | None:
    key = key_for(request, code)
    return Participant.with_key(code, key) if key else None


def voter_required[**P](view: VoterView[P]) -> Callable[..., HttpResponse]:
    """Let in who has joined; send everybody else to the page where one joins."""

    @login_not_required
    @wraps(view)
    def within_workshop(request: VoterRequest, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        participant = participant_of(request, code)
        if participant is None:
            return redirect("workshops:join", code)
        request.participant, request.workshop = participant, participant.workshop
        return view(request, *args, **kwargs)

    return within_workshop
