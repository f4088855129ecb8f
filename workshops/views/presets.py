from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from teams.requests import TeamRequest, organiser_required
from workshops.forms import KeepPresetForm, UsePresetForm
from workshops.models import NotNow
from workshops.views.within import conflict, workshop_of


@organiser_required
def presets(request: TeamRequest, number: int) -> HttpResponse:
    """Replace the criteria of the workshop by a preset."""
    workshop = workshop_of(request, number)
    form = UsePresetForm(request.POST if request.method == "POST" else None, presets=request.team.presets.all())
    if form.is_valid():
        try:
            workshop.set_criteria(form.criteria, by=request.user)
        except NotNow as reason:
            return conflict(request, reason, workshop)
        messages.success(request, _("Criteria replaced"))
        return redirect(workshop)
    if not workshop.can_be_set_up:
        return conflict(request, NotNow(_("Criteria are fixed once voting starts.")), workshop)
    context = {
        "form": form,
        "workshop": workshop,
        "criteria": [criterion.name for criterion in workshop.criteria.all()],
        "criterion_names": form.criterion_names(),
        "kept": form.kept,
    }
    return render(request, "workshops/presets.html", context, status=422 if form.errors else 200)


@organiser_required
def new_preset(request: TeamRequest, number: int) -> HttpResponse:
    """Keep the criteria of the workshop, in whatever state it is, as a preset of the team."""
    workshop = workshop_of(request, number)
    form = KeepPresetForm(request.POST if request.method == "POST" else None)
    is_taken = False
    if form.is_valid():
        try:
            preset = workshop.keep_criteria_as(
                form.cleaned_data["name"], replace=form.cleaned_data["replace"], by=request.user
            )
        except ValidationError as taken:
            form.add_error("name", taken)
            is_taken = True
        else:
            messages.success(request, _("Criteria kept as the preset “%(name)s”") % {"name": preset.name})
            return redirect(workshop)
    context = {
        "form": form,
        "workshop": workshop,
        "criteria": workshop.criteria.all(),
        "is_taken": is_taken,
    }
    return render(request, "workshops/new_preset.html", context, status=422 if form.errors else 200)


@organiser_required
def preset_deletion(request: TeamRequest, number: int, preset: int) -> HttpResponse:
    workshop = workshop_of(request, number)
    row = get_object_or_404(request.team.presets.select_related("team"), pk=preset)
    if request.method == "POST":
        row.remove(by=request.user)
        messages.success(request, _("Preset deleted"))
        return redirect("workshops:presets", request.team.slug, workshop.number)
    return render(request, "workshops/preset_deletion.html", {"workshop": workshop, "preset": row})
