"""The floor: what a page cannot be quicker than. The same calls to the database, in the same order, and nothing else.

tests/load/test_floor.py holds that these send the statements that the product's own pages send.
"""

import os
from functools import cache
from pathlib import Path

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from workshops.glance import glance_at
from workshops.models import Candidate, Criterion, Participant


def _participant(request: HttpRequest, code: str) -> Participant:
    participant = Participant.with_key(code, request.COOKIES[f"voter-{code}"])
    assert participant
    return participant


@login_not_required
def poll(request: HttpRequest, code: str) -> HttpResponse:
    assert glance_at(code, request.COOKIES[f"voter-{code}"])
    return HttpResponse(status=204)


@login_not_required
def score(request: HttpRequest, code: str, number: int) -> HttpResponse:
    participant = _participant(request, code)
    workshop, ballot = participant.workshop, participant.ballot
    assert ballot
    candidate = next(candidate for candidate in Candidate.all_of(workshop) if candidate.number == number)
    criteria = Criterion.all_of(workshop)
    if request.method == "POST":
        assert ballot.save_scores(candidate, {c: int(request.POST[f"criterion-{c.pk}"]) for c in criteria})
        return HttpResponseRedirect(f"/vote/{code}/{number}/")
    ballot.chosen(candidate)
    candidate.evidence()
    return HttpResponse(_page())


@cache
def _page() -> bytes:
    """The product's own page, as it was once: a constant of the same size, which compresses as well."""
    return Path(os.environ["FLOOR_PAGE"]).read_bytes()
