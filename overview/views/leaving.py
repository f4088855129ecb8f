"""The end of a team: by somebody who decides, or by the clock."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from overview.leaving import Belongings, next_to_go, people_lose_it
from teams.confirming import TeamNameForm
from teams.forms import KeepingForm
from teams.models import RoleNotHeld
from teams.removing import remove_team
from teams.requests import TeamRequest, product_manager_required, reader_required


@product_manager_required
def deletion(request: TeamRequest) -> HttpResponse:
    """Delete the team for good, after saying what that means and having its name typed."""
    form = TeamNameForm(request.POST if request.method == "POST" else None, name=request.team.name)
    if request.method == "POST" and form.is_valid():
        try:
            removed = remove_team(request.team, by=request.user)
        except RoleNotHeld:
            raise Http404 from None
        words = _("%(team)s was deleted") if removed else _("%(team)s had just been deleted by somebody else")
        messages.success(request, words % {"team": request.team})
        return redirect("teams:list")
    its = Belongings.of(request.team)
    context = {"form": form, "its": its, "people": people_lose_it(its.people)}
    return render(request, "overview/deletion.html", context, status=422 if form.errors else 200)


@reader_required
def retention(request: TeamRequest) -> HttpResponse:
    """How long the team is kept; product managers decide on it."""
    may_decide = request.membership.may_decide
    posted = request.POST if request.method == "POST" else None
    form = KeepingForm(posted, initial={"keeps_for": request.team.keeps_for}) if may_decide else None
    if posted is not None:
        return _kept(request, form)
    return _retention_page(request, form)


def _kept(request: TeamRequest, form: KeepingForm | None) -> HttpResponse:
    if form is None:
        message = _("Only a product manager decides how long the team is kept.")
        return render(request, "errors/403.html", {"message": message}, status=403)
    if not form.is_valid():
        return _retention_page(request, form)
    request.team.keep_for(form.cleaned_data["keeps_for"], by=request.user)
    messages.success(request, _("How long it is kept was changed"))
    return redirect("overview:retention", request.team.slug)


def _retention_page(request: TeamRequest, form: KeepingForm | None) -> HttpResponse:
    context = {"form": form, "next": next_to_go(request.team)}
    return render(request, "overview/retention.html", context, status=422 if form and form.errors else 200)


@require_POST
@product_manager_required
def keeping(request: TeamRequest) -> HttpResponse:
    """Let a team not go whose deletion was announced."""
    request.team.keep(by=request.user)
    messages.success(request, _("The team is kept: its time begins anew today"))
    return redirect("overview:retention", request.team.slug)
