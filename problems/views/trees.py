"""Every problem of a team under its root."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from problems.forms import SymptomsForm, TreeForm
from problems.trees import Trees
from teams.requests import TeamRequest, member_required, reader_required

# More than elsewhere, so that most trees stand on one page.
ROWS = 100


@reader_required
def tree(request: TeamRequest) -> HttpResponse:
    trees = Trees(request.team)
    return _page(request, trees, TreeForm(None, team=request.team, trees=trees))


@require_POST
@member_required
def links(request: TeamRequest) -> HttpResponse:
    """Put what is ticked under one root."""
    trees = Trees(request.team)
    form = TreeForm(request.POST, team=request.team, trees=trees)
    if not (form.is_valid() and (count := form.save(by=request.user))):
        return _page(request, trees, form)
    root = form.cleaned_data["root"]
    message = ngettext(
        "%(count)d problem is now a symptom of P%(root)s", "%(count)d problems are now symptoms of P%(root)s", count
    )
    messages.success(request, message % {"count": count, "root": root})
    address = reverse("problems:tree", args=[request.team.slug])
    return redirect(f"{address}?problem={root}#P{root}")


@require_POST
@member_required
def links_deletion(request: TeamRequest) -> HttpResponse:
    """Take what is ticked out of the tree."""
    trees = Trees(request.team)
    form = SymptomsForm(request.POST, team=request.team, trees=trees)
    if not form.is_valid():
        moving = TreeForm(None, team=request.team, trees=trees)
        return _page(request, trees, moving, refused=form)
    count = form.save(by=request.user)
    message = ngettext(
        "%(count)d problem is not a symptom of another one any more",
        "%(count)d problems are not symptoms of another one any more",
        count,
    )
    messages.success(request, message % {"count": count})
    return redirect("problems:tree", request.team.slug)


def _page(request: TeamRequest, trees: Trees, form: TreeForm, refused: SymptomsForm | None = None) -> HttpResponse:
    """The page of the tree, with the form that moves problems. `refused` is another form of it that was refused."""
    paginator = Paginator(trees.places, ROWS)
    number = request.GET.get("problem", "")
    page = paginator.get_page(trees.line_of(number) // ROWS + 1 if number else request.GET.get("page"))
    in_trees = [place for place in page if place.is_in_tree]
    shown = refused or form
    context = {
        "trees": trees,
        "page": page,
        "nodes": trees.nested(in_trees),
        "alone": trees.nested([place for place in page if not place.is_in_tree]),
        "form": shown if shown.errors else None,
        "moving": form,
        "ticked": shown.ticked,
        "problems_errors": shown["problems"].errors,
        # Errors lead to its checkbox.
        "first": page.object_list[0] if page.object_list else None,
    }
    return render(request, "problems/tree.html", context, status=422 if shown.errors else 200)
