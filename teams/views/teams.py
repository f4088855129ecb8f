from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from teams.forms import TeamForm
from teams.models import Team
from teams.requests import SignedInRequest, TeamRequest, organiser_required


@require_safe
def index(request: SignedInRequest) -> HttpResponse:
    memberships = request.user.memberships.select_related("team").order_by("team__name", "team")
    page = Paginator(memberships, 50).get_page(request.GET.get("page"))
    return render(request, "teams/list.html", {"page": page})


def new(request: SignedInRequest) -> HttpResponse:
    form = TeamForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        team = Team.create_once(by=request.user, **form.cleaned_data)
        messages.success(request, _("Team created. You are its facilitator and its product manager"))
        return redirect(team)
    return render(request, "teams/new.html", {"form": form}, status=422 if form.errors else 200)


@organiser_required
def settings(request: TeamRequest) -> HttpResponse:
    form = TeamForm(request.POST if request.method == "POST" else None, team=request.team)
    if request.method == "POST" and form.is_valid():
        gone = request.team.change(by=request.user, **form.cleaned_data)
        messages.success(request, _settings_changed(gone))
        return redirect("teams:settings", request.team.slug)
    return render(request, "teams/settings.html", {"form": form}, status=422 if form.errors else 200)


def _settings_changed(gone: list[str]) -> str:
    changed = _("Settings changed")
    if not gone:
        return changed
    lost = ngettext(
        "%(names)s is no core purpose any more: what stood under it on the roadmap stands under none now",
        "%(names)s are no core purposes any more: what stood under them on the roadmap stands under none now",
        len(gone),
    ) % {"names": ", ".join(f"“{name}”" for name in gone)}
    return f"{changed}. {lost}"
