"""What is another team's is reached by no address and by no form."""

from collections.abc import Iterator
from itertools import product

import pytest
from django.db import transaction
from django.db.models import F

from ideation.models import Answer, Idea
from problems.models import Document, Evidence, Placement, Problem, Question, Stage, UserGroup
from roadmap.models import Dependency, Item, Part
from teams.models import Event, Purpose
from tests.access.addresses import ADDRESSES, PAGES, Address
from tests.access.browsers import Browsers, all_rows, ask, forms, pages_to_see
from tests.factories import (
    EvidenceFactory,
    IdeaFactory,
    ProblemFactory,
    TeamFactory,
    ThemeFactory,
)
from tests.world import World, make_world
from workshops.models import Candidate

pytestmark = pytest.mark.django_db


@pytest.mark.walk
def test_numbers_of_another_team_lead_nowhere():
    world, other = make_world(), make_world(first_number=100)
    browsers = Browsers(world)
    before = all_rows()
    wrong = []
    asked = 0
    for address in ADDRESSES:
        if address.name.startswith("mfa_"):
            # Whoever asks shows first who they are. Whose keys they reach is tested with the second factor.
            continue
        cookies = browsers.let_into(PAGES[address.name])
        for method, path in product(("get", "post"), foreign(address, world, other)):
            answer = ask(cookies, method, path)
            asked += 1
            if answer.status_code not in {404, 405}:
                wrong.append(f"{method} {path}: {answer.status_code}")
    assert not wrong, "\n".join(wrong)
    assert asked > 80
    assert all_rows() == before


def foreign(address: Address, world: World, other: World) -> Iterator[str]:
    """The paths of our team in which one number is another team's, is of another workshop, or is much too large."""
    ours, theirs = address.values(world), address.values(other)
    for key in address.takes & {
        "number",
        "pk",
        "group",
        "candidate",
        "other",
        "criterion",
        "person",
        "needed",
        "preset",
        "challenge",
        "note",
        "stage",
        "document",
        "member",
        "user",
        "invitation",
    }:
        yield address.path(ours | {key: theirs[key]})
        yield address.path(ours | {key: 10**30})
    if "criterion" in address.takes:
        yield address.path(ours | {"criterion": world.workshops["open"].criteria.get(position=0).pk})


@pytest.mark.walk
def test_what_belongs_to_another_team_cannot_be_chosen_in_a_form():
    world = make_world()
    make_foreign_rows(FOREIGN)
    wrong = []
    asked = 0
    for path, cookies in pages_to_see(world):
        for method, action, fields, choices in forms(cookies, path):
            for name in choices if method == "post" else ():
                with transaction.atomic():
                    ask(cookies, method, action, fields | {name: str(FOREIGN)})
                    mixed = links_between_teams()
                    transaction.set_rollback(True)
                asked += 1
                if mixed:
                    wrong.append(f"{action}: {name} linked {mixed}")
    assert not wrong, "\n".join(wrong)
    assert asked > 15


# Both the key and the number of every row of the other team: whichever a form takes.
FOREIGN = 777


def make_foreign_rows(key: int) -> None:
    team = TeamFactory(pk=key)
    group = UserGroup.objects.create(pk=key, team=team, name="Theirs", label="TH", colour="blue")
    problem = ProblemFactory(pk=key, number=key, team=team, user_group=group)
    EvidenceFactory(pk=key, number=key, team=team, problems=[problem])
    Stage.objects.create(pk=key, team=team, name="Theirs")
    IdeaFactory(
        pk=key, number=key, team=team, problems=[problem], scope="in_mvp", theme=ThemeFactory(pk=key, team=team)
    )
    Purpose.objects.create(pk=key, team=team, name="Theirs")


def links_between_teams() -> list[str]:
    answers, evidence = Answer.objects.all(), Evidence.problems.through.objects.all()
    asked = Question.problems.through.objects.all()
    links = {
        "problem and group": Problem.objects.exclude(user_group=None).exclude(user_group__team=F("team")),
        "problem and root": Problem.objects.exclude(root=None).exclude(root__team=F("team")),
        "evidence and problem": evidence.exclude(evidence__team=F("problem__team")),
        "question and problem": asked.exclude(question__team=F("problem__team")),
        "question and evidence": Question.objects.exclude(evidence=None).exclude(evidence__team=F("team")),
        "stage and problem": Placement.objects.exclude(stage__team=F("problem__team")),
        "stage and stage": Stage.leads_to.through.objects.exclude(from_stage__team=F("to_stage__team")),
        "document and problem": Document.objects.exclude(problem=None).exclude(problem__team=F("team")),
        "document and evidence": Document.objects.exclude(evidence=None).exclude(evidence__team=F("team")),
        "idea and problem": answers.exclude(idea__team=F("problem__team")),
        "idea and theme": Idea.objects.exclude(theme=None).exclude(theme__team=F("team")),
        "workshop and problem": Candidate.objects.filter(idea=None).exclude(workshop__team=F("problem__team")),
        "workshop and idea": Candidate.objects.filter(problem=None).exclude(workshop__team=F("idea__team")),
        "event and invitation": Event.objects.exclude(invitation=None).exclude(invitation__team=F("team")),
        "purpose and item": Item.objects.exclude(purpose=None).exclude(purpose__team=F("team")),
        "horizon and item": Item.objects.exclude(horizon=None).exclude(horizon__team=F("team")),
        "idea and item": Part.objects.exclude(item__team=F("idea__team")),
        "item and item": Dependency.objects.exclude(item__team=F("needs__team")),
    }
    return [name for name, rows in links.items() if rows.exists()]
