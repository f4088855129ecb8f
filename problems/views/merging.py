"""Two problems that are one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from problems.forms import MergingForm
from problems.models import Problem
from teams.requests import TeamRequest, member_required


@member_required
def merging(request: TeamRequest, number: int) -> HttpResponse:
    """Choose the problem that stands for both; see what will happen; confirm."""
    problem = _problem(request, number)
    if problem.merged_into:
        names = {"problem": problem.reference, "into": problem.merged_into.reference}
        message = _("%(problem)s is merged into %(into)s already. Undo that first, on the page of %(problem)s.") % names
        return render(request, "errors/409.html", {"message": message, "back": problem.get_absolute_url()}, status=409)
    chosen = request.POST if request.method == "POST" else request.GET if "into" in request.GET else None
    form = MergingForm(chosen, problem=problem)
    if form.is_valid() and request.method == "POST" and form.save(by=request.user):
        names = {"problem": problem.reference, "into": form.other.reference}
        messages.success(request, _("%(problem)s is merged into %(into)s") % names)
        return redirect(form.other)
    context = {
        "problem": problem,
        "form": form,
        # To be confirmed.
        "into": form.other if form.is_valid() else None,
        "others_merged": problem.merged.all(),
    }
    return render(request, "problems/merging.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def undoing(request: TeamRequest, number: int) -> HttpResponse:
    problem = _problem(request, number)
    problem.undo_merge(by=request.user)
    messages.success(request, _("%(problem)s stands for itself again") % {"problem": problem.reference})
    return redirect(problem)


def _problem(request: TeamRequest, number: int) -> Problem:
    problems = request.team.problems.with_evidence_count().select_related("user_group", "merged_into")
    return get_object_or_404(problems, number=number)
