"""Who may see the pages of a ballot: whoever holds the cookie of somebody who joined."""

from collections.abc import Callable
from functools import wraps
from typing import Concatenate

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from ideation.models import AgreementRound, Guest
from teams.codes import is_of_a_round
from workshops.models import Participant, Workshop

COOKIE_DAYS = 60


class VoterRequest(HttpRequest):
    participant: Participant
    workshop: Workshop


class GuestRequest(HttpRequest):
    guest: Guest
    round: AgreementRound


type GuestView[**P] = Callable[Concatenate[GuestRequest, P], HttpResponse]
type VoterView[**P] = Callable[Concatenate[VoterRequest, P], HttpResponse]


def _cookie(code: str) -> str:
    return f"guest-{code}" if is_of_a_round(code) else f"voter-{code}"


def remember(response: HttpResponse, joined: Workshop | AgreementRound, key: str) -> None:
    """Give the browser the key that makes it this person's."""
    response.set_cookie(
        _cookie(joined.code),
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


def code_as_typed(request: HttpRequest) -> str:
    """The code in the address of a voter's page, before it was read as the one that was meant."""
    return "".join(character for character in request.path_info.split("/")[2] if character.isprintable())


def to_join(request: HttpRequest) -> HttpResponse:
    """Send the page itself, also where a part of it asks for news: what was joined may not be there any more."""
    address = reverse("workshops:join", args=[code_as_typed(request)])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


def voter_required[**P](view: VoterView[P]) -> Callable[..., HttpResponse]:
    """Let in who has joined; send everybody else to the page where one joins."""

    @login_not_required
    @wraps(view)
    def within_workshop(request: VoterRequest, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        participant = participant_of(request, code)
        if participant is None:
            return to_join(request)
        request.participant, request.workshop = participant, participant.workshop
        return view(request, *args, **kwargs)

    return within_workshop


def guest_of(request: HttpRequest, code: str) -> Guest | None:
    """Who joined the agreement round of this code, by the key that the browser holds."""
    key = key_for(request, code) if is_of_a_round(code) else None
    return Guest.of_key(code, key).select_related("round__team").first() if key else None


def guest_required[**P](view: GuestView[P]) -> Callable[..., HttpResponse]:
    """Let in who has joined an agreement round; send everybody else to the page where one joins."""

    @login_not_required
    @wraps(view)
    def within_round(request: GuestRequest, code: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        guest = guest_of(request, code)
        if guest is None:
            return to_join(request)
        request.guest, request.round = guest, guest.round
        return view(request, *args, **kwargs)

    return within_round
