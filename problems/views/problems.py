from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from problems.forms import ChoosingForm, ProblemFilter, ProblemForm, StateForm
from problems.models import HasVotes, Problem
from teams.requests import TeamRequest, member_required, reader_required

ROWS = 50


@reader_required
def problem_list(request: TeamRequest) -> HttpResponse:
    filters = ProblemFilter(request.GET, team=request.team)
    states = request.team.problems.counted_by_state()
    problems = filters.filter(request.team.problems.with_evidence_count().select_related("user_group"))
    context = {
        "filters": filters,
        "states": states,
        "total": sum(state.problems for state in states),
        "page": Paginator(problems, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "problems/list.html", context)


@member_required
def new(request: TeamRequest) -> HttpResponse:
    form = ProblemForm(request.POST if request.method == "POST" else None, team=request.team)
    if form.is_valid() and (problem := form.save(by=request.user)):
        messages.success(request, _("Problem recorded"))
        return redirect(problem)
    return render(request, "problems/edit.html", {"form": form, "problem": None}, status=422 if form.errors else 200)


@member_required
def change(request: TeamRequest, number: int) -> HttpResponse:
    problem = get_object_or_404(request.team.problems, number=number)
    form = ProblemForm(request.POST if request.method == "POST" else None, team=request.team, problem=problem)
    if form.is_valid() and form.save(by=request.user):
        messages.success(request, _("Problem changed"))
        return redirect(problem)
    return render(request, "problems/edit.html", {"form": form, "problem": problem}, status=422 if form.errors else 200)


@member_required
def state(request: TeamRequest, number: int) -> HttpResponse:
    problem = get_object_or_404(request.team.problems.select_related("user_group"), number=number)
    form = StateForm(request.POST if request.method == "POST" else None, problem=problem)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("%(reference)s: %(state)s") % _described(problem))
        return redirect(problem)
    return render(
        request, "problems/state.html", {"form": form, "problem": problem}, status=422 if form.errors else 200
    )


@member_required
def deletion(request: TeamRequest, number: int) -> HttpResponse:
    problem = get_object_or_404(request.team.problems, number=number)
    if request.method == "POST":
        try:
            problem.remove(by=request.user)
        except HasVotes:
            message = _(
                "%(reference)s has been put to a vote in a workshop, or an idea answers it, so it is kept. "
                "Change its state to “Left for now” instead."
            )
            conflict = {"message": message % _described(problem), "back": problem.get_absolute_url()}
            return render(request, "errors/409.html", conflict, status=409)
        messages.success(request, _("Problem deleted"))
        return redirect("problems:list", request.team.slug)
    context = {
        "heading": _("Are you sure you want to delete this problem?"),
        "thing": str(problem),
        "text": _(
            "Its evidence is kept, and so are its symptoms. A problem that has been voted on, or that an idea "
            "answers, is not deleted. This cannot be undone."
        ),
        "button": _("Delete problem"),
        "breadcrumb": {"text": problem.reference, "href": problem.get_absolute_url()},
        "back": problem.get_absolute_url(),
    }
    return render(request, "problems/deletion.html", context)


@member_required
def choosing(request: TeamRequest) -> HttpResponse:
    """Choose the top problems of each user group."""
    form = ChoosingForm(request.POST if request.method == "POST" else None, team=request.team)
    if form.is_valid():
        chosen = form.save(by=request.user)
        message = ngettext(
            "%(count)d problem is chosen for a workshop", "%(count)d problems are chosen for a workshop", chosen
        )
        messages.success(request, message % {"count": chosen})
        return redirect("problems:list", request.team.slug)
    left = request.team.problems.left().by_group()
    return render(request, "problems/choosing.html", {"form": form, "left": left}, status=422 if form.errors else 200)


def _described(problem: Problem) -> dict[str, str]:
    return {"reference": problem.reference, "state": problem.get_state_display()}
