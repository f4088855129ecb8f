"""Every model is carried, or named as left out. When a test of these fails for a model of yours, it says what to do."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import models
from django.test.utils import isolate_apps
from django.utils import timezone

from overview.archive.json_fields import SHAPES, keys_in
from overview.archive.kinds import Json, Reference, all_models, kinds, kinds_among, label, not_carried
from overview.archive.left_out import (
    ABOUT_PEOPLE,
    ABOUT_THINGS,
    ANEW,
    ENDINGS,
    LEFT_OUT,
    NO_SECRET,
    OPEN_CHOICES,
    ROWS_LEFT_OUT,
    ROWS_OF_PEOPLE,
    replaced,
)
from problems.models import Problem
from teams.models import Event, Team, User
from workshops.models import Ballot

NOW = timezone.now()


def test_every_model_is_carried_or_left_out_with_a_reason():
    assert not (words := not_carried(all_models())), "\n".join(words)


def test_every_verb_of_the_log_is_about_people_or_about_things():
    """Of a new verb: if its line is about who is in the team, ABOUT_PEOPLE in overview/archive/left_out.py has it."""
    assert set(Event.Verb) == ABOUT_PEOPLE | ABOUT_THINGS
    assert not ABOUT_PEOPLE & ABOUT_THINGS


def test_what_is_said_of_models_and_fields_is_said_of_some_that_are_there():
    known = {label(model) for model in all_models()} | {model._meta.app_label for model in all_models()}
    # What accounts of other kinds would bring with them.
    assert LEFT_OUT.keys() - known <= {"socialaccount", "mfa"}
    assert ROWS_LEFT_OUT.keys() | ROWS_OF_PEOPLE.keys() <= kinds().keys()
    fields = {label(field) for kind in kinds().values() for field in kind.model._meta.concrete_fields}
    for table in (ANEW, ENDINGS, NO_SECRET, OPEN_CHOICES, SHAPES, replaced(NOW)):
        assert set(table) <= fields
    for shape in SHAPES.values():
        assert keys_in(shape) <= kinds().keys()


def test_codes_and_hashes_of_keys_are_made_anew():
    anew = {f"{kind.name}.{name}" for kind in kinds().values() for name in kind.anew}
    assert {
        "workshops.workshop.code",
        "workshops.participant.key_hash",
        "ideation.agreementround.code",
        "ideation.guest.key_hash",
        "teams.team.slug",
        "problems.import.keys",
    } <= anew
    for name, made in ANEW.items():
        assert made.why, name


def test_a_row_finds_those_that_it_cannot_do_without():
    order = list(kinds())
    assert order[0] == "teams.team"
    late = set()
    for kind in kinds().values():
        for part in kind.parts:
            if isinstance(part, Reference) and part.to in kinds():
                before = order.index(part.to) < order.index(kind.name)
                assert before is not part.is_late
                assert before or part.field.null
                late |= {label(part.field)} if part.is_late else set()
            if isinstance(part, Json):
                assert all(order.index(to) < order.index(kind.name) for to in keys_in(part.shape))
    assert {"problems.problem.framing", "problems.problem.root", "ideation.idea.merged_into"} <= late


def test_what_counted_says_leads_to_nobody():
    """Of what a vote is kept as, no key leads to a person, and from no person leads one to it."""
    votes = {"workshops.countedballot", "workshops.comment", "workshops.result", "workshops.resultrow"}
    of_people = {"people", "workshops.participant", "ideation.guest"}
    for kind in kinds().values():
        leads_to = {part.to for part in kind.parts if isinstance(part, Reference)}
        assert not (kind.name in votes and leads_to & of_people)
        assert not (kind.name in of_people and leads_to & votes)


def test_the_version_is_that_of_the_project():
    project = tomllib.loads((Path(settings.BASE_DIR) / "pyproject.toml").read_text())
    assert project["project"]["version"] == settings.VERSION


# Models that somebody might add


def of_team() -> Any:
    return models.ForeignKey(Team, on_delete=models.CASCADE, related_name="+")


def fields_of(**fields: Any) -> Callable[[], type[models.Model]]:
    def make() -> type[models.Model]:
        class Meta:
            app_label = "overview"

        return type("Added", (models.Model,), {"__module__": __name__, "Meta": Meta, **fields})

    return make


TO_NOTHING_CARRIED: Any = {"on_delete": models.CASCADE, "related_name": "+"}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": models.CharField(max_length=10)}, "overview.added hangs on no team"),
        ({"found": models.JSONField()}, "overview.added.found holds JSON"),
        ({"token": models.CharField(max_length=10)}, "overview.added.token looks like a secret"),
        ({"link": models.CharField(max_length=10, unique=True)}, "overview.added.link may not be the same"),
        ({"took": models.DurationField()}, "overview.added.took is a DurationField"),
        ({"file": models.FileField()}, "overview.added.file is a FileField"),
        (
            {"ballot": models.ForeignKey(Ballot, **TO_NOTHING_CARRIED)},
            "overview.added.ballot leads to workshops.ballot, which stays behind",
        ),
        ({"above": models.ForeignKey("self", **TO_NOTHING_CARRIED)}, "overview.added has a key to its own kind"),
        (
            {"short": models.CharField(max_length=3, primary_key=True)},
            "overview.added.short is a key that is no number",
        ),
    ],
)
def test_a_model_that_cannot_be_carried_says_what_to_do(fields, words):
    hangs = {} if words.endswith("no team") else {"team": of_team()}
    with isolate_apps("overview"):
        added = fields_of(**hangs, **fields)()
        found = not_carried([*all_models(), added])
    assert [line for line in found if words in line], found
    assert all("overview/archive/" in line or "let it be null" in line or "beside the key" in line for line in found)


def test_a_model_that_hangs_on_a_team_by_others_is_carried_by_itself():
    with isolate_apps("overview"):
        added = fields_of(
            problem=models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="+"),
            by=models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+"),
            above=models.ForeignKey("self", null=True, on_delete=models.SET_NULL, related_name="+"),
            words=models.TextField(max_length=20, blank=True),
            code=models.CharField(max_length=10, default="made"),
        )()
        assert not_carried([*all_models(), added]) == []
        kind = kinds_among([*all_models(), added])["overview.added"]
    assert kind.ways == ("problem__team",)
    assert {part.field.name for part in kind.parts} == {"problem", "by", "above", "words"}
    assert kind.anew == {"code": None}
    assert [part.field.name for part in kind.late] == ["above"]


def test_two_models_that_need_each_other_are_named():
    with isolate_apps("overview"):

        class Hen(models.Model):
            team = of_team()
            egg = models.ForeignKey("Egg", **TO_NOTHING_CARRIED)

            class Meta:
                app_label = "overview"

        class Egg(models.Model):
            hen = models.ForeignKey(Hen, **TO_NOTHING_CARRIED)

            class Meta:
                app_label = "overview"

        found = not_carried([*all_models(), Hen, Egg])
    assert "overview.egg, overview.hen cannot do without each other" in found[0]
