"""A problem in parts, and the versions of it."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from problems.comparing import changes
from problems.forms import ComparisonForm, FramingForm
from problems.models import Framing, Problem
from teams.requests import TeamRequest, member_required, reader_required

ROWS = 50


@member_required
def framing(request: TeamRequest, number: int) -> HttpResponse:
    problem = _problem(request, number)
    form = FramingForm(request.POST if request.method == "POST" else None, problem=problem)
    before = form.latest
    if form.is_valid() and "preview" not in request.POST and (saved := form.save(by=request.user)):
        messages.success(request, _("Saved as version %(number)s of the framing") % {"number": saved.number})
        return redirect(problem)
    context = {
        "problem": problem,
        "form": form,
        "latest": before,
        "sentence": form.sentence,
        "meanwhile": form.meanwhile,
        "changes": [each for each in changes(form.meanwhile, form.typed) if each.is_changed] if form.meanwhile else [],
    }
    status = 409 if form.meanwhile else 422 if form.errors else 200
    return render(request, "problems/framing.html", context, status=status)


@require_POST
@member_required
def sentence(request: TeamRequest, number: int) -> HttpResponse:
    """The sentence alone, of what is typed so far."""
    form = FramingForm(request.POST, problem=_problem(request, number))
    return render(request, "problems/_sentence.html", {"sentence": form.sentence})


@reader_required
def versions(request: TeamRequest, number: int) -> HttpResponse:
    problem = _problem(request, number)
    page = Paginator(problem.framings.select_related("by"), ROWS).get_page(request.GET.get("page"))
    return render(request, "problems/framing_versions.html", {"problem": problem, "page": page})


@reader_required
def version(request: TeamRequest, number: int, version: int) -> HttpResponse:
    problem = _problem(request, number)
    framing = get_object_or_404(problem.framings.select_related("by"), number=version)
    latest = problem.framings.values_list("number", flat=True).first()
    context = {"problem": problem, "framing": framing, "is_latest": framing.number == latest}
    return render(request, "problems/framing_version.html", context)


@require_POST
@member_required
def restoration(request: TeamRequest, number: int, version: int) -> HttpResponse:
    """Make a new version that says what an older one says."""
    problem = _problem(request, number)
    restored = get_object_or_404(problem.framings, number=version).restore(by=request.user)
    names = {"old": version, "new": restored.number}
    messages.success(request, _("Version %(old)s is restored, as version %(new)s") % names)
    return redirect(problem)


@reader_required
def comparison(request: TeamRequest, number: int) -> HttpResponse:
    problem = _problem(request, number)
    kept = problem.framings.only("number", "at", "phase", "problem")
    words = {str(framing.number): _described(framing) for framing in kept}
    if not words:
        raise Http404
    form = ComparisonForm(request.GET, versions=words)
    pair = {str(framing.number): framing for framing in problem.framings.filter(number__in=form.chosen.values())}
    old, new = pair[form.chosen["old"]], pair[form.chosen["new"]]
    context = {
        "problem": problem,
        "choosing": form,
        "old": old,
        "new": new,
        "changes": changes(old, new),
        "is_same": old.content == new.content,
    }
    return render(request, "problems/framing_comparison.html", context)


def _problem(request: TeamRequest, number: int) -> Problem:
    return get_object_or_404(request.team.problems.select_related("user_group"), number=number)


def _described(framing: Framing) -> str:
    at = date_format(timezone.localtime(framing.at), "j F Y")
    return ", ".join(filter(None, [str(framing.number), str(framing.get_phase_display()), at]))
