from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from workshops.forms import ScoresForm
from workshops.models import Ballot, Candidate, Criterion
from workshops.requests import VoterRequest, voter_required
from workshops.views.ballots import page_of, voter_page


@voter_required
def score(request: VoterRequest, number: int) -> HttpResponse:
    workshop, its_ballot = request.workshop, request.participant.ballot
    posted = request.method == "POST"
    if not posted and (not workshop.is_voting or its_ballot is None):
        return redirect(workshop.ballot_url)
    candidates = Candidate.all_of(workshop)
    candidate = next((candidate for candidate in candidates if candidate.number == number), None)
    if candidate is None:
        raise Http404
    if candidate.is_withdrawn and not posted:
        return redirect(f"{workshop.list_url}&withdrawn={number}")
    standing = [candidate for candidate in candidates if not candidate.is_withdrawn]
    ordered = its_ballot.in_its_order(standing) if its_ballot else standing
    criteria = Criterion.all_of(workshop)
    form = ScoresForm(
        request.POST if posted else None,
        criteria=criteria,
        initial=its_ballot.chosen(candidate) if its_ballot and not posted else None,
    )
    may_save, status = True, 422 if form.errors else 200
    if posted and not form.errors:
        if its_ballot and not candidate.is_withdrawn and _is_saved(request, its_ballot, candidate, form):
            return _go_on(request, _after(request, candidate, ordered))
        now = its_ballot.as_it_is_now() if its_ballot else None
        # What is closed may be reopened, and then the page can be sent again as it is.
        may_save, status = now is not None and not candidate.is_withdrawn, 409
        form.add_error(None, _why_not_saved(now, candidate))
    return voter_page(
        request,
        "score",
        status=status,
        polls_as="form",
        form=form,
        **page_of(candidate),
        number=number,
        place=ordered.index(candidate) + 1 if candidate in ordered else None,
        of=len(ordered),
        criteria=criteria,
        field_name=ScoresForm.name_of,
        may_save=may_save,
        back_to_check=request.GET.get("from") == "check",
        saved=_saved(request, its_ballot, standing),
    )


def _is_saved(request: VoterRequest, its_ballot: Ballot, candidate: Candidate, form: ScoresForm) -> bool:
    comment = form.comment_as_typed if request.workshop.asks_comments else None
    return its_ballot.save_scores(candidate, form.answers, comment)


def _why_not_saved(now: Ballot | None, candidate: Candidate) -> str:
    if candidate.is_withdrawn:
        return _("The answers on this page were not saved. %(reference)s was withdrawn: %(reason)s") % {
            "reference": candidate.reference,
            "reason": candidate.withdrawn_because,
        }
    if now and now.is_set_aside:
        return _("The answers on this page were not saved. The facilitator has set your ballot aside: %(reason)s") % {
            "reason": now.set_aside_because
        }
    return _("Voting is not open. The answers on this page were not saved.")


def _after(request: VoterRequest, candidate: Candidate, ordered: list[Candidate]) -> str:
    """Where the button that was pressed leads: the list, the answers to check, where the room is, or the next page."""
    workshop, wish, saved = request.workshop, request.POST.get("then"), f"saved={candidate.number}"
    following = ordered[ordered.index(candidate) + 1 :]
    if wish == "list":
        return f"{workshop.list_url}&{saved}"
    if workshop.is_led and wish != "check":
        return f"{workshop.ballot_url}?{saved}"
    if wish == "check" or not following:
        return f"{workshop.voter_url('check')}?{saved}"
    return f"{workshop.voter_url('score', following[0].number)}?{saved}"


def _go_on(request: VoterRequest, address: str) -> HttpResponse:
    """A script that saved the page is told where to go; it leaves the page only now."""
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return redirect(address)


def _saved(request: VoterRequest, its_ballot: Ballot | None, standing: list[Candidate]) -> str:
    """What was saved on the page before, such as P3: said only if the ballot really has something there."""
    wanted = request.GET.get("saved")
    candidate = next((candidate for candidate in standing if str(candidate.number) == wanted), None)
    return candidate.reference if its_ballot and candidate and its_ballot.has_something_for(candidate) else ""
