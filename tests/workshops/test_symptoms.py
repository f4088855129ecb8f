from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from teams.models import Team
from tests.factories import MembershipFactory
from tests.reading import text_of
from tests.workshops.test_ranking import criterion, held, problems

pytestmark = pytest.mark.django_db

ROOT = criterion("Root or symptom", finds_symptoms=True, low_label="Symptom", high_label="Root problem")
IMPACT = criterion("Impact")


@pytest.fixture
def team(client: Client) -> Team:
    membership = MembershipFactory()
    client.force_login(membership.user)
    return membership.team


def listed(client: Client, team: Team) -> list[list[str]]:
    answer = client.get(f"/teams/{team.slug}/problems/symptoms/")
    assert answer.status_code == 200
    rows = BeautifulSoup(answer.content, "html.parser").select("main tbody tr")
    return [[" ".join(cell.get_text(" ").split()) for cell in row.select("td, th")] for row in rows]


def test_what_lies_on_the_symptoms_side_of_the_middle_is_listed_surest_first(client, team):
    first, second, third, fourth = problems(team, 4)
    held(team, "All", [ROOT, IMPACT], {first: 2, second: 3, third: 4, fourth: 1})
    rows = listed(client, team)
    assert [row[0].split()[0] for row in rows] == ["P4", "P1"]
    assert rows[1][1] == "2.00 on the scale from 1 Symptom to 5 Root problem All"
    assert rows[1][2].startswith("Not chosen yet Choose its root")


def test_where_the_low_end_means_more_priority_the_high_end_is_the_symptoms_side(client, team):
    first, second = problems(team, 2)
    turned = ROOT | {"direction": "low", "low_label": "Root", "high_label": "Symptom", "lowest": 1, "highest": 9}
    held(team, "All", [turned], {first: 4, second: 6})
    assert [row[0].split()[0] for row in listed(client, team)] == ["P2"]


def test_only_the_latest_result_counts_and_only_what_is_not_withheld(client, team):
    first, second = problems(team, 2)
    held(team, "Old", [ROOT, IMPACT], {first: 1, second: 1})
    held(team, "New", [ROOT, IMPACT], {first: 5})
    newest = held(team, "Newest", [ROOT, IMPACT], {second: 1})
    assert [row[0].split()[0] for row in listed(client, team)] == ["P2"]
    row = newest.result.rows.get()
    row.cells[0] |= {"mean": None, "withheld": True}
    row.save()
    assert listed(client, team) == []
    assert "The room called none" in text_of(client.get(f"/teams/{team.slug}/problems/symptoms/"))


def test_a_low_score_on_another_criterion_calls_nothing_a_symptom(client, team):
    [first] = problems(team, 1)
    held(team, "All", [IMPACT], {first: 1})
    assert "No finished workshop has asked yet" in text_of(client.get(f"/teams/{team.slug}/problems/symptoms/"))


def test_a_member_chooses_the_root_and_comes_back_to_the_list(client, team):
    first, second = problems(team, 2)
    held(team, "All", [ROOT], {first: 1, second: 5})
    page = BeautifulSoup(client.get(f"/teams/{team.slug}/problems/symptoms/").content, "html.parser")
    [link] = page.select("main tbody a[href*='/root/']")
    form = BeautifulSoup(client.get(str(link["href"])).content, "html.parser").select_one("main form")
    assert form
    answer = client.post(str(form["action"]), {"root": second.number}, follow=True)
    assert "P1 is now a symptom of P2" in text_of(answer)
    assert listed(client, team)[0][2].startswith("P2 Problem B Change")
    assert first.__class__.objects.get(pk=first.pk).root == second


def test_observers_read_the_list_and_change_nothing(team):
    first, second = problems(team, 2)
    held(team, "All", [ROOT], {first: 1, second: 5})
    observer: Any = Client()
    observer.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert listed(observer, team)[0][2] == "Not chosen yet"
