"""The stages of the journey, and which problems stand on each."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from problems.experience import Column, columns
from problems.forms import PlaceForm, ProblemStagesForm, RoundForm, StageForm, TakeOffForm
from problems.models import ExperienceMap, Path, Problem, Stage
from teams.requests import TeamRequest, member_required, reader_required


@reader_required
def stages(request: TeamRequest) -> HttpResponse:
    """The stages in their order; members have the form that adds one below them."""
    form = None
    if request.membership.may_record:
        form = StageForm(request.POST if request.method == "POST" else None, team=request.team)
        if form.is_valid() and form.save(by=request.user):
            messages.success(request, _("Stage added"))
            return redirect("problems:stages", request.team.slug)
    elif request.method == "POST":
        raise PermissionDenied
    context = {"columns": columns(request.team), "form": form}
    return render(request, "problems/stages.html", context, status=422 if form and form.errors else 200)


@member_required
def research_round(request: TeamRequest) -> HttpResponse:
    its_map = ExperienceMap.of(request.team)
    form = RoundForm(
        request.POST if request.method == "POST" else None, team=request.team, research=its_map.round if its_map else ""
    )
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Round of research saved"))
        return redirect("problems:map", request.team.slug)
    return render(request, "problems/map_round.html", {"form": form}, status=422 if form.errors else 200)


@reader_required
def stage(request: TeamRequest, stage: int) -> HttpResponse:
    return _page(request, _stage(request, stage))


@require_POST
@member_required
def placements(request: TeamRequest, stage: int) -> HttpResponse:
    """Put problems on one path of the stage, wherever on it they were before."""
    its_stage = _stage(request, stage)
    form = PlaceForm(request.POST, stage=its_stage, problems=_problems(request))
    if not form.is_valid():
        return _page(request, its_stage, placing=form)
    count = form.save(by=request.user)
    message = ngettext("%(count)d problem put on: %(path)s", "%(count)d problems put on: %(path)s", count)
    messages.success(request, message % {"count": count, "path": Path(form.cleaned_data["path"]).label})
    return redirect(its_stage)


@require_POST
@member_required
def placements_deletion(request: TeamRequest, stage: int) -> HttpResponse:
    its_stage = _stage(request, stage)
    form = TakeOffForm(request.POST, stage=its_stage, problems=_problems(request))
    if not form.is_valid():
        return _page(request, its_stage, taking_off=form)
    count = form.save(by=request.user)
    message = ngettext("%(count)d problem taken off this stage", "%(count)d problems taken off this stage", count)
    messages.success(request, message % {"count": count})
    return redirect(its_stage)


@member_required
def change(request: TeamRequest, stage: int) -> HttpResponse:
    its_stage = _stage(request, stage)
    form = StageForm(request.POST if request.method == "POST" else None, team=request.team, stage=its_stage)
    if form.is_valid() and form.save(by=request.user):
        messages.success(request, _("Stage changed"))
        return redirect(its_stage)
    return render(
        request, "problems/change_stage.html", {"form": form, "stage": its_stage}, status=422 if form.errors else 200
    )


@require_POST
@member_required
def up(request: TeamRequest, stage: int) -> HttpResponse:
    return _move(request, stage, -1)


@require_POST
@member_required
def down(request: TeamRequest, stage: int) -> HttpResponse:
    return _move(request, stage, 1)


@member_required
def deletion(request: TeamRequest, stage: int) -> HttpResponse:
    its_stage = _stage(request, stage)
    if request.method == "POST":
        its_stage.remove(by=request.user)
        messages.success(request, _("Stage deleted. Its problems are kept."))
        return redirect("problems:stages", request.team.slug)
    context = {
        "heading": _("Are you sure you want to delete the stage %(stage)s?") % {"stage": its_stage.name},
        "text": _("The problems on it are kept. Those that are on no other stage are then not on the map."),
        "button": _("Delete stage"),
        "breadcrumb": {"text": its_stage.name, "href": its_stage.get_absolute_url()},
        "back": its_stage.get_absolute_url(),
    }
    return render(request, "problems/deletion.html", context)


@member_required
def problem_stages(request: TeamRequest, number: int) -> HttpResponse:
    """Where one problem stands on the map."""
    problem = get_object_or_404(request.team.problems.select_related("user_group"), number=number)
    form = ProblemStagesForm(request.POST if request.method == "POST" else None, problem=problem)
    if form.is_valid():
        form.save(by=request.user)
        messages.success(request, _("Place on the experience map saved"))
        return redirect(problem)
    return render(
        request, "problems/problem_stages.html", {"form": form, "problem": problem}, status=422 if form.errors else 200
    )


def _stage(request: TeamRequest, key: int) -> Stage:
    return get_object_or_404(request.team.stages, pk=key)


def _problems(request: TeamRequest) -> list[Problem]:
    return list(request.team.problems.unmerged().by_group().defer("statement"))


def _move(request: TeamRequest, key: int, steps: int) -> HttpResponse:
    its_stage = _stage(request, key)
    its_stage.move(steps, by=request.user)
    messages.success(request, _("%(stage)s moved") % {"stage": its_stage.name})
    return redirect(f"{reverse('problems:stages', args=[request.team.slug])}#stage-{its_stage.pk}")


def _page(
    request: TeamRequest, stage: Stage, placing: PlaceForm | None = None, taking_off: TakeOffForm | None = None
) -> HttpResponse:
    """The page of a stage. One of its two forms may be one that was refused."""
    problems = _problems(request)
    here: dict[str, set[int]] = {path: set() for path in Path.values}
    for _stage_key, path, key in stage.placements.standing():
        here[path].add(key)
    on_it = set().union(*here.values())
    refused = placing or taking_off
    placing = placing or PlaceForm(None, stage=stage, problems=problems)
    placing.show_only(problem for problem in problems if problem.pk not in on_it)
    taking_off = taking_off or TakeOffForm(None, stage=stage, problems=problems)
    its_columns = columns(request.team)
    context = {
        "stage": stage,
        "column": next((column for column in its_columns if column.stage == stage), Column(stage, 1, [], [])),
        "columns": its_columns,
        "paths": [(path, [problem for problem in problems if problem.pk in here[path]]) for path in Path],
        "on_it": len(on_it),
        "form": refused,
        "placing": placing,
        "taking_off": taking_off,
        "others": len(problems) - len(on_it),
    }
    return render(request, "problems/stage.html", context, status=422 if refused else 200)
