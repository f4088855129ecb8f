from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from teams.requests import TeamRequest, organiser_required
from workshops.forms import CriterionForm
from workshops.models import Criterion, NotNow, Workshop
from workshops.views.within import conflict, workshop_of


@organiser_required
def new(request: TeamRequest, number: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    return _edit(request, workshop, Criterion(workshop=workshop), _("Criterion added"))


@organiser_required
def change(request: TeamRequest, number: int, criterion: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    return _edit(request, workshop, get_object_or_404(workshop.criteria, pk=criterion), _("Criterion changed"))


def _edit(request: TeamRequest, workshop: Workshop, criterion: Criterion, done: str) -> HttpResponse:
    form = CriterionForm(request.POST if request.method == "POST" else None, instance=criterion)
    if form.is_valid():
        try:
            workshop.set_criterion(form.fill(), by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        except ValidationError as taken:
            form.add_error(None, taken)
        else:
            messages.success(request, done)
            return redirect(workshop)
    if not workshop.can_be_set_up:
        return conflict(request, NotNow(_("Criteria are fixed once voting starts.")), workshop)
    context = {"form": form, "workshop": workshop, "criterion": criterion}
    return render(request, "workshops/criterion.html", context, status=422 if form.errors else 200)


@organiser_required
def deletion(request: TeamRequest, number: int, criterion: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    row = get_object_or_404(workshop.criteria, pk=criterion)
    if request.method == "POST":
        try:
            workshop.drop_criterion(row, by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        messages.success(request, _("Criterion deleted"))
        return redirect(workshop)
    if not workshop.can_be_set_up:
        return conflict(request, NotNow(_("Criteria are fixed once voting starts.")), workshop)
    return render(request, "workshops/criterion_deletion.html", {"workshop": workshop, "criterion": row})
