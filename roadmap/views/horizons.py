"""The columns of the roadmap, as the team calls them."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from roadmap.forms import HorizonsForm
from roadmap.roadmaps import Roadmap
from teams.requests import TeamRequest, product_manager_required


@product_manager_required
def horizons(request: TeamRequest) -> HttpResponse:
    preset = request.GET.get("preset", "")
    form = HorizonsForm(
        request.POST if request.method == "POST" else None,
        team=request.team,
        roadmap=Roadmap.of(request.team),
        preset=preset,
    )
    if form.is_valid() and form.save(by=request.user):
        messages.success(request, _("The columns of the roadmap are saved"))
        return redirect("roadmap:roadmap", request.team.slug)
    return render(
        request, "roadmap/horizons.html", {"form": form, "preset": preset}, status=422 if form.errors else 200
    )
