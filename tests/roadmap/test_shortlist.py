import pytest
from bs4 import BeautifulSoup
from django.test import Client
from django.urls import reverse

from ideation.models import Scope
from problems.models import Problem
from roadmap.models import Choice, Shortlist
from roadmap.ranking import Ranking
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, TeamFactory, UserGroupFactory
from tests.reading import text_of, what_stands_out
from tests.roadmap.reading import at, page, rows
from tests.roadmap.scored import finish, scored_ideas
from workshops.models import Workshop


def test_the_ranked_ideas_stand_on_both_sides_of_the_line(
    client: Client, team: Team, product_manager: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools", label="SCH", colour="green")
    one, two, three = scored_ideas(team, [50.04, 90, 50.04], problems=[ProblemFactory(team=team, user_group=schools)])
    IdeaFactory(team=team)
    Shortlist.draw_line(team, 1, by=product_manager.user)

    soup = page(client, team)

    assert rows(soup) == [
        ["1", f"I2 {two.title} SCHSchools", "90.0", "In", f"Leave out I2 {two.title}"],
        ["The line: 1 idea above, 2 below"],
        ["2", f"I1 {one.title} SCHSchools", "50.0", "Out", f"Take in I1 {one.title}"],
        ["2", f"I3 {three.title} SCHSchools", "50.0", "Out", f"Take in I3 {three.title}"],
    ]
    # The line heads the rows below it, for who cannot see it.
    line = soup.select_one(".app-cut th")
    assert line["scope"] == "rowgroup"
    assert len(line.find_parent("tbody").select("tr")) == 3
    assert "1 idea is on the shortlist for the MVP, out of 4 considered." in soup.text
    steps = [(" ".join(link.text.split()), link["href"]) for link in soup.select(".app-funnel a")]
    ideas = reverse("ideation:list", args=[team.slug])
    assert steps == [
        ("4 ideas noted down", f"{ideas}?show=notes"),
        ("4 solutions, once merged", ideas),
        ("3 in scope for the MVP", f"{ideas}?scope=in_mvp"),
        ("1 on the shortlist", at("roadmap", team)),
    ]
    # The list that the last number leads to holds exactly these.
    cards = BeautifulSoup(client.get(at("roadmap", team)).content, "html.parser").select(".app-card")
    assert [card.strong.text for card in cards] == [two.title]


def test_a_tie_on_the_line_is_pointed_out(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90, 72.5, 72.5])
    Shortlist.draw_line(team, 2, by=product_manager.user)

    inset = " ".join(page(client, team).select_one(".govuk-inset-text").text.split())

    assert "the same score, 72.5" in inset
    assert "I2, I3." in inset


def test_the_line_is_moved(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90, 80, 70])

    response = client.post(at("line", team), {"cut_line": " 2 "})

    assert response.headers["Location"] == at("shortlist", team)
    assert Shortlist.of(team).cut_line == 2
    event = team.events.first()
    assert (event.verb, event.actor, event.detail) == (Event.Verb.DREW_LINE, product_manager.user, {"cut_line": 2})


def test_until_the_line_is_drawn_that_is_what_stands_out_and_then_the_roadmap(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80, 70])

    before = client.get(at("shortlist", team))

    assert what_stands_out(before) == ["Draw the line"]
    assert "Nobody has drawn the line yet. Until then it is under the first 10." in text_of(before)
    assert page(client, team).select_one(f"main a[href='{at('roadmap', team)}']:-soup-contains('See the roadmap')")
    assert what_stands_out(client.post(at("line", team), {"cut_line": "4"})) == ["Draw the line"]

    drawn = client.post(at("line", team), {"cut_line": "3"}, follow=True)

    assert "The line was drawn" in text_of(drawn)
    assert what_stands_out(drawn) == ["See the roadmap"]
    assert "Nobody has drawn the line" not in text_of(drawn)
    assert "The line was moved" in text_of(client.post(at("line", team), {"cut_line": "2"}, follow=True))


def test_who_does_not_decide_reads_that_the_line_is_still_to_be_drawn(client: Client, team: Team) -> None:
    product_manager = MembershipFactory(team=team, as_product_manager=True).user
    client.force_login(MembershipFactory(team=team, as_facilitator=True).user)
    scored_ideas(team, [90, 80, 70])

    before = client.get(at("shortlist", team))
    Shortlist.draw_line(team, 10, by=product_manager)

    assert what_stands_out(before) == []
    assert "The product manager has not drawn the line yet. Until then it is under the first 10." in text_of(before)
    assert what_stands_out(client.get(at("shortlist", team))) == ["See the roadmap"]


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("4", "Enter 3 or fewer: there are only 3 ideas with a score"),
        ("9" * 30, "Enter 3 or fewer"),
        ("9" * 5000, "Enter a whole number, such as 10"),
        ("0", "Enter 1 or more"),
        ("-1", "Enter 1 or more"),
        ("two", "Enter a whole number, such as 10"),
        ("1.5", "Enter a whole number, such as 10"),
        ("", "Enter how many ideas are above the line"),
        ("1\0", "Enter a whole number"),
    ],
)
def test_a_line_that_cannot_be_drawn_is_refused(
    client: Client, team: Team, product_manager: Membership, typed: str, message: str
) -> None:
    scored_ideas(team, [90, 80, 70])

    response = client.post(at("line", team), {"cut_line": typed})

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert soup.title.text.strip().startswith("Error: ")
    error = soup.select_one(".govuk-error-summary a")
    assert message in error.text
    assert soup.select_one(str(error["href"]))["value"] == typed
    assert Shortlist.of(team).cut_line == 10


def test_no_line_is_drawn_before_there_are_scores(client: Client, team: Team, product_manager: Membership) -> None:
    IdeaFactory(team=team, scope=Scope.IN_MVP)

    response = client.post(at("line", team), {"cut_line": "1"})

    assert response.status_code == 422
    assert "No idea has a score yet" in response.content.decode()


@pytest.mark.parametrize("as_role", ["as_observer", "as_facilitator", ""])
def test_only_a_product_manager_decides(client: Client, team: Team, as_role: str) -> None:
    client.force_login(MembershipFactory(team=team, **({as_role: True} if as_role else {})).user)
    scored_ideas(team, [90, 80])

    soup = page(client, team)

    assert len(rows(soup)) == 3
    assert not soup.select("main form")
    assert at("choice", team, 1) not in str(soup)
    assert client.get(at("choice", team, 1)).status_code == 403
    for address in [at("choice", team, 1), at("withdrawal", team, 1), at("line", team)]:
        assert client.post(address, {"decision": "out", "reason": "Mine", "cut_line": "1"}).status_code == 403
    assert not Choice.objects.exists()
    assert not Shortlist.objects.exists()


def test_another_teams_shortlist_and_ideas_are_not_found(
    client: Client, team: Team, product_manager: Membership
) -> None:
    other = TeamFactory()
    scored_ideas(other, [90, 80])

    assert client.get(at("shortlist", other)).status_code == 404
    assert client.get(at("shortlist_file", other, "csv")).status_code == 404
    for name in ["choice", "withdrawal"]:
        assert client.post(at(name, team, 2), {"decision": "out", "reason": "Mine"}).status_code == 404
        assert client.post(at(name, other, 2), {"decision": "out", "reason": "Mine"}).status_code == 404
    assert client.post(at("line", other), {"cut_line": "1"}).status_code == 404
    assert not Choice.objects.exists()


def test_an_empty_shortlist_says_what_to_do_next(client: Client, team: Team, product_manager: Membership) -> None:
    def button() -> str:
        return str(page(client, team).select_one("main .govuk-button")["href"])

    assert button() == reverse("ideation:new", args=[team.slug])

    idea = IdeaFactory(team=team)
    assert button() == reverse("ideation:scope", args=[team.slug])

    idea.place(Scope.IN_MVP, reason="Needed", by=product_manager.user)
    soup = page(client, team)
    assert soup.select_one(f"a[href='{reverse('workshops:new', args=[team.slug])}?kind=idea']")
    assert idea.title in soup.text


def test_scores_of_other_criteria_stand_below_the_line_and_change_no_rank(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80])
    trial, unscored = (IdeaFactory(team=team, scope=Scope.IN_MVP) for _n in range(2))
    workshop = finish(team, {trial: 99})
    del workshop.result.measured_on[0]
    workshop.result.save()

    soup = page(client, team)

    assert [row[0] for row in rows(soup) if len(row) > 1] == ["1", "2"]
    heading = soup.find("h2", string="Scored on other criteria, in “Vote on ideas”")
    assert "Asked there, and not here: “Feasibility”." in heading.find_next("ul").text
    below = [" ".join(cell.text.split()) for cell in heading.find_next("tbody").select("tr > *")]
    assert below == ["–", f"{trial.reference} {trial.title}", "99.0", "Out", f"Take in {trial.reference} {trial.title}"]
    assert unscored.title in soup.find("h2", string="In scope, not scored yet").find_next("tbody").text
    assert [int(number.text) for number in soup.select(".app-funnel__number")] == [4, 4, 4, 2]
    assert "cannot be compared with theirs" in client.get(at("choice", team, trial.number)).content.decode()
    assert "scored on other criteria than most" in client.get(at("roadmap", team)).content.decode()

    assert client.post(at("choice", team, trial.number), {"decision": "in"}).status_code == 422
    client.post(at("choice", team, trial.number), {"decision": "in", "reason": "A duty"})

    soup = page(client, team)
    assert "In, without a score that can be compared: A duty" in " ".join(soup.text.split())
    why = " ".join(BeautifulSoup(client.get(at("why", team, trial.number)).content, "html.parser").text.split())
    assert "scored on other criteria than most ideas" in why
    assert "although its score cannot be compared with the others, because: A duty" in why


def test_the_scores_of_most_ideas_are_the_ones_that_the_line_is_drawn_through(team: Team) -> None:
    few = scored_ideas(team, [90])
    many = scored_ideas(team, [10, 20])
    result = Workshop.objects.order_by("number").first().result
    result.measured_on[0][1] = "low"
    result.save()

    ranking = Ranking.of(team)

    assert [standing.idea for standing in ranking.scored] == many[::-1]
    assert [[standing.idea for standing in part.standings] for part in ranking.otherwise] == [few]


@pytest.mark.parametrize("ideas", [10, 200])
def test_the_shortlist_costs_the_same_however_long_it_is(
    client: Client, team: Team, product_manager: Membership, ideas: int, django_assert_num_queries
) -> None:
    problems: list[Problem] = ProblemFactory.create_batch(2, team=team)
    scored = scored_ideas(team, [n % 90 for n in range(ideas)], problems=problems)
    finish(team, dict.fromkeys(scored[::2], 50))
    for idea in scored[::3]:
        Choice.make(idea, included=True, reason="Because", by=product_manager.user)
        idea.place(Scope.IN_MVP, reason="Because", by=product_manager.user)

    with django_assert_num_queries(10):
        client.get(at("shortlist", team))
    with django_assert_num_queries(8):
        client.get(at("shortlist_file", team, "csv"))
