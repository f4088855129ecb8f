from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workshops.glance import glance_at
from workshops.moving import place_of, way_on
from workshops.requests import VoterRequest, key_for, voter_required
from workshops.views.ballots import moving_part, what_is_listed


def finds_nothing_new(request: HttpRequest, code: str) -> bool:
    """Whether a poll comes from a page that shows what is so."""
    key = key_for(request, code)
    seen = glance_at(code, key) if key else None
    return seen is not None and _was(request) == seen.place and _shows(request, seen.version)


@voter_required
def voter_state(request: VoterRequest) -> HttpResponse:
    """What has changed, or where to go on, for the pages of a ballot that ask again and again: see
    moving.poll_address. Where nothing has changed, config.middleware answers before.
    """
    participant = request.participant
    page = request.GET.get("page")
    if _was(request) != place_of(participant.workshop) and page != "form":
        return HttpResponse(headers={"HX-Redirect": way_on(participant)})
    context = moving_part(participant, page or "waiting", number=_number(request)) | {"was": _was(request)}
    if page == "list" and participant.ballot:
        context |= what_is_listed(request, participant.ballot.pages())
        return render(request, "workshops/_list.html", context)
    return render(request, "workshops/_latest.html", context)


def _was(request: HttpRequest) -> str:
    return request.GET.get("was", "")


def _shows(request: HttpRequest, version: str) -> bool:
    return request.GET.get("version", version) == version


def _number(request: HttpRequest) -> int | None:
    text = request.GET.get("number", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
