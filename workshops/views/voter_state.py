from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from workshops.moving import place_of, version_of, way_on
from workshops.requests import VoterRequest, voter_required
from workshops.views.ballots import moving_part, what_is_listed


@voter_required
def voter_state(request: VoterRequest) -> HttpResponse:
    """What the pages of a ballot ask for again and again: see moving.poll_address."""
    participant = request.participant
    page, version = request.GET.get("page"), version_of(participant)
    was = request.GET.get("was", "")
    has_moved = was != place_of(request.workshop)
    if not has_moved and request.GET.get("version", version) == version:
        return HttpResponse(status=204)
    if has_moved and page != "form":
        return HttpResponse(headers={"HX-Redirect": way_on(participant)})
    context = moving_part(participant, page or "waiting", number=_number(request)) | {"was": was}
    if page == "list" and participant.ballot:
        context |= what_is_listed(request, participant.ballot.pages())
        return render(request, "workshops/_list.html", context)
    return render(request, "workshops/_latest.html", context)


def _number(request: HttpRequest) -> int | None:
    text = request.GET.get("number", "")
    return int(text) if text.isdecimal() and len(text) < 10 else None
