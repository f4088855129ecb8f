"""The bigger problem that one is a symptom of."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from problems.forms import RootForm
from problems.models import Problem
from teams.requests import TeamRequest, member_required

# Who comes from the list of symptoms goes on with the next one of it; who comes from the tree, back to it.
LIST = "symptoms"
TREE = "tree"


@member_required
def root(request: TeamRequest, number: int) -> HttpResponse:
    problem = _problem(request, number)
    form = RootForm(request.POST if request.method == "POST" else None, problem=problem)
    if form.is_valid() and form.save(by=request.user):
        names = {"symptom": problem.reference, "root": form.others[form.cleaned_data["root"]].reference}
        messages.success(request, _("%(symptom)s is now a symptom of %(root)s") % names)
        return redirect(_back(request, problem))
    context = {
        "problem": problem,
        "form": form,
        "from_list": next((page for page in (LIST, TREE) if page == request.GET.get("from")), ""),
        "back": _back(request, problem),
    }
    return render(request, "problems/root.html", context, status=422 if form.errors else 200)


@require_POST
@member_required
def deletion(request: TeamRequest, number: int) -> HttpResponse:
    """Take the link away; both problems stay."""
    problem = _problem(request, number)
    problem.set_root(None, by=request.user)
    message = _("%(symptom)s is not a symptom of another problem any more")
    messages.success(request, message % {"symptom": problem.reference})
    return redirect(_back(request, problem))


def _problem(request: TeamRequest, number: int) -> Problem:
    return get_object_or_404(request.team.problems.select_related("user_group", "root"), number=number)


def _back(request: TeamRequest, problem: Problem) -> str:
    if request.GET.get("from") == LIST:
        return reverse("workshops:symptoms", args=[request.team.slug])
    if request.GET.get("from") == TREE:
        address = reverse("problems:tree", args=[request.team.slug])
        return f"{address}?problem={problem.number}#{problem.reference}"
    return problem.get_absolute_url()
