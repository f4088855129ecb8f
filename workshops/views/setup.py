from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ideation.models import Idea, ScopeCounts
from problems.models import Problem, UserGroup
from teams.requests import TeamRequest, organiser_required, reader_required
from workshops.forms import CandidatesForm, NewWorkshopForm, ScoresForm, SettingsForm
from workshops.ground_rules import OUR_RULES
from workshops.models import NotNow, Workshop
from workshops.views.ballots import page_of
from workshops.views.within import conflict, workshop_of

# What an address calls it where others name a user group by its key.
ORGANISATION = "organisation"


@reader_required
def workshop_list(request: TeamRequest) -> HttpResponse:
    workshops = request.team.workshops.with_counts().select_related("follows")
    return render(request, "workshops/list.html", {"workshops": workshops})


@organiser_required
def new(request: TeamRequest) -> HttpResponse:
    only = _only(request)
    title = _("The top problems of %(group)s") % {"group": only.name} if only else ""
    form = NewWorkshopForm(
        request.POST if request.method == "POST" else None,
        initial={"kind": request.GET.get("kind", ""), "title": title[:200]},
    )
    if form.is_valid():
        workshop = Workshop.add_once(
            request.team, by=request.user, kind=form.cleaned_data["kind"], title=form.cleaned_data["title"]
        )
        address = reverse("workshops:candidates", args=[request.team.slug, workshop.number])
        return redirect(f"{address}?{urlencode({'group': only.key})}" if only and workshop.is_of_problems else address)
    return render(request, "workshops/new.html", {"form": form}, status=422 if form.errors else 200)


@organiser_required
def change(request: TeamRequest, number: int) -> HttpResponse:
    """The title, how people join and how they vote."""
    workshop = workshop_of(request, number)
    form = SettingsForm(request.POST if request.method == "POST" else None, workshop=workshop)
    status = 200
    if form.is_valid():
        try:
            workshop.choose(by=request.user, **form.choices)
        except NotNow as reason:
            form.add_error(None, str(reason))
            status = 409
        else:
            messages.success(request, _("Settings saved"))
            return redirect(workshop)
    elif form.errors:
        status = 422
    context = {"form": form, "workshop": workshop, "our_rules": OUR_RULES}
    return render(request, "workshops/change.html", context, status=status)


@organiser_required
def deletion(request: TeamRequest, number: int) -> HttpResponse:
    """Delete a draft, such as one that was set up by mistake."""
    workshop = workshop_of(request, number)
    try:
        if request.method != "POST":
            workshop.refuse_removal()
            return render(request, "workshops/deletion.html", {"workshop": workshop})
        workshop.remove(by=request.user)
    except NotNow as reason:
        return conflict(request, reason, workshop)
    messages.success(request, _("Workshop deleted"))
    return redirect("workshops:list", request.team.slug)


@require_POST
@organiser_required
def copies(request: TeamRequest, number: int) -> HttpResponse:
    copy = workshop_of(request, number).copy(by=request.user)
    messages.success(request, _("Copied, with its criteria and settings. Now choose what to vote on"))
    return redirect("workshops:candidates", request.team.slug, copy.number)


@organiser_required
def candidates(request: TeamRequest, number: int) -> HttpResponse:
    """Choose what to vote on: problems by user group, or the ideas in scope."""
    workshop = workshop_of(request, number)
    things = workshop.what_can_be_voted_on()
    chosen = {str(number) for number in workshop.candidates.values_list("number", flat=True)}
    if not chosen:
        only = _only(request)
        chosen = {str(thing.number) for thing in things if _is_proposed(thing, only)}
    form = CandidatesForm(
        request.POST if request.method == "POST" else None, things=things, initial={"candidates": chosen}
    )
    if form.is_valid():
        try:
            workshop.put_to_the_vote(form.cleaned_data["candidates"], by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        return redirect(workshop)
    if not workshop.can_be_set_up:
        return conflict(request, NotNow(_("What is voted on is fixed once voting starts.")), workshop)
    ticked = set(form["candidates"].value() or [])
    context = {
        "form": form,
        "unsettled": None if workshop.is_of_problems else ScopeCounts.of(request.team),
        "workshop": workshop,
        "groups": [
            (group, [(thing, str(thing.number) in ticked) for thing in its_things])
            for group, its_things in _by_group(things)
        ],
    }
    return render(request, "workshops/candidates.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Only:
    """A user group, or the organisation itself, whose chosen problems alone are proposed."""

    key: str
    name: str

    def takes(self, problem: Problem) -> bool:
        return str(problem.user_group_id or ORGANISATION) == self.key


def _only(request: TeamRequest) -> Only | None:
    """What the address asks for; None, and so all groups, for what is not known."""
    wanted = request.GET.get("group", "")
    if wanted == ORGANISATION:
        return Only(ORGANISATION, _("the organisation itself"))
    group = next((group for group in request.team.user_groups.all() if str(group.pk) == wanted), None)
    return Only(str(group.pk), group.name) if group else None


def _is_proposed(thing: Problem | Idea, only: Only | None) -> bool:
    """Ticked at first: the problems chosen as the top ones, and every idea in scope."""
    return isinstance(thing, Idea) or (thing.state == "chosen" and (only is None or only.takes(thing)))


def _by_group(things: list[Problem] | list[Idea]) -> list[tuple[UserGroup | None, list[Problem | Idea]]]:
    grouped: dict[UserGroup | None, list[Problem | Idea]] = {}
    for thing in things:
        group = thing.user_group if isinstance(thing, Problem) else None
        grouped.setdefault(group, []).append(thing)
    return list(grouped.items())


@organiser_required
def preview(request: TeamRequest, number: int) -> HttpResponse:
    """A page of the ballot as voters will see it; nothing is saved from here."""
    workshop = workshop_of(request, number)
    candidate = workshop.candidates.standing().select_related("problem", "idea").first()
    criteria = list(workshop.criteria.all())
    context = {
        "workshop": workshop,
        **(page_of(candidate) if candidate else {}),
        "criteria": criteria,
        "form": ScoresForm(criteria=criteria),
        "field_name": ScoresForm.name_of,
        "place": 1,
        "of": workshop.size.candidates,
    }
    return render(request, "workshops/preview.html", context)
