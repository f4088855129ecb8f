import pytest
from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from ideation.models import Idea, Scope, ScopeCounts
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, UserGroupFactory


def scope_page(client: Client, team: Team) -> BeautifulSoup:
    response = client.get(reverse("ideation:scope", args=[team.slug]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def placement(team: Team, idea: Idea) -> str:
    return reverse("workshops:placement", args=[team.slug, idea.number])


def bucket(soup: BeautifulSoup, heading: str) -> Tag:
    return next(section for section in soup.select(".app-bucket") if section.h2.text.startswith(heading))


def test_what_is_left_to_place_comes_first_then_the_buckets_with_reasons(
    client: Client, team: Team, organiser: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="blue")
    problem = ProblemFactory(team=team, user_group=schools)
    placed, left = IdeaFactory(team=team, problems=[problem]), IdeaFactory(team=team)
    placed.place(Scope.OUT_OF_MVP, reason="Not before May", by=organiser.user)
    placed.place(Scope.IN_MVP, reason="May it is", by=organiser.user)

    soup = scope_page(client, team)

    assert soup.select("h2")[0].text.split() == ["Not", "placed", "1", "idea"]
    assert "1 of 2 left to place" in soup.select_one(".app-left").text
    assert left.title in soup.select_one(".app-notes").text
    inside = bucket(soup, "In scope for the MVP")
    assert "1 idea" in inside.h2.text
    assert placed.title in inside.text
    assert "May it is" in inside.text
    assert "Not before May" not in soup.text
    assert "SCH" in inside.text
    assert problem.reference in inside.text
    assert "0 ideas" in bucket(soup, "Out of scope for the MVP").h2.text
    assert "0 ideas" in bucket(soup, "Completely out of scope").h2.text


def test_the_bucket_that_a_note_was_dragged_to_is_chosen_already_unless_it_is_made_up(
    client: Client, team: Team, organiser: Membership
) -> None:
    idea = IdeaFactory(team=team)
    idea.place(Scope.IN_MVP, reason="Needed by May", by=organiser.user)

    def chosen(query: str) -> list[str]:
        soup = BeautifulSoup(client.get(placement(team, idea) + query).content, "html.parser")
        return [str(radio["value"]) for radio in soup.select("[name=scope][checked]")]

    assert chosen("") == ["in_mvp"]
    assert chosen("?scope=out_of_mvp") == ["out_of_mvp"]
    assert chosen("?scope=made_up") == ["in_mvp"]
    refused = client.post(placement(team, idea) + "?scope=out_of_mvp", {"scope": "out_of_service", "reason": ""})
    soup = BeautifulSoup(refused.content, "html.parser")
    assert [radio["value"] for radio in soup.select("[name=scope][checked]")] == ["out_of_service"]
    assert idea.scope_decisions.count() == 1


def test_an_idea_is_placed_with_its_reason(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)

    response = client.post(placement(team, idea), {"scope": Scope.IN_MVP, "reason": "Needed by May"})

    assert response.headers["Location"] == reverse("ideation:scope", args=[team.slug])
    idea.refresh_from_db()
    assert idea.scope == Scope.IN_MVP
    decision = idea.scope_decisions.get()
    assert (decision.scope, decision.reason, decision.by) == (Scope.IN_MVP, "Needed by May", organiser.user)
    assert team.events.first().verb == Event.Verb.PLACED


def test_every_decision_stays_in_the_history(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)
    for scope, reason in [(Scope.IN_MVP, "First thought"), (Scope.NOT_PLACED, "We do not know")]:
        client.post(placement(team, idea), {"scope": scope, "reason": reason})

    soup = BeautifulSoup(client.get(placement(team, idea)).content, "html.parser")

    rows = [[cell.text for cell in row.select("td")] for row in soup.select("tbody tr")]
    assert [row[:2] for row in rows] == [
        ["Not placed", "We do not know"],
        ["In scope for the MVP", "First thought"],
    ]
    assert all(row[2].strip().startswith(organiser.user.name) for row in rows)
    assert "Not confirmed yet." in rows[1][2]
    idea.refresh_from_db()
    assert idea.scope == Scope.NOT_PLACED


def test_the_same_decision_sent_twice_is_one_decision(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(team=team)

    for _n in range(2):
        response = client.post(placement(team, idea), {"scope": Scope.IN_MVP, "reason": "Needed"})
        assert response.status_code == 302

    assert idea.scope_decisions.count() == 1


def test_after_saving_the_next_idea_that_is_left_comes_up(client: Client, team: Team, organiser: Membership) -> None:
    one, two, three, four = IdeaFactory.create_batch(4, team=team)
    two.place(Scope.IN_MVP, reason="Needed", by=organiser.user)
    sent = {"scope": Scope.IN_MVP, "reason": "Needed", "next": "yes"}

    assert client.post(placement(team, one), sent).headers["Location"] == placement(team, three)
    # After the last one it goes on with the first that is left.
    one.place(Scope.NOT_PLACED, reason="No", by=organiser.user)
    assert client.post(placement(team, four), sent).headers["Location"] == placement(team, one)
    assert client.post(placement(team, one), sent).headers["Location"] == placement(team, three)
    assert b"Save and place the next" not in client.get(placement(team, three)).content
    assert client.post(placement(team, three), sent).headers["Location"] == reverse("ideation:scope", args=[team.slug])
    assert "All 4 ideas are placed." in scope_page(client, team).text


@pytest.mark.parametrize(
    ("sent", "message"),
    [
        ({"scope": "in_mvp"}, "Enter the reason"),
        ({"scope": "in_mvp", "reason": "  "}, "Enter the reason"),
        ({"scope": "in_mvp", "reason": "x" * 1001}, "The reason must be 1,000 characters or fewer"),
        ({"reason": "Because"}, "Choose a scope"),
        ({"scope": "somewhere", "reason": "Because"}, "Choose a scope from the list"),
        ({"scope": "in_mvp", "reason": "x\0"}, "Null characters are not allowed"),
        ({}, "Choose a scope"),
    ],
)
def test_a_placement_that_makes_no_sense_changes_nothing(
    client: Client, team: Team, organiser: Membership, sent: dict[str, str], message: str
) -> None:
    idea = IdeaFactory(team=team)

    response = client.post(placement(team, idea), sent)

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert message in soup.select_one(".govuk-error-summary").text
    assert soup.select_one("textarea").text.strip() == sent.get("reason", "").strip()
    idea.refresh_from_db()
    assert idea.scope == Scope.NOT_PLACED
    assert not idea.scope_decisions.exists()


def test_members_see_the_scope_and_do_not_place(client: Client, team: Team, member: Membership) -> None:
    idea = IdeaFactory(team=team)

    soup = scope_page(client, team)

    assert idea.title in soup.text
    assert not soup.select_one(f"a[href='{placement(team, idea)}']")
    assert client.get(placement(team, idea)).status_code == 403
    assert client.post(placement(team, idea), {"scope": "in_mvp", "reason": "Mine"}).status_code == 403
    idea.refresh_from_db()
    assert idea.scope == Scope.NOT_PLACED


def test_an_observer_sees_the_scope_and_a_product_manager_places(client: Client, team: Team) -> None:
    idea = IdeaFactory(team=team)
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert idea.title in scope_page(client, team).text

    client.force_login(MembershipFactory(team=team, as_product_manager=True).user)
    assert client.post(placement(team, idea), {"scope": "in_mvp", "reason": "Yes"}).status_code == 302


def test_another_teams_idea_is_not_placed(client: Client, team: Team, organiser: Membership) -> None:
    idea = IdeaFactory(number=9)

    assert client.post(placement(team, idea), {"scope": "in_mvp", "reason": "Mine"}).status_code == 404
    idea.refresh_from_db()
    assert idea.scope == Scope.NOT_PLACED


def test_a_long_bucket_shows_fifty_and_links_to_all(client: Client, team: Team, organiser: Membership) -> None:
    IdeaFactory.create_batch(51, team=team, scope=Scope.IN_MVP)

    inside = bucket(scope_page(client, team), "In scope for the MVP")

    assert "51 ideas" in inside.h2.text
    assert len(inside.select("li")) == 50
    assert "See all 51" in inside.select_one("a[href$='?scope=in_mvp']").text


def test_a_team_without_ideas_is_told_what_to_do(client: Client, team: Team, organiser: Membership) -> None:
    soup = scope_page(client, team)

    assert "There are no ideas to place yet." in soup.text
    assert soup.select_one(f"a[href='{reverse('ideation:new', args=[team.slug])}']")


@pytest.mark.parametrize("ideas", [10, 200])
def test_the_scope_costs_the_same_however_many_ideas_there_are(
    client: Client, team: Team, organiser: Membership, ideas: int, django_assert_num_queries
) -> None:
    problem = ProblemFactory(team=team)
    for n in range(ideas):
        idea = IdeaFactory(team=team, problems=[problem])
        if n % 4:
            idea.place(Scope.values[n % 4], reason="Because", by=organiser.user)

    with django_assert_num_queries(8):
        client.get(reverse("ideation:scope", args=[team.slug]))
    with django_assert_num_queries(11):
        client.get(placement(team, idea))
    state, version = reverse("ideation:scope_state", args=[team.slug]), ScopeCounts.of(team).version
    with django_assert_num_queries(4):
        assert client.get(state, {"version": version}).status_code == 204
