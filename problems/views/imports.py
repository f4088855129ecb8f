from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from problems.duplicates import alike
from problems.forms import ColumnsForm, Confirming, ImportForm, PreviewForm, SortingForm
from problems.imports.headings import Target
from problems.models import GroupState, Import, ImportedGroup, InUse, Problem
from teams.requests import TeamRequest, member_required, reader_required

ROWS = 50
MOST_SHOWN = 20


@dataclass(frozen=True)
class Importing:
    """Where the pages of an import are, and what confirms one. Ideas have theirs a floor up."""

    target: Target
    # The namespace of its addresses, and the page that they stand under.
    floor: str
    section: str
    confirming: Callable[..., Confirming]

    def page(self, name: str) -> str:
        return f"{self.floor}:{name}"


OF_PROBLEMS = Importing(Target.PROBLEMS, "problems", "problems", PreviewForm)


@member_required
def new(request: TeamRequest, importing: Importing = OF_PROBLEMS) -> HttpResponse:
    form = ImportForm(request, team=request.team, target=importing.target)
    if form.is_valid() and (draft := form.save(by=request.user)):
        return redirect(importing.page("import_columns"), request.team.slug, draft.pk)
    imports = request.team.imports.of(importing.target).to_show()
    context = {
        "form": form,
        "importing": importing,
        "drafts": imports.drafts()[:MOST_SHOWN],
        "page": Paginator(imports.imported(), ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "problems/import.html", context, status=422 if form.errors else 200)


@member_required
def columns(request: TeamRequest, pk: int, importing: Importing = OF_PROBLEMS) -> HttpResponse:
    draft = get_object_or_404(request.team.imports.of(importing.target).drafts(), pk=pk)
    form = ColumnsForm(request, team=request.team, draft=draft)
    if form.is_valid() and (read := form.save(by=request.user)):
        return redirect(importing.page("import_preview"), request.team.slug, read.pk)
    context = {"form": form, "draft": draft, "importing": importing}
    return render(request, "problems/import_columns.html", context, status=422 if form.errors else 200)


@dataclass(frozen=True)
class Shown:
    """A group of a draft, and the problems of the team whose titles are much like its own."""

    group: ImportedGroup
    alike: list[Problem]


@member_required
def preview(request: TeamRequest, pk: int, importing: Importing = OF_PROBLEMS) -> HttpResponse:
    draft = get_object_or_404(request.team.imports.of(importing.target).drafts(), pk=pk)
    form = importing.confirming(request, draft=draft)
    if request.method == "POST" and form.is_valid():
        recorded = form.save(by=request.user)
        if recorded is not None:
            messages.success(request, _done(draft, recorded))
            return redirect(importing.page("import"), request.team.slug, draft.pk)
    page = Paginator(draft.groups.all(), ROWS).get_page(request.GET.get("page"))
    is_of_problems = draft.file_kind.holds_notes and importing.target == Target.PROBLEMS
    problems = request.team.problems.in_bulk() if is_of_problems else {}
    titles = {key: problem.title for key, problem in problems.items()}
    context = {
        "form": form,
        "draft": draft,
        "importing": importing,
        "page": page,
        "shown": [Shown(group, [problems[key] for key in alike(group.title, titles, most=3)]) for group in page],
    }
    return render(request, "problems/import_preview.html", context, status=422 if form.errors else 200)


@reader_required
def imported(request: TeamRequest, pk: int) -> HttpResponse:
    """An import, and the sorting of its groups."""
    found = get_object_or_404(request.team.imports.of(Target.PROBLEMS).imported().to_show(), pk=pk)
    if request.method == "POST" and not request.membership.may_record:
        raise PermissionDenied
    form = SortingForm(request, imported=found)
    if request.method == "POST" and form.is_valid():
        count, problem = form.save(by=request.user)
        if not form.errors:
            messages.success(request, _sorted(count, problem, was_aside=form.puts_back))
            return redirect(request.get_full_path())
    counts = found.groups.counted_by_state()
    state = next((state for state in GroupState if state == request.GET.get("state")), None)
    if state is None:
        state = GroupState.OPEN if counts[GroupState.OPEN][0] else GroupState.ATTACHED
    groups = (
        found.groups.filter(state=state)
        .select_related("problem__user_group", "evidence")
        .order_by("-count", "position")
    )
    context = {
        "form": form,
        "imported": found,
        "importing": OF_PROBLEMS,
        "counts": counts,
        "groups_in_all": sum(groups for groups, _rows in counts.values()),
        "state": state,
        "may_delete": request.membership.may_record and not counts[GroupState.ATTACHED][0],
        "page": Paginator(groups, ROWS).get_page(request.GET.get("page")),
    }
    return render(request, "problems/imported.html", context, status=422 if form.errors else 200)


@member_required
def deletion(request: TeamRequest, pk: int, importing: Importing = OF_PROBLEMS) -> HttpResponse:
    found = get_object_or_404(request.team.imports.of(importing.target), pk=pk)
    if request.method == "POST":
        try:
            found.remove(by=request.user)
        except InUse:
            message = _("Something came of this import, so it is kept to show from where.")
            conflict = {"message": message, "back": found.get_absolute_url()}
            return render(request, "errors/409.html", conflict, status=409)
        messages.success(request, _("Import given up: nothing of it is kept"))
        return redirect(importing.page("new_import"), request.team.slug)
    context = {
        "heading": _("Are you sure you want to give up this import?"),
        "thing": str(found),
        "text": _("What was read of the file is deleted. You can choose the file again later. This cannot be undone."),
        "button": _("Give up import"),
        "breadcrumb": {"text": found.title, "href": found.get_absolute_url()},
        "back": found.get_absolute_url(),
        "importing": importing,
    }
    return render(request, "problems/deletion.html", context)


def _done(draft: Import, recorded: int) -> str:
    if draft.target == Target.IDEAS:
        return ngettext("%(count)d idea added", "%(count)d ideas added", recorded) % {"count": recorded}
    if draft.file_kind.holds_notes:
        return ngettext("%(count)d problem recorded", "%(count)d problems recorded", recorded) % {"count": recorded}
    return _("File imported. Now say what becomes of its groups")


def _sorted(count: int, problem: Problem | None, *, was_aside: bool) -> str:
    if was_aside:
        return ngettext("%(count)d group put back", "%(count)d groups put back", count) % {"count": count}
    if problem is None:
        return ngettext("%(count)d group set aside", "%(count)d groups set aside", count) % {"count": count}
    words = ngettext("%(count)d group attached to %(problem)s", "%(count)d groups attached to %(problem)s", count)
    return words % {"count": count, "problem": str(problem)}
