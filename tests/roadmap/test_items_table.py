"""The roadmap as a table: a row for each item."""

import csv
import io
import json
from datetime import date

from django.test import Client

from roadmap.models import Choice, Dependency, Item
from teams.models import Membership, Team
from tests.factories import IdeaFactory, ProblemFactory, UserGroupFactory
from tests.roadmap.reading import at
from tests.roadmap.scored import finish


def rows(client: Client, team: Team) -> list[dict]:
    response = client.get(at("table", team, "roadmap", "json"))
    assert response.status_code == 200
    return json.loads(response.content)["rows"]


def test_an_item_is_one_row_with_all_that_is_known_of_it(
    client: Client, team: Team, product_manager: Membership
) -> None:
    by = product_manager.user
    groups = [UserGroupFactory(team=team, name=name) for name in ("Schools", "Providers")]
    problems = [ProblemFactory(team=team, user_group=group, title="Slow") for group in groups]
    one = IdeaFactory(team=team, title="One form", detail="Short", problems=problems[:1])
    two = IdeaFactory(team=team, title="Fewer questions", problems=problems)
    three = IdeaFactory(team=team, title="Data first")
    for idea in (one, two, three):
        idea.place("in_mvp", reason="Top", by=by)
    finish(team, {one: 81.239, two: 70}, voters=6)
    Choice.make(three, included=True, reason="All need it", by=by)
    Item.combine([one, two], by=by)
    Item.change(
        two,
        by=by,
        horizon="After the MVP",
        purpose=team.purposes.create(name="Enable"),
        own_title="Less to type",
        owner="Forms team",
        progress="started",
        starts=date(2027, 11, 1),
        ends=date(2028, 2, 1),
        belief="one form",
        outcome="save time",
        known_when="it takes a minute",
        measure="Minutes",
    )
    Dependency.add(one, three, by=by)

    first, second = rows(client, team)

    assert first | {"scored_on": "", "address": ""} == {
        "idea_number": "I1",
        "title": "Less to type",
        "made_from": ["I1", "I2"],
        "idea": "One form",
        "detail": "Short",
        "core_purpose": "Enable",
        "horizon": "After the MVP",
        "owner": "Forms team",
        "progress": "started",
        "from": "2027-11-01",
        "to": "2028-02-29",
        "waits_for": ["I3"],
        "we_believe_that": "one form",
        "will": "save time",
        "we_will_know_when": "it takes a minute",
        "measure": "Minutes",
        "user_groups": ["Schools", "Providers"],
        "problems": [str(problem) for problem in problems],
        "problem_numbers": ["P1", "P2"],
        "rank": 1,
        "score": 81.24,
        "voters": 6,
        "scored_on": "",
        "reason": None,
        "address": "",
    }
    assert (second["title"], second["made_from"], second["reason"]) == ("Data first", ["I3"], "All need it")
    assert (second["progress"], second["horizon"], second["owner"]) == ("not_started", "MVP", None)
    assert (second["from"], second["to"], second["waits_for"], second["rank"]) == (None, None, [], None)


def test_people_read_how_far_an_item_is_in_words(client: Client, team: Team, product_manager: Membership) -> None:
    idea = IdeaFactory(team=team, scope="in_mvp")
    Choice.make(idea, included=True, reason="Needed", by=product_manager.user)
    Item.change(idea, by=product_manager.user, horizon="MVP", purpose=None, progress="paused")
    text = client.get(at("table", team, "roadmap", "csv")).content.decode("utf-8-sig")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row["Progress"] == "Paused"
    assert row["Made from"] == "I1"
