from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from teams.csv_files import csv_response
from teams.requests import TeamRequest, reader_required
from workshops.exports import ballots_as_csv
from workshops.findings import Findings, comments_of
from workshops.models import NotNow
from workshops.ranking import ranked_problems
from workshops.requests import VoterRequest, voter_required
from workshops.views.ballots import voter_page
from workshops.views.within import conflict, workshop_of

COMMENTS = 50


@reader_required
def results(request: TeamRequest, number: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    if not workshop.is_finished:
        return redirect(workshop)
    return render(request, "workshops/results.html", {"workshop": workshop, "findings": Findings.of(workshop)})


@voter_required
def voter_results(request: VoterRequest) -> HttpResponse:
    """The same results, for everybody who joined, once they are shown."""
    if not request.workshop.is_finished:
        return redirect(request.workshop.ballot_url)
    return voter_page(request, "voter_results", findings=Findings.of(request.workshop))


@reader_required
def comments(request: TeamRequest, number: int, candidate: int) -> HttpResponse:
    """Everything that people wrote about a candidate."""
    workshop = workshop_of(request, number)
    about = get_object_or_404(workshop.candidates.standing(), number=candidate)
    if not workshop.is_finished:
        return redirect(workshop)
    page = Paginator(comments_of(workshop).filter(candidate=about), COMMENTS).get_page(request.GET.get("page"))
    return render(request, "workshops/comments.html", {"workshop": workshop, "candidate": about, "page": page})


@voter_required
def voter_comments(request: VoterRequest, candidate: int) -> HttpResponse:
    about = get_object_or_404(request.workshop.candidates.standing(), number=candidate)
    if not request.workshop.is_finished:
        return redirect(request.workshop.ballot_url)
    written = comments_of(request.workshop).filter(candidate=about)
    page = Paginator(written, COMMENTS).get_page(request.GET.get("page"))
    return voter_page(request, "voter_comments", candidate=about, page=page)


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


@reader_required
def ranking(request: TeamRequest) -> HttpResponse:
    """All scored problems of the team in one order."""
    context = {
        "ranked": ranked_problems(request.team),
        "not_scored": request.team.problems.exclude(candidates__result_row__rank__isnull=False)
        .select_related("user_group")
        .distinct(),
    }
    return render(request, "workshops/ranking.html", context)
