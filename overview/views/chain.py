"""A page for each link of the chain: what it stands on, and what came of it."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from ideation.models import Idea
from ideation.prompts import PROMPTS
from overview.chain import CameOf, Endings, Votes, scored
from overview.merged import Around, Solution
from problems.behind import Behind
from problems.models import Document, ImportedGroup, Problem
from teams.requests import TeamRequest, reader_required


@reader_required
def problem(request: TeamRequest, number: int) -> HttpResponse:
    try:
        around = Around.of(request.team, number)
    except Problem.DoesNotExist as not_there:
        raise Http404 from not_there
    found = around.problem
    evidence, ideas = around.evidence(), around.ideas()
    endings = Endings(request.team).of(ideas.all)
    context = {
        "problem": found,
        "around": around,
        "root_stands": found.root and found.root.merged_into,
        "evidence": evidence,
        "behind": Behind.of(evidence.all, len(around.open_questions)),
        "questions": around.open_questions,
        "framing": found.framing,
        "placements": around.placements,
        "documents": around.documents,
        "attach": _attach(request, f"problem={number}"),
        "votes": Votes.on_problem(found, around.merged),
        "endings": endings,
        "ideas": ideas,
        "prompts": PROMPTS,
        "on_roadmap": [ending for ending in endings if ending.is_on_roadmap],
    }
    return render(request, "overview/problem.html", context)


@reader_required
def evidence(request: TeamRequest, number: int) -> HttpResponse:
    with_documents = request.team.evidence.annotate(gathered_documents=Document.gathered_on_evidence())
    found = get_object_or_404(with_documents, number=number)
    imported = ImportedGroup.behind(found)
    context = {
        "evidence": found,
        "over_time": imported and imported.over_time,
        "questions": found.answered_questions.select_related("team"),
        "documents": Document.from_gathered(request.team, getattr(found, "gathered_documents", None)),
        "attach": _attach(request, f"evidence={number}"),
        "came": CameOf.of(request.team, found),
    }
    return render(request, "overview/evidence.html", context)


@reader_required
def idea(request: TeamRequest, number: int) -> HttpResponse:
    try:
        solution = Solution.of(request.team, number)
    except Idea.DoesNotExist as not_there:
        raise Http404 from not_there
    found, problems = solution.idea, solution.problems()
    endings = Endings(request.team)
    [ending] = endings.of([found])
    votes = Votes.on_idea(found, solution.merged)
    context = {
        "idea": found,
        "merged": solution.merged,
        "problems": scored(request.team, problems.all),
        "origins": problems.origins,
        "votes": votes,
        "criteria": votes.by_criterion(),
        "decisions": found.scope_decisions.select_related("by", "confirmed_by").with_challenges(),
        "standing": ending.standing,
        "ranking": endings.ranking,
    }
    return render(request, "overview/idea.html", context)


def _attach(request: TeamRequest, to: str) -> str:
    return f"{reverse('problems:new_document', args=[request.team.slug])}?{to}"
