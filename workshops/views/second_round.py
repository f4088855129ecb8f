from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from teams.requests import TeamRequest, organiser_required, reader_required
from workshops.agreeing import in_words
from workshops.discussion import FIRST, worth_another_vote
from workshops.forms import CandidatesForm
from workshops.models import Candidate, NotNow, ResultRow, Workshop
from workshops.models.rounds import NOT_YET
from workshops.rounds import BeforeAndAfter
from workshops.views.within import conflict, workshop_of


@organiser_required
def second_round(request: TeamRequest, number: int) -> HttpResponse:
    """Choose what is voted on again; then make a draft that follows this workshop."""
    workshop = workshop_of(request, number)
    if not workshop.is_finished:
        return conflict(request, NotNow(str(NOT_YET)), workshop)
    rows = list(workshop.result.rows.select_related("candidate"))
    # Of a withheld result there are no rows.
    candidates = [row.candidate for row in rows] or list(workshop.candidates.standing())
    there = workshop.can_be_voted_on_again()
    proposed = worth_another_vote(row for row in rows if row.candidate_id in there)
    form = CandidatesForm(
        request.POST if request.method == "POST" else None,
        things=[candidate for candidate in candidates if candidate.pk in there],
        initial={"candidates": {str(c.number) for c in candidates if c.pk in proposed}},
    )
    if form.is_valid():
        try:
            second = workshop.follow_up(form.cleaned_data["candidates"], by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        messages.success(request, _("Second round set up, with the same criteria and settings"))
        return redirect(second)
    context = {
        "form": form,
        "workshop": workshop,
        "choices": _choices(candidates, rows, there, set(form["candidates"].value() or [])),
        "gone": [candidate for candidate in candidates if candidate.pk not in there],
        "proposed": len(proposed),
        "first": min(FIRST, sum(row.rank is not None for row in rows)),
    }
    return render(request, "workshops/second_round.html", context, status=422 if form.errors else 200)


def _choices(
    candidates: list[Candidate], rows: list[ResultRow], there: set[int], ticked: set[str]
) -> list[tuple[Candidate, bool, ResultRow | None, str]]:
    """Those that can be voted on again: whether each is ticked, its place, and how far people agree in words."""
    places = {row.candidate_id: row for row in rows}
    found = []
    for candidate in candidates:
        if candidate.pk in there:
            row = places.get(candidate.pk)
            words = "" if row is None or row.agreement is None else in_words(row.agreement)
            found.append((candidate, str(candidate.number) in ticked, row, words))
    return found


@reader_required
def before(request: TeamRequest, number: int) -> HttpResponse:
    """The round before and this one side by side."""
    second: Workshop = get_object_or_404(
        request.team.workshops.select_related("team", "result", "follows__result").exclude(follows=None), number=number
    )
    if not second.is_finished:
        return redirect(second)
    return render(request, "workshops/before.html", {"workshop": second, "compared": BeforeAndAfter.of(second)})
