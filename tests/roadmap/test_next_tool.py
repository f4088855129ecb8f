"""The shortlist for Jira, Trello and GitHub."""

import csv
import io

import pytest
from django.test import Client
from django.urls import reverse

from ideation.models import Scope
from roadmap.models import Choice, Item, Shortlist
from teams.models import Membership, Team
from tests.factories import IdeaFactory, ProblemFactory, ThemeFactory, UserGroupFactory
from tests.roadmap.reading import page
from tests.roadmap.scored import finish


@pytest.fixture
def address(team: Team, product_manager: Membership) -> str:
    """Of the page of the idea that is first on the shortlist."""
    schools = UserGroupFactory(team=team, name="Schools, all")
    problem = ProblemFactory(team=team, user_group=schools, title="*Slow*")
    first = IdeaFactory(
        team=team,
        title="=One\nform",
        detail="All at once",
        theme=ThemeFactory(team=team, name="Forms"),
        problems=[problem],
    )
    second, out = IdeaFactory(team=team, title="Letters"), IdeaFactory(team=team)
    for idea in (first, second, out):
        idea.place(Scope.IN_MVP, reason="Needed", by=product_manager.user)
    finish(team, {first: 87.654, second: 60, out: 50}, voters=7)
    Shortlist.draw_line(team, 1, by=product_manager.user)
    Choice.make(second, included=True, reason="A duty", by=product_manager.user)
    Item.place(second, horizon="After the MVP", purpose=None, by=product_manager.user)
    return f"http://127.0.0.1:8000{first.get_absolute_url()}"


def rows(client: Client, team: Team, tool: str) -> list[list[str]]:
    response = client.get(reverse("roadmap:next_tool", args=[team.slug, tool]))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    return list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))


def test_jira_gets_a_column_a_label_and_no_space_in_any(client: Client, team: Team, address: str) -> None:
    assert rows(client, team, "jira") == [
        ["Summary", "Issue Type", "Description", "Labels", "Labels", "Labels"],
        [
            "'=One form",
            "Story",
            "All at once\n\nProblem of Schools, all: P1 *Slow*\n\nScore: 87.65 out of 100, from 7 people\n\n"
            f"I1 in Shortlist: {address}",
            "Schools,-all",
            "Forms",
            "MVP",
        ],
        [
            "Letters",
            "Story",
            "Score: 60 out of 100, from 7 people\n\nTaken in against the cut line: A duty\n\n"
            f"I2 in Shortlist: {address.replace('/1/', '/2/')}",
            "After-the-MVP",
            "",
            "",
        ],
    ]


def test_trello_gets_a_card_in_the_list_of_its_horizon(client: Client, team: Team, address: str) -> None:
    header, first, second = rows(client, team, "trello")
    assert header == ["Card Name", "Card Description", "Labels", "List Name"]
    assert (first[0], first[2:]) == ("'=One form", ["Schools all,Forms,MVP", "MVP"])
    # Its descriptions are Markdown.
    assert "Problem of Schools, all: P1 \\*Slow\\*" in first[1]
    assert second[3] == "After the MVP"


def test_github_gets_title_body_and_labels(client: Client, team: Team, address: str) -> None:
    header, first, _second = rows(client, team, "github")
    assert header == ["title", "body", "labels"]
    assert first[2] == "Schools all,Forms,MVP"
    assert address in first[1]


def test_nothing_on_the_shortlist_is_a_header_alone(client: Client, team: Team, product_manager: Membership) -> None:
    assert rows(client, team, "jira") == [["Summary", "Issue Type", "Description"]]


def test_another_tool_is_not_found(client: Client, team: Team, product_manager: Membership) -> None:
    assert client.get(reverse("roadmap:next_tool", args=[team.slug, "abacus"])).status_code == 404


def test_what_is_copied_for_jira_is_marked_on_the_page(client: Client, team: Team, address: str) -> None:
    soup = page(client, team)
    place = soup.select_one("[data-copy-lines]")
    # The button waits for the script.
    assert place.has_attr("hidden")
    assert place.button.text == "Copy for Jira"
    titles = [" ".join(element.text.split()) for element in soup.select(str(place["data-copy-lines"]))]
    assert titles[0] == "=One form"
    assert len(titles) == 2
