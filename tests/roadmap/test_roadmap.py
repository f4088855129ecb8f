import pytest
from django.test import Client
from django.urls import reverse

from ideation.models import Scope
from roadmap.models import Choice, Item, Shortlist
from teams.models import Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, TeamFactory, UserGroupFactory
from tests.roadmap.reading import at, grid, roadmap
from tests.roadmap.scored import scored_ideas


def test_shortlisted_ideas_stand_by_purpose_and_horizon(
    client: Client, team: Team, product_manager: Membership
) -> None:
    team.set_purposes(["Enable", "Pay", "Inform"])
    enable, pay, _inform = team.purposes.all()
    one, two, three, _four = scored_ideas(team, [90, 80, 70, 60])
    Shortlist.draw_line(team, 3, by=product_manager.user)
    Item.place(one, horizon="After the MVP", purpose=enable, by=product_manager.user)
    Item.place(two, horizon="MVP", purpose=pay, by=product_manager.user)

    assert grid(roadmap(client, team)) == {
        "Enable": {"MVP": [], "After the MVP": ["I1"]},
        "Pay": {"MVP": ["I2"], "After the MVP": []},
        "Inform": {"MVP": [], "After the MVP": []},
        "No core purpose yet": {"MVP": ["I3"], "After the MVP": []},
    }
    Item.place(three, horizon="MVP", purpose=pay, by=product_manager.user)
    assert "No core purpose yet" not in grid(roadmap(client, team))


def test_a_card_says_whom_it_serves_and_why_it_is_there(
    client: Client, team: Team, product_manager: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="green")
    (idea,) = scored_ideas(team, [90], problems=[ProblemFactory(team=team, user_group=schools)])

    card = roadmap(client, team).select_one(".app-card")

    assert idea.title in card.text
    assert card.select_one(".govuk-tag--green").text == "SCH: Schools"
    assert "Why this?" in card.select_one(f"a[href='{at('why', team, 1)}']").text
    assert card.select_one(f"a[href='{at('place', team, 1)}']")


def test_what_is_left_out_is_said_with_the_reason(client: Client, team: Team, product_manager: Membership) -> None:
    one, _two, _three = scored_ideas(team, [90, 80, 70])
    IdeaFactory(team=team, scope=Scope.IN_MVP)
    Shortlist.draw_line(team, 2, by=product_manager.user)
    Choice.make(one, included=False, reason="Another team builds it", by=product_manager.user)

    section = roadmap(client, team).select_one("[aria-labelledby=not-shortlisted]")
    listed = [" ".join(item.text.split()) for item in section.select("li")]

    assert [item.split()[0] for item in listed] == ["I1", "I3", "I4"]
    assert listed[0].endswith("Another team builds it")
    assert listed[1].endswith("below the line, with a score of 70.0")
    assert listed[2].endswith("not scored yet")


def test_only_shortlisted_ideas_have_a_place(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90, 80])
    Shortlist.draw_line(team, 1, by=product_manager.user)

    for name in ["why", "place"]:
        assert client.get(at(name, team, 1)).status_code == 200
        assert client.get(at(name, team, 2)).status_code == 404
        assert client.get(at(name, team, 99)).status_code == 404
    assert client.post(at("place", team, 2), {"horizon": "MVP"}).status_code == 404


@pytest.mark.parametrize("as_role", ["as_observer", "as_facilitator", ""])
def test_only_a_product_manager_moves_an_idea(client: Client, team: Team, as_role: str) -> None:
    client.force_login(MembershipFactory(team=team, **({as_role: True} if as_role else {})).user)
    scored_ideas(team, [90])

    assert at("place", team, 1) not in str(roadmap(client, team))
    assert client.get(at("why", team, 1)).status_code == 200
    assert client.get(at("place", team, 1)).status_code == 403
    assert client.post(at("place", team, 1), {"horizon": "After the MVP"}).status_code == 403
    assert not Item.objects.exists()


def test_another_teams_roadmap_is_not_found(client: Client, team: Team, product_manager: Membership) -> None:
    other = TeamFactory()
    scored_ideas(other, [90])

    assert client.get(at("roadmap", other)).status_code == 404
    assert client.get(at("why", other, 1)).status_code == 404
    assert client.get(at("why", team, 1)).status_code == 404
    assert client.post(at("place", other, 1), {"horizon": "MVP"}).status_code == 404


def test_a_roadmap_without_a_shortlist_says_what_to_do(client: Client, team: Team, product_manager: Membership) -> None:
    assert roadmap(client, team).select_one("main .govuk-button")["href"] == at("shortlist", team)


def test_a_team_without_core_purposes_is_told_where_to_add_them(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90])

    soup = roadmap(client, team)

    assert list(grid(soup)) == ["No core purpose yet"]
    assert soup.select_one(f"main a[href='{reverse('teams:settings', args=[team.slug])}']")


@pytest.mark.parametrize("ideas", [10, 200])
def test_the_roadmap_costs_the_same_however_long_it_is(
    client: Client, team: Team, product_manager: Membership, ideas: int, django_assert_num_queries
) -> None:
    team.set_purposes(["Enable", "Pay"])
    purpose = team.purposes.all()[0]
    scored = scored_ideas(team, [n % 90 for n in range(ideas)], problems=[ProblemFactory(team=team)])
    Shortlist.draw_line(team, ideas - 2, by=product_manager.user)
    for idea in scored[::2]:
        Item.place(idea, horizon="MVP", purpose=purpose, by=product_manager.user)

    for by in ["purpose", "horizon", "group"]:
        with django_assert_num_queries(9):
            client.get(f"{at('roadmap', team)}?by={by}")
    with django_assert_num_queries(9):
        client.get(at("place", team, scored[min(ideas, 90) - 1].number))
    with django_assert_num_queries(8):
        client.get(at("parts", team, scored[min(ideas, 90) - 1].number))
    with django_assert_num_queries(8):
        client.get(at("horizons", team))
