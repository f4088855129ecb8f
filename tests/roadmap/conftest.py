from datetime import date

import pytest
from django.test import Client

from ideation.models import Idea, Scope
from problems.models import Problem
from roadmap.models import Choice, Dependency, Item
from roadmap.recording import record_decision
from teams.models import Membership, Team
from tests.factories import (
    EvidenceFactory,
    IdeaFactory,
    MembershipFactory,
    ProblemFactory,
    TeamFactory,
    ThemeFactory,
    UserGroupFactory,
)
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.scored import finish


@pytest.fixture
def team(db: None) -> Team:
    return TeamFactory()


@pytest.fixture
def product_manager(client: Client, team: Team) -> Membership:
    """The product manager of the team, signed in."""
    membership = MembershipFactory(team=team, as_product_manager=True)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def exercise(team: Team, product_manager: Membership) -> list[Idea]:
    """Each hostile text as the title of a problem and of an idea, and in every other place that takes words."""
    by = product_manager.user
    problems: list[Problem] = []
    ideas: list[Idea] = []
    for number, words in enumerate(HOSTILE):
        group = UserGroupFactory(team=team, name=words[:100])
        problems.append(ProblemFactory(team=team, user_group=group, title=words, statement=words))
        EvidenceFactory(team=team, problems=problems[-2:], finding=words, count=7, unit="tickets")
        theme = ThemeFactory(team=team, name=words)
        ideas.append(IdeaFactory(team=team, title=words, detail=words, theme=theme, problems=problems[-2:]))
        ideas[-1].place(Scope.IN_MVP if number % 4 else Scope.OUT_OF_MVP, reason=words, by=by)
    problems[0].move_to("parked", reason=HOSTILE[0], by=by)
    problems[1].set_root(problems[2], by=by)
    ProblemFactory(team=team, title="Merged").merge_into(problems[3], by=by)
    finish(team, {problem: 90.5 - place for place, problem in enumerate(problems)}, voters=9)
    in_scope = [idea for idea in ideas if idea.is_in_scope]
    finish(team, {idea: 80.25 - place for place, idea in enumerate(in_scope[:-1])})
    Choice.make(in_scope[-1], included=True, reason=HOSTILE[0], by=by)
    Choice.make(in_scope[0], included=False, reason=HOSTILE[2], by=by)
    purpose = team.purposes.create(name=HOSTILE[1])
    Item.place(in_scope[1], horizon="After the MVP", purpose=purpose, by=by)
    for idea in in_scope[2:]:
        said = dict.fromkeys(["owner", "belief", "outcome", "known_when", "measure"], idea.title)
        begins, ends = date(2026, 11, 1), date(2027, 2, 1)
        Item.change(idea, horizon="MVP", purpose=None, starts=begins, ends=ends, progress="paused", by=by, **said)
    Dependency.add(in_scope[2], in_scope[3], reason=HOSTILE[3], by=by)
    record_decision(team, by=by, note=HOSTILE[12])
    return ideas
