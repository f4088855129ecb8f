"""A page for each link of the chain: what it stands on, and what came of it."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render

from overview.chain import Endings, Votes, scored
from teams.requests import TeamRequest, reader_required


@reader_required
def problem(request: TeamRequest, number: int) -> HttpResponse:
    found = get_object_or_404(request.team.problems.select_related("user_group", "root"), number=number)
    endings = Endings(request.team).of(found.ideas.select_related("theme"))
    context = {
        "problem": found,
        "symptoms": found.symptoms.select_related("user_group"),
        "evidence": found.evidence.figures_first(),
        "votes": Votes.on(found.candidates.all()),
        "endings": endings,
        "on_roadmap": [ending for ending in endings if ending.is_on_roadmap],
    }
    return render(request, "overview/problem.html", context)


@reader_required
def evidence(request: TeamRequest, number: int) -> HttpResponse:
    found = get_object_or_404(request.team.evidence, number=number)
    problems = request.team.problems.filter(evidence=found).by_group().prefetch_related("ideas")
    context = {
        "evidence": found,
        "problems": scored(request.team, problems, Endings(request.team)),
    }
    return render(request, "overview/evidence.html", context)


@reader_required
def idea(request: TeamRequest, number: int) -> HttpResponse:
    found = get_object_or_404(request.team.ideas.select_related("theme"), number=number)
    endings = Endings(request.team)
    [ending] = endings.of([found])
    votes = Votes.on(found.candidates.all())
    context = {
        "idea": found,
        "problems": scored(request.team, request.team.problems.filter(ideas=found).with_evidence_count().by_group()),
        "votes": votes,
        "criteria": votes.by_criterion(),
        "decisions": found.scope_decisions.select_related("by"),
        "standing": ending.standing,
        "ranking": endings.ranking,
    }
    return render(request, "overview/idea.html", context)
