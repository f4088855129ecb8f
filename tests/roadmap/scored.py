"""Ideas and problems with results, written straight away: how votes become scores is tested elsewhere."""

from collections.abc import Mapping
from datetime import timedelta

from django.utils import timezone

from ideation.models import Idea, Scope
from problems.models import Problem
from teams.models import Team
from tests.factories import IdeaFactory
from workshops.models import Candidate, Result, ResultRow, State, Workshop
from workshops.scoring import ranks


def scored_ideas(team: Team, scores: list[float | None], **fields: object) -> list[Idea]:
    """Ideas in scope, with these scores from one finished workshop of five voters."""
    ideas: list[Idea] = [IdeaFactory(team=team, scope=Scope.IN_MVP, **fields) for _score in scores]
    finish(team, dict(zip(ideas, scores, strict=True)))
    return ideas


def finish[Thing: (Idea, Problem)](
    team: Team, scores: Mapping[Thing, float | None], *, voters: int = 5, days_ago: int = 0
) -> Workshop:
    """A finished workshop that found these scores; None where nobody scored."""
    kind = "idea" if isinstance(next(iter(scores)), Idea) else "problem"
    workshop = Workshop.add(team, by=None, kind=kind, title=f"Vote on {kind}s")
    workshop.state, workshop.finished_at = State.FINISHED, timezone.now() - timedelta(days=days_ago)
    workshop.save()
    result = Result.objects.create(workshop=workshop, voters=voters, measured_on=workshop.measured_on())
    for (thing, score), rank in zip(scores.items(), ranks(list(scores.values())), strict=True):
        candidate = Candidate(workshop=workshop, number=thing.number)
        candidate.freeze(thing)
        candidate.save()
        ResultRow.objects.create(result=result, candidate=candidate, rank=rank, score=score, voters=voters)
    return workshop
