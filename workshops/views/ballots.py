from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from ideation.models import Idea
from ideation.prompts import PROMPTS, prompt_of
from teams.models import User
from workshops.forms import WarmUpForm, WorkshopIdeaForm
from workshops.models import Candidate, Participant
from workshops.models.ballots import Page
from workshops.moving import page_to_show, place_of, poll_address
from workshops.requests import VoterRequest, voter_required
from workshops.views.watching import what_is_watched


def voter_page(
    request: VoterRequest, template: str, status: int = 200, *, polls_as: str = "", **context: Any
) -> HttpResponse:
    """Show a page of the ballot. `voter` tells the layout to leave sign-in and team out.

    `polls_as` is what the page is to moving.poll_address, if a part of it moves by itself.
    """
    context = {"voter": True, "workshop": request.workshop, "participant": request.participant, **context}
    if polls_as:
        context = moving_part(request.participant, polls_as, number=context.get("number")) | context
    return render(request, f"workshops/{template}.html", context, status=status)


def moving_part(participant: Participant, page: str, *, number: int | None = None) -> dict[str, Any]:
    """What the part that moves by itself shows; the page has it from the start."""
    workshop = participant.workshop
    return {
        "workshop": workshop,
        "participant": participant,
        "page_kind": page,
        "number": number,
        "was": place_of(workshop),
        "poll_url": poll_address(participant, page, number=number),
        "time_left": workshop.time_left,
        "led_elsewhere": workshop.led_to if workshop.is_voting and workshop.led_to != number else None,
    }


@voter_required
def ballot(request: VoterRequest) -> HttpResponse:
    """Wait; then the next page to score; then the list of all."""
    workshop, its_ballot = request.workshop, request.participant.ballot
    if request.participant.watches and not workshop.is_finished:
        return voter_page(request, "watching", polls_as="waiting", **what_is_watched(workshop))
    if not workshop.is_voting or its_ballot is None:
        warm_up = WarmUpForm(request.GET)
        return voter_page(
            request, "waiting", polls_as="waiting", size=workshop.size, warm_up=warm_up, tried=warm_up.what_was_tried
        )
    pages = its_ballot.pages()
    if "list" not in request.GET and (number := _leads_on(request, pages)):
        return redirect(workshop.voter_url("score", number))
    return voter_page(request, "ballot", polls_as="list", **what_is_listed(request, pages))


def _leads_on(request: VoterRequest, pages: list[Page]) -> int | None:
    """The page that somebody comes to who asks for their ballot: where the room is, or the first one of all."""
    workshop = request.workshop
    # Who saved a page with nothing on it has seen it.
    was_seen = workshop.is_led and request.GET.get("saved") == str(workshop.led_to)
    if was_seen or (not workshop.is_led and any(page.is_begun for page in pages)):
        return None
    return page_to_show(workshop, pages)


def what_is_listed(request: VoterRequest, pages: list[Page]) -> dict[str, Any]:
    withdrawn = list(request.workshop.candidates.withdrawn())
    sought = request.GET.get("withdrawn")
    now = next((page for page in pages if page.candidate.number == request.workshop.led_to), None)
    return {
        "pages": pages,
        "left": sum(1 for page in pages if not page.is_filled),
        "begun": any(page.is_begun for page in pages),
        "first": next((page for page in pages if not page.is_filled), None),
        "now": now,
        "empty": now.criteria - len(now.answers) if now else 0,
        "withdrawn": withdrawn,
        "gone": next((candidate for candidate in withdrawn if str(candidate.number) == sought), None),
        "saved": saved_of(request, pages),
    }


def saved_of(request: VoterRequest, pages: list[Page]) -> str:
    """What was saved just now, such as P3: said only if the ballot really has something there."""
    wanted = request.GET.get("saved")
    saved = (p.candidate.reference for p in pages if str(p.candidate.number) == wanted and (p.is_begun or p.comment))
    return next(saved, "")


def page_of(candidate: Candidate) -> dict[str, Any]:
    """What somebody needs to know to score a candidate: what is behind it, and what it is for."""
    return {
        "candidate": candidate,
        "evidence": candidate.evidence(),
        "problems": candidate.problems(),
        "purposes": list(candidate.workshop.team.purposes.all()) if candidate.idea else [],
    }


@voter_required
def check(request: VoterRequest) -> HttpResponse:
    its_ballot = request.participant.ballot
    if not request.workshop.is_voting or its_ballot is None:
        return redirect(request.workshop.ballot_url)
    pages = its_ballot.pages()
    return voter_page(
        request,
        "check",
        polls_as="form",
        pages=pages,
        gaps=[page for page in pages if not page.is_filled],
        criteria=list(request.workshop.criteria.all()),
        saved=saved_of(request, pages),
    )


@require_POST
@voter_required
def submission(request: VoterRequest) -> HttpResponse:
    its_ballot = request.participant.ballot
    if its_ballot is None or not its_ballot.submit():
        now = its_ballot.as_it_is_now() if its_ballot else None
        return voter_page(request, "too_late", status=409, set_aside=now.set_aside_because if now else "")
    return redirect(request.workshop.voter_url("submitted"))


@voter_required
def submitted(request: VoterRequest) -> HttpResponse:
    its_ballot = request.participant.ballot
    if its_ballot is None or not its_ballot.submitted:
        return redirect(request.workshop.ballot_url)
    return voter_page(request, "submitted", polls_as="waiting")


@voter_required
def ideas(request: VoterRequest) -> HttpResponse:
    """Ideas for the problems of this workshop, by anybody in it, during it or afterwards."""
    workshop = request.workshop
    # A question to start from: what was typed is kept, and nothing is saved yet.
    asks = "asks" in request.POST
    form = WorkshopIdeaForm(
        request.POST if request.method == "POST" and not asks else None,
        problems=workshop.problems_to_answer(),
        # In the address, so that it is kept when the form is sent; what is none of ours is dropped.
        prompt=prompt_of(request.GET.get("prompt")),
        initial=WorkshopIdeaForm.typed(request.POST) if asks else {"problems": request.GET.getlist("problem")},
    )
    if form.is_valid():
        form.save(workshop, by=request.user if isinstance(request.user, User) else None)
        return redirect(workshop.voter_url("ideas") + "#ideas")
    its_ideas: list[Idea] = list(workshop.ideas.with_problems().order_by("-number"))
    return voter_page(request, "ideas", status=422 if form.errors else 200, form=form, ideas=its_ideas, prompts=PROMPTS)
