"""Who joined an agreement round by its code: sees the placements, says what they think of them, and nothing else."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from ideation.agreeing import Asking, placement_of, seen_by_guest
from ideation.forms import MissingForm, StanceForm
from ideation.models import AgreementRound, EnoughIdeas, Guest, Origin, PlacedAnew, RoundClosed, Stance
from ideation.views.agreement import back_to, came_from, news, placed_anew
from teams.models import User
from workshops.forms import GuestForm, new_ticket
from workshops.guessing import is_known, make_known
from workshops.requests import GuestRequest, guest_required, key_for, remember, to_join


def join_round(request: HttpRequest, joined: AgreementRound) -> HttpResponse:
    """Give a name. Who is in the team says what they think as themselves."""
    user = request.user if isinstance(request.user, User) else None
    if user and user.memberships.filter(team=joined.team_id).exists():
        return redirect("ideation:agreement", joined.team.slug)
    form = GuestForm(
        request.POST if request.method == "POST" else None,
        initial={"name": user.name if user else "", "ticket": new_ticket()},
    )
    key = None
    if joined.is_open and form.is_valid():
        key = Guest.join(joined, name=form.cleaned_data["name"], ticket=form.cleaned_data["ticket"])
    if key:
        if not is_known(request, joined.code):
            make_known(request, joined)
        response = redirect("workshops:guest", joined.code)
        remember(response, joined, key)
        return response
    if not joined.is_open or (request.method == "POST" and form.is_valid()):
        return closed(request, joined)
    context = {"form": form, "round": joined, "voter": True}
    return render(request, "workshops/guest_joining.html", context, status=422 if form.errors else 200)


def closed(request: HttpRequest, joined: AgreementRound) -> HttpResponse:
    """Say so; and give back what was typed as it was being closed, so that it can be told in another way."""
    status = 409 if request.method == "POST" else 200
    typed = [text for name in ("title", "detail", "reason") if (text := request.POST.get(name, "").strip())]
    context = {"round": joined, "voter": True, "typed": typed}
    return render(request, "workshops/guest_closed.html", context, status=status)


@guest_required
def guest(request: GuestRequest) -> HttpResponse:
    return _page(request)


def _page(request: GuestRequest, missing: MissingForm | None = None) -> HttpResponse:
    if not request.round.is_open:
        return closed(request, request.round)
    added = request.GET.get("added", "")
    context: dict[str, Any] = Asking.of(request.round.team, request.guest, request.GET).context
    context["added"] = added if added.isascii() and added.isdecimal() and len(added) < 10 else ""
    if missing:
        context |= {"missing": missing, "form": missing}
    return render(request, "workshops/guest.html", context | _about(request), status=422 if missing else 200)


def _about(request: GuestRequest) -> dict[str, Any]:
    return {"guest": request.guest, "round": request.round, "voter": True}


@login_not_required
def guest_state(request: HttpRequest, code: str) -> HttpResponse:
    """Whether anything was placed or answered since: one statement, and nothing else is looked at."""
    key = key_for(request, code)
    seen = seen_by_guest(code, key) if key else None
    if seen is None:
        return to_join(request)
    return news(request, seen, request.path)


@guest_required
def guest_stance(request: GuestRequest, number: int) -> HttpResponse:
    """One placement, to agree with or to challenge."""
    if not request.round.is_open:
        return closed(request, request.round)
    placement = placement_of(request.round.team, request.guest, number)
    if placement is None:
        raise Http404
    form = StanceForm(request.POST if request.method == "POST" else None)
    status = 422 if form.errors else 200
    if form.is_valid():
        try:
            if form.cleaned_data["decision"] not in {"", str(placement.decision.pk)}:
                raise PlacedAnew
            Stance.take(placement.decision, by=request.guest, challenge=form.cleaned_data["reason"])
        except RoundClosed:
            return closed(request, request.round)
        except PlacedAnew:
            form.add_error(None, placed_anew())
            status = 409
        else:
            return redirect(back_to(reverse("workshops:guest", args=[request.round.code]), request, number))
    context = {"form": form, "placement": placement, "back": came_from(request)}
    return render(request, "workshops/guest_stance.html", context | _about(request), status=status)


@require_POST
@guest_required
def guest_missing(request: GuestRequest) -> HttpResponse:
    """An idea that somebody misses in the scope."""
    form = MissingForm(request.POST)
    if not form.is_valid():
        return _page(request, form)
    try:
        idea = request.guest.add_idea(origin=Origin.AGREEMENT, **form.cleaned_data)
    except RoundClosed:
        return closed(request, request.round)
    except EnoughIdeas as reason:
        form.add_error("title", reason.words)
        return _page(request, form)
    # Told by the address, not by Django's messages, which may look at a session.
    return redirect(f"{reverse('workshops:guest', args=[request.round.code])}?added={idea.number}")
