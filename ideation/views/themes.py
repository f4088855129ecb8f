from dataclasses import dataclass

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from ideation.forms import MoveForm, ThemeForm
from ideation.models import Idea, Theme
from teams.requests import TeamRequest, member_required, reader_required


@dataclass
class Column:
    """A theme and the ideas in it; of None, the ideas that have no theme yet."""

    theme: Theme | None
    ideas: list[Idea]


@reader_required
def themes(request: TeamRequest) -> HttpResponse:
    return _page(request, adding=ThemeForm(team=request.team), moving=MoveForm(team=request.team))


@require_POST
@member_required
def new(request: TeamRequest) -> HttpResponse:
    form = ThemeForm(request.POST, team=request.team)
    if not form.is_valid():
        return _page(request, adding=form, moving=MoveForm(team=request.team))
    Theme.named(request.team, form.cleaned_data["name"], by=request.user)
    messages.success(request, _("Theme added"))
    return redirect("ideation:themes", request.team.slug)


@require_POST
@member_required
def moves(request: TeamRequest) -> HttpResponse:
    form = MoveForm(request.POST, team=request.team)
    if not form.is_valid():
        return _page(request, adding=ThemeForm(team=request.team), moving=form)
    count, theme = form.save(by=request.user)
    messages.success(
        request,
        ngettext("%(count)d idea moved to %(theme)s", "%(count)d ideas moved to %(theme)s", count)
        % {"count": count, "theme": theme or _("No theme")},
    )
    return redirect("ideation:themes", request.team.slug)


@member_required
def theme(request: TeamRequest, pk: int) -> HttpResponse:
    renamed = get_object_or_404(request.team.themes, pk=pk)
    form = ThemeForm(request.POST if request.method == "POST" else None, team=request.team, theme=renamed)
    if request.method == "POST" and form.is_valid() and form.rename(by=request.user):
        messages.success(request, _("Theme renamed"))
        return redirect("ideation:themes", request.team.slug)
    return render(request, "ideation/theme.html", {"form": form, "theme": renamed}, status=422 if form.errors else 200)


@member_required
def deletion(request: TeamRequest, pk: int) -> HttpResponse:
    doomed = get_object_or_404(request.team.themes, pk=pk)
    if request.method == "POST":
        doomed.remove(by=request.user)
        messages.success(request, _("Theme deleted. Its ideas are kept."))
        return redirect("ideation:themes", request.team.slug)
    return render(request, "ideation/theme_deletion.html", {"theme": doomed, "count": doomed.ideas.count()})


def _page(request: TeamRequest, *, adding: ThemeForm, moving: MoveForm) -> HttpResponse:
    columns = {None: Column(None, [])} | {theme.pk: Column(theme, []) for theme in moving.themes.values()}
    for idea in moving.by_number.values():
        # A theme may have gone, or come, between the two statements.
        columns.setdefault(idea.theme_id, Column(idea.theme, [])).ideas.append(idea)
    wrong = next((form for form in (adding, moving) if form.errors), None)
    return render(
        request,
        "ideation/themes.html",
        {
            "columns": list(columns.values()),
            # The error summary links to the first checkbox.
            "first": next((idea for column in columns.values() for idea in column.ideas), None),
            "adding": adding,
            "moving": moving,
            "form": wrong,
        },
        status=422 if wrong else 200,
    )
