from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render

from teams.requests import TeamRequest, reader_required
from workshops.models import Workshop
from workshops.ranking import ranked_problems
from workshops.requests import VoterRequest, voter_required
from workshops.views.ballots import voter_page
from workshops.views.within import workshop_of


@reader_required
def results(request: TeamRequest, number: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    if not workshop.is_finished:
        return redirect(workshop)
    return render(request, "workshops/results.html", _findings(workshop))


@voter_required
def voter_results(request: VoterRequest) -> HttpResponse:
    """The same results, for everybody who joined, once they are shown."""
    if not request.workshop.is_finished:
        return redirect(request.workshop.ballot_url)
    return voter_page(request, "voter_results", **_findings(request.workshop))


def _findings(workshop: Workshop) -> dict[str, Any]:
    criteria = list(workshop.criteria.all())
    rows = list(workshop.result.rows.select_related("candidate"))
    return {
        "workshop": workshop,
        "result": workshop.result,
        "criteria": criteria,
        "rows": rows,
        "first": [row for row in rows if row.rank == 1],
    }


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
