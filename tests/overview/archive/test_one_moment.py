"""An archive is of one moment, and holds up nobody who votes while it is made."""

import io
from typing import Any

import pytest
from django.db import connection

from overview.archive.bringing_in import bring_in
from overview.archive.writing import make, one_moment
from problems.models import Problem
from teams.models import Team, User
from tests.factories import MembershipFactory, ProblemFactory, UserFactory
from tests.overview.archive.taking import rows, taken_out, unpacked
from tests.races import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def team() -> Team:
    team: Team = MembershipFactory(as_both=True).team
    ProblemFactory(team=team)
    return team


def test_others_write_while_an_archive_is_made_and_it_does_not_see_it(team):
    with one_moment():
        assert team.problems.count() == 1
        [problem] = at_once(lambda: ProblemFactory(team=team, title="Meanwhile"))
        assert problem.pk
        assert list(team.problems.values_list("title", flat=True)) != ["Meanwhile"]
        assert team.problems.count() == 1
    assert team.problems.count() == 2


def test_afterwards_transactions_are_what_they_were(team):
    make(team, by=team.memberships.get().user, people=True, to=io.BytesIO())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SHOW transaction_isolation")
            assert cursor.fetchone() == ("read committed",)
    if connection.vendor == "sqlite":
        mode: Any = connection
        assert mode.transaction_mode == "IMMEDIATE"
    # Read only no more.
    ProblemFactory(team=team)


def test_of_two_pages_sent_at_once_one_makes_the_team(team):
    archive, by = taken_out(team, people=True), UserFactory()

    def send() -> int:
        return bring_in(io.BytesIO(archive), by=User.objects.get(pk=by.pk)).pk

    first, second = at_once(send, send)
    assert first == second
    assert Team.objects.count() == 2


def test_what_fails_at_the_end_leaves_nothing(team, monkeypatch):
    archive, by = taken_out(team, people=True), UserFactory()

    def fail(_team: Team) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("overview.archive.bringing_in.refuse_unless_it_holds_together", fail)
    with pytest.raises(ZeroDivisionError):
        bring_in(io.BytesIO(archive), by=by)
    assert Team.objects.count() == 1
    assert Problem.objects.count() == len(rows(unpacked(archive), "problems.problem"))
    assert not User.objects.filter(email__endswith="@archive.invalid").exists()
