from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from problems.forms import ProblemFilter, ProblemForm, StateForm
from problems.models import HasVotes, Problem
from problems.views.duplicates import look_alikes
from teams.requests import TeamRequest, member_required, reader_required

ROWS = 50


@reader_required
def problem_list(request: TeamRequest) -> HttpResponse:
    filters = ProblemFilter(request.GET, team=request.team)
    standing = request.team.problems.unmerged()
    states = standing.counted_by_state()
    problems = filters.filter(standing.with_evidence_count().with_open_question_count().select_related("user_group"))
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
    alike: list[Problem] = []
    if form.is_valid():
        alike = [] if "anyway" in request.POST else look_alikes(request.team, form.cleaned_data["title"])
        if form.looks_new(alike) and (problem := form.save(by=request.user)):
            messages.success(request, _("%(problem)s recorded") % {"problem": problem.reference})
            return redirect("problems:new", request.team.slug) if "another" in request.POST else redirect(problem)
    context = {"form": form, "problem": None, "alike": alike}
    return render(request, "problems/edit.html", context, status=422 if form.errors else 200)


@member_required
def change(request: TeamRequest, number: int) -> HttpResponse:
    problem = get_object_or_404(request.team.problems, number=number)
    form = ProblemForm(request.POST if request.method == "POST" else None, team=request.team, problem=problem)
    if form.is_valid() and form.save(by=request.user):
        messages.success(request, _("Problem changed"))
        return redirect(problem)
    context = {"form": form, "problem": problem, "alike": []}
    return render(request, "problems/edit.html", context, status=422 if form.errors else 200)


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
                "%(reference)s has been put to a vote in a workshop, an idea answers it, or another problem is merged "
                "into it, so it is kept. "
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
            "Its evidence and its documents are kept, and so are its symptoms. A problem that has been voted on, "
            "that an idea answers, or that another problem is merged into is not deleted. This cannot be undone."
        ),
        "button": _("Delete problem"),
        "breadcrumb": {"text": problem.reference, "href": problem.get_absolute_url()},
        "back": problem.get_absolute_url(),
    }
    return render(request, "problems/deletion.html", context)


def _described(problem: Problem) -> dict[str, str]:
    return {"reference": problem.reference, "state": problem.get_state_display()}
