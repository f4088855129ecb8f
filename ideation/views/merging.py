"""Several ideas that become one."""

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ideation.merging import MergingForm
from teams.requests import TeamRequest, member_required


@require_POST
@member_required
def selection(request: TeamRequest) -> HttpResponse:
    """From the notes that are selected on the wall to the page that asks what becomes of them."""
    address = reverse("ideation:merging", args=[request.team.slug])
    return redirect(f"{address}?{urlencode({'ideas': request.POST.getlist('ideas')}, doseq=True)}")


@member_required
def merging(request: TeamRequest) -> HttpResponse:
    form = MergingForm(
        request.POST if request.method == "POST" else None, team=request.team, numbers=request.GET.getlist("ideas")
    )
    if request.method == "POST" and form.is_valid() and (stands := form.merge(by=request.user)):
        parts = ", ".join(part.reference for part in form.chosen if part != stands)
        messages.success(request, _("%(idea)s stands for %(parts)s now") % {"idea": stands.reference, "parts": parts})
        return redirect(stands)
    return render(request, "ideation/merging.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
@member_required
def undoing(request: TeamRequest, number: int) -> HttpResponse:
    idea = get_object_or_404(request.team.ideas, number=number)
    idea.undo_merge(by=request.user)
    messages.success(request, _("%(idea)s stands for itself again") % {"idea": idea.reference})
    return redirect(idea)
