from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from teams.csv_files import csv_response
from teams.requests import TeamRequest, reader_required
from workshops.drawing import draw
from workshops.exports import ballots_as_csv
from workshops.findings import About, Findings, comments_of
from workshops.models import Candidate, NotNow
from workshops.requests import VoterRequest, voter_required
from workshops.views.ballots import voter_page
from workshops.views.within import conflict, workshop_of

COMMENTS = 50


@reader_required
def results(request: TeamRequest, number: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    if not workshop.is_finished:
        return redirect(workshop)
    findings = Findings.of(workshop, request.GET)
    drawn = draw(findings, workshop.results_url, for_team=True)
    return render(request, "workshops/results.html", {"workshop": workshop, "findings": findings, "drawn": drawn})


@voter_required
def voter_results(request: VoterRequest) -> HttpResponse:
    """The same results, for everybody who joined, once they are shown."""
    if not request.workshop.is_shown_to_voters:
        return redirect(request.workshop.ballot_url)
    findings = Findings.of(request.workshop, request.GET)
    drawn = draw(findings, request.workshop.voter_url("voter_results"), for_team=False)
    return voter_page(request, "voter_results", findings=findings, drawn=drawn)


@reader_required
def candidate_result(request: TeamRequest, number: int, candidate: int) -> HttpResponse:
    """All that people answered and wrote about a candidate."""
    workshop = workshop_of(request, number)
    its = get_object_or_404(workshop.candidates.standing(), number=candidate)
    if not workshop.is_finished:
        return redirect(workshop)
    notes = its.notes.with_authors()
    context = {"workshop": workshop, "notes": notes, **_said_about(its, request.GET.get("page"))}
    return render(request, "workshops/candidate_result.html", context)


@voter_required
def voter_candidate_result(request: VoterRequest, candidate: int) -> HttpResponse:
    its = get_object_or_404(request.workshop.candidates.standing(), number=candidate)
    if not request.workshop.is_shown_to_voters:
        return redirect(request.workshop.ballot_url)
    return voter_page(
        request, "voter_candidate_result", notes=its.notes.all(), **_said_about(its, request.GET.get("page"))
    )


def _said_about(candidate: Candidate, page: str | None) -> dict[str, Any]:
    written = comments_of(candidate.workshop).filter(candidate=candidate)
    return {"about": About.of(candidate), "page": Paginator(written, COMMENTS).get_page(page)}


@reader_required
def ballots_csv(request: TeamRequest, number: int) -> HttpResponse:
    """All ballots without names, from which anybody can work out the result again."""
    workshop = workshop_of(request, number)
    if not workshop.is_finished:
        return redirect(workshop)
    if workshop.result.is_withheld:
        reason = _("So few people scored that no score is shown, and ballots are not either.")
        return conflict(request, NotNow(reason), workshop)
    return csv_response(f"ballots-{request.team.slug}-{number}", ballots_as_csv(workshop))
