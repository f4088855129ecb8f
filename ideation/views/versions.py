from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ideation.comparing import Comparison
from ideation.forms import ComparisonForm, VersionForm
from ideation.models import ScopeVersion
from teams.requests import TeamRequest, organiser_required, reader_required

PER_PAGE = 50


@reader_required
def versions(request: TeamRequest) -> HttpResponse:
    return _page(request, VersionForm())


@require_POST
@organiser_required
def new_version(request: TeamRequest) -> HttpResponse:
    form = VersionForm(request.POST)
    if form.is_valid():
        ScopeVersion.name_as_it_stands(request.team, form.cleaned_data["name"], by=request.user)
        messages.success(request, _("Version named"))
        return redirect("ideation:versions", request.team.slug)
    return _page(request, form)


def _page(request: TeamRequest, form: VersionForm) -> HttpResponse:
    page = Paginator(request.team.scope_versions.select_related("by"), PER_PAGE).get_page(request.GET.get("page"))
    context = {"form": form, "page": page}
    return render(request, "ideation/scope_versions.html", context, status=422 if form.errors else 200)


@reader_required
def comparison(request: TeamRequest) -> HttpResponse:
    """What changed between two named moments, or since a day."""
    form = ComparisonForm(request.GET or None, team=request.team)
    since, until = form.moments
    context = {
        "form": form,
        "comparison": Comparison.of(request.team, since, until),
        "since": since,
        "until": until,
    }
    return render(request, "ideation/scope_comparison.html", context, status=422 if form.errors else 200)
