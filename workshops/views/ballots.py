from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ideation.models import Idea
from teams.models import User
from workshops.forms import ScoresForm, WorkshopIdeaForm
from workshops.models import Candidate, Workshop
from workshops.requests import VoterRequest, voter_required


def voter_page(request: VoterRequest, template: str, status: int = 200, **context: Any) -> HttpResponse:
    """Show a page of the ballot. `voter` tells the layout to leave sign-in and team out."""
    context |= {"voter": True, "workshop": request.workshop, "participant": request.participant}
    return render(request, f"workshops/{template}.html", context, status=status)


@voter_required
def ballot(request: VoterRequest) -> HttpResponse:
    """Wait; then the list of what to score; then where to go on."""
    workshop = request.workshop
    if not workshop.is_voting or request.participant.ballot is None:
        return voter_page(request, "waiting", size=workshop.size)
    pages = request.participant.ballot.pages()
    return voter_page(
        request,
        "ballot",
        pages=pages,
        left=sum(1 for page in pages if not page.is_filled),
        first=next((page for page in pages if not page.is_filled), None),
    )


@voter_required
def state(request: VoterRequest) -> HttpResponse:
    """The waiting page asks for this: nothing while nothing changes, then where to go."""
    workshop = request.workshop
    if request.GET.get("was") == workshop.state:
        return HttpResponse(status=204)
    response = HttpResponse()
    if workshop.is_voting and (ballot := request.participant.ballot):
        first = ballot.first_unfilled()
        response["HX-Redirect"] = workshop.voter_url("score", first) if first else workshop.ballot_url
    else:
        response["HX-Redirect"] = workshop.voter_url("voter_results") if workshop.is_finished else workshop.ballot_url
    return response


@voter_required
def score(request: VoterRequest, number: int) -> HttpResponse:
    workshop, its_ballot = request.workshop, request.participant.ballot
    if request.method != "POST" and (not workshop.is_voting or its_ballot is None):
        return redirect(workshop.ballot_url)
    standing = workshop.candidates.standing()
    candidates = its_ballot.in_its_order(standing) if its_ballot else list(standing)
    place = next((place for place, candidate in enumerate(candidates) if candidate.number == number), None)
    if place is None:
        raise Http404
    candidate = candidates[place]
    criteria = list(workshop.criteria.all())
    form = ScoresForm(
        request.POST if request.method == "POST" else None,
        criteria=criteria,
        initial=its_ballot.chosen(candidate) if its_ballot and request.method != "POST" else None,
    )
    status = 200
    if request.method == "POST":
        if form.is_valid() and its_ballot and its_ballot.save_scores(candidate, form.answers, form.comment_as_typed):
            following = candidates[place + 1].number if place + 1 < len(candidates) else None
            return redirect(_after(request, workshop, following))
        status = 422
        if not form.errors:
            status = 409
            form.add_error(None, _("Voting is not open. The answers on this page were not saved."))
    return voter_page(
        request,
        "score",
        status=status,
        form=form,
        **page_of(candidate),
        place=place + 1,
        of=len(candidates),
        criteria=criteria,
        field_name=ScoresForm.name_of,
        is_open=status != 409,
        back_to_check=request.GET.get("from") == "check",
    )


def page_of(candidate: Candidate) -> dict[str, Any]:
    """What somebody needs to know to score a candidate: what is behind it, and what it is for."""
    return {
        "candidate": candidate,
        "evidence": candidate.evidence(),
        "problems": candidate.problems(),
        "purposes": list(candidate.workshop.team.purposes.all()) if candidate.idea else [],
    }


def _after(request: VoterRequest, workshop: Workshop, following: int | None) -> str:
    """Where the button that was pressed leads: the list, the answers to check, or the next page."""
    wish = request.POST.get("then")
    if wish == "list":
        return workshop.ballot_url
    if wish == "check" or following is None:
        return workshop.voter_url("check")
    return workshop.voter_url("score", following)


@voter_required
def check(request: VoterRequest) -> HttpResponse:
    its_ballot = request.participant.ballot
    if not request.workshop.is_voting or its_ballot is None:
        return redirect(request.workshop.ballot_url)
    pages = its_ballot.pages()
    gaps = [page for page in pages if not page.is_filled]
    return voter_page(request, "check", pages=pages, gaps=gaps, criteria=list(request.workshop.criteria.all()))


@require_POST
@voter_required
def submission(request: VoterRequest) -> HttpResponse:
    its_ballot = request.participant.ballot
    if its_ballot is None or not its_ballot.submit():
        return voter_page(request, "too_late", status=409)
    return redirect(request.workshop.voter_url("submitted"))


@voter_required
def submitted(request: VoterRequest) -> HttpResponse:
    its_ballot = request.participant.ballot
    if its_ballot is None or not its_ballot.submitted:
        return redirect(request.workshop.ballot_url)
    return voter_page(request, "submitted")


@voter_required
def ideas(request: VoterRequest) -> HttpResponse:
    """Ideas for the problems of this workshop, by anybody in it, during it or afterwards."""
    workshop = request.workshop
    form = WorkshopIdeaForm(request.POST if request.method == "POST" else None, problems=workshop.problems_to_answer())
    if form.is_valid():
        form.save(workshop, by=request.user if isinstance(request.user, User) else None)
        return redirect(workshop.voter_url("ideas") + "#ideas")
    return voter_page(request, "ideas", status=422 if form.errors else 200, form=form, ideas=_ideas_of(workshop))


def _ideas_of(workshop: Workshop) -> list[Idea]:
    return list(workshop.ideas.with_problems().order_by("-number"))
