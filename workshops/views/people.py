from itertools import groupby

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from teams.requests import TeamRequest, organiser_required
from workshops.forms import PaperForm, SetAsideForm, new_ticket
from workshops.models import NotNow, Participant, Workshop
from workshops.qr import qr_picture
from workshops.room import Person
from workshops.views.within import conflict, room_of, workshop_of

ON_A_PAGE = 50


@organiser_required
def people(request: TeamRequest, number: int) -> HttpResponse:
    """Everybody in the workshop by name, so that who joined twice stands together, and what can be done about it."""
    room = room_of(request, number)
    by_name = sorted(room.people, key=_as_heard)
    page = Paginator(by_name, ON_A_PAGE).get_page(request.GET.get("page"))
    doubles = {} if room.workshop.is_finished else _doubles(by_name)
    context = {"room": room, "workshop": room.workshop, "page": page, "doubles": doubles}
    return render(request, "workshops/people.html", context)


def _as_heard(person: Person) -> str:
    return person.name.casefold()


def _doubles(by_name: list[Person]) -> dict[int, tuple[int, int]]:
    """Who has the same name as somebody else, by key: the how-manieth of how many they are, as they joined."""
    same_names = [list(same) for _name, same in groupby(by_name, key=_as_heard)]
    return {
        person.pk: (place, len(same))
        for same in same_names
        if len(same) > 1
        for place, person in enumerate(same, start=1)
    }


@organiser_required
def setting_aside(request: TeamRequest, number: int, person: int) -> HttpResponse:
    """Say why somebody's ballot does not count."""
    workshop = workshop_of(request, number)
    participant = _person(workshop, person)
    if participant.ballot is None:
        return conflict(request, NotNow(_("There is no ballot to set aside.")), workshop)
    form = SetAsideForm(
        request.POST if request.method == "POST" else None, initial={"reason": participant.ballot.set_aside_because}
    )
    if form.is_valid():
        try:
            participant.set_aside(because=form.cleaned_data["reason"], by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        messages.success(request, _("The ballot of %(name)s does not count") % {"name": participant.name})
        return redirect(workshop.people_url)
    context = {"form": form, "workshop": workshop, "participant": participant}
    return render(request, "workshops/setting_aside.html", context, status=422 if form.errors else 200)


@require_POST
@organiser_required
def bringing_back(request: TeamRequest, number: int, person: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    participant = _person(workshop, person)
    try:
        participant.bring_back(by=request.user)
    except NotNow as reason:
        return conflict(request, reason, workshop)
    messages.success(request, _("The ballot of %(name)s counts again") % {"name": participant.name})
    return redirect(workshop.people_url)


def _person(workshop: Workshop, pk: int) -> Participant:
    return get_object_or_404(workshop.participants.select_related("workshop", "ballot"), pk=pk)


@organiser_required
def paper(request: TeamRequest, number: int) -> HttpResponse:
    """Enter the ballot of somebody without a device."""
    workshop = workshop_of(request, number)
    criteria = list(workshop.criteria.all())
    form = PaperForm(
        request.POST if request.method == "POST" else None,
        candidates=list(workshop.candidates.standing()),
        criteria=criteria,
        initial={"ticket": new_ticket()},
    )
    if form.is_valid():
        try:
            Participant.vote_on_paper(
                workshop,
                by=request.user,
                name=form.cleaned_data["name"],
                answers=form.answers,
                ticket=form.cleaned_data["ticket"],
            )
        except NotNow as reason:
            return conflict(request, reason, workshop)
        messages.success(request, _("The ballot of %(name)s is entered") % {"name": form.cleaned_data["name"]})
        return redirect(workshop.people_url)
    if not workshop.is_voting:
        return conflict(request, NotNow(_("Ballots on paper are entered while voting is open.")), workshop)
    context = {"form": form, "workshop": workshop, "criteria": criteria, "options": form.options()}
    return render(request, "workshops/paper.html", context, status=422 if form.errors else 200)


@organiser_required
def qr(request: TeamRequest, number: int) -> HttpResponse:
    """The join link for cameras."""
    return qr_picture(workshop_of(request, number).join_url)
