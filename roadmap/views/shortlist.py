from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from ideation.funnel import Funnel
from ideation.models import Idea, ScopeCounts
from roadmap.changes import Changes
from roadmap.forms import IN, OUT, ChoiceForm, LineForm
from roadmap.funnel import steps_to_shortlist
from roadmap.models import Choice, NotInScope
from roadmap.ranking import Ranking, no_longer_in_scope
from roadmap.recording import Snapshot
from teams.requests import TeamRequest, product_manager_required, reader_required


@reader_required
def shortlist(request: TeamRequest) -> HttpResponse:
    ranking = Ranking.of(request.team)
    return _page(request, ranking, LineForm(ranking=ranking))


@require_POST
@product_manager_required
def line(request: TeamRequest) -> HttpResponse:
    ranking = Ranking.of(request.team)
    form = LineForm(request.POST, ranking=ranking)
    if not form.is_valid():
        return _page(request, ranking, form)
    form.save(request.team, by=request.user)
    messages.success(request, _("The line was moved") if ranking.line_is_drawn else _("The line was drawn"))
    return redirect("roadmap:shortlist", request.team.slug)


def _page(request: TeamRequest, ranking: Ranking, form: LineForm) -> HttpResponse:
    ranking.fetch_answered(ranking.all)
    counts = ScopeCounts.of(request.team)
    funnel = Funnel.in_counts(counts)
    latest = Snapshot.latest(request.team)
    return render(
        request,
        "roadmap/shortlist.html",
        {
            "ranking": ranking,
            "form": form,
            "latest": latest,
            "changes": latest and Changes.between(latest, Snapshot.now(request.team, ranking)),
            "considered": funnel.solutions,
            "steps": steps_to_shortlist(request.team, funnel, len(ranking.shortlisted)),
            "counts": counts,
            "no_longer_in_scope": no_longer_in_scope(request.team),
        },
        status=422 if form.errors else 200,
    )


@product_manager_required
def choice(request: TeamRequest, number: int) -> HttpResponse:
    idea = get_object_or_404(request.team.ideas, number=number)
    ranking = Ranking.of(request.team)
    standing = ranking.standing(number)
    if standing is None:
        return _not_in_scope(request, idea)
    ranking.fetch_answered([standing])
    # Who comes here wants what the line does not say.
    against = {"decision": OUT if standing.is_above_line else IN}
    form = ChoiceForm(request.POST if request.method == "POST" else None, standing=standing, initial=against)
    if request.method == "POST" and form.is_valid():
        try:
            form.save(by=request.user)
        except NotInScope:
            return _not_in_scope(request, idea)
        outcome = _("%(idea)s is in") if form.included else _("%(idea)s is out")
        messages.success(request, outcome % {"idea": idea.reference})
        return redirect("roadmap:shortlist", request.team.slug)
    return render(
        request,
        "roadmap/choice.html",
        {"form": form, "ranking": ranking, "standing": standing, "idea": standing.idea},
        status=422 if form.errors else 200,
    )


@require_POST
@product_manager_required
def withdrawal(request: TeamRequest, number: int) -> HttpResponse:
    idea = get_object_or_404(request.team.ideas, number=number)
    Choice.withdraw(idea, by=request.user)
    messages.success(request, _("The decision on %(idea)s was withdrawn") % {"idea": idea.reference})
    return redirect("roadmap:shortlist", request.team.slug)


def _not_in_scope(request: TeamRequest, idea: Idea) -> HttpResponse:
    message = _("%(idea)s is not in scope for the MVP. Place it in scope first, then decide on it here.")
    return render(
        request,
        "errors/409.html",
        {
            "message": message % {"idea": idea.reference},
            "back": reverse("roadmap:shortlist", args=[request.team.slug]),
        },
        status=409,
    )
