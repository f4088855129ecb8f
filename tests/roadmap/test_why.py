from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from ideation.models import Scope
from problems.models import EvidenceKind
from roadmap.models import Choice, Item, Shortlist
from teams.models import Membership, Team
from tests.factories import EvidenceFactory, IdeaFactory, ProblemFactory
from tests.roadmap.scored import finish, scored_ideas


def story(client: Client, team: Team, number: int) -> list[Tag]:
    response = client.get(reverse("roadmap:why", args=[team.slug, number]))
    assert response.status_code == 200
    return list(BeautifulSoup(response.content, "html.parser").select(".app-story__part"))


def figure(part: Tag) -> str:
    return " ".join(part.select_one(".app-figure").text.split())


def test_the_chain_reads_from_the_problem_to_the_decision(
    client: Client, team: Team, product_manager: Membership
) -> None:
    one, two = ProblemFactory.create_batch(2, team=team)
    unrelated = ProblemFactory(team=team)
    shared = EvidenceFactory(
        team=team, problems=[one, two], kind=EvidenceKind.TICKETS, finding="Many call", count=1200, unit="calls"
    )
    other = EvidenceFactory(team=team, problems=[two])
    EvidenceFactory(team=team, problems=[unrelated])
    idea = IdeaFactory(team=team, detail="Less to type", problems=[one, two])
    idea.place(Scope.IN_MVP, reason="It answers the top problem", by=product_manager.user)
    first_vote = finish(team, {one: 40, two: 82.46, unrelated: 99}, voters=9)
    second_vote = finish(team, {idea: 77.7}, voters=6)
    purpose = team.purposes.create(name="Enable teachers")
    Item.place(idea, horizon="After the MVP", purpose=purpose, by=product_manager.user)

    problems, evidence, votes, the_idea, decision = story(client, team, idea.number)

    assert figure(problems) == "2 problems that it answers"
    assert [link["href"] for link in problems.select("a")] == [one.get_absolute_url(), two.get_absolute_url()]
    assert figure(evidence) == "2 findings behind it"
    assert [link["href"] for link in evidence.select("a")] == [shared.get_absolute_url(), other.get_absolute_url()]
    assert "1,200 calls" in evidence.text
    assert figure(votes) == f"82.5 out of 100: the priority of {two.reference}"
    assert [" ".join(item.text.split()) for item in votes.select("li")] == [
        f"{two.reference}: rank 2 with 82.5, from 9 voters in {first_vote.title}",
        f"{one.reference}: rank 3 with 40.0, from 9 voters in {first_vote.title}",
    ]
    assert votes.a["href"] == first_vote.results_url
    assert figure(the_idea) == "77.7 out of 100, from 6 voters"
    assert [link["href"] for link in the_idea.select("a")] == [idea.get_absolute_url(), second_vote.results_url]
    assert figure(decision) == "Rank 1 of 1 scored idea"
    assert "It answers the top problem" in decision.text
    assert "After the MVP" in decision.text
    assert "Enable teachers" in decision.text


def test_an_idea_against_the_line_says_why(client: Client, team: Team, product_manager: Membership) -> None:
    _one, two = scored_ideas(team, [90, 80])
    Shortlist.draw_line(team, 1, by=product_manager.user)
    Choice.make(two, included=True, reason="The law changes", by=product_manager.user)

    decision = story(client, team, two.number)[-1]

    assert "It was taken in against the line, because: The law changes" in " ".join(decision.text.split())


def test_a_story_with_gaps_names_them(client: Client, team: Team, product_manager: Membership) -> None:
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)
    Choice.make(idea, included=True, reason="A duty", by=product_manager.user)

    problems, evidence, votes, the_idea, decision = story(client, team, idea.number)

    assert "not linked to a problem yet" in problems.text
    assert "No evidence" in evidence.text
    assert "no score" in votes.text
    assert "no score yet" in the_idea.text
    assert "It was taken in without a score, because: A duty" in " ".join(decision.text.split())


def test_much_evidence_is_counted_and_five_pieces_are_shown(
    client: Client, team: Team, product_manager: Membership
) -> None:
    problem = ProblemFactory(team=team)
    EvidenceFactory.create_batch(7, team=team, problems=[problem])
    scored_ideas(team, [90], problems=[problem])

    evidence = story(client, team, 1)[1]

    assert figure(evidence) == "7 findings behind it"
    assert len(evidence.select("li")) == 5
    assert "2 more are on the pages of the problems." in evidence.text


def test_the_story_costs_the_same_however_much_is_behind_it(
    client: Client, team: Team, product_manager: Membership, django_assert_num_queries
) -> None:
    for size in [1, 30]:
        problems = ProblemFactory.create_batch(size, team=team)
        for problem in problems:
            EvidenceFactory(team=team, problems=[problem])
        finish(team, dict.fromkeys(problems, 50))
        idea, *_others = scored_ideas(team, [90] * size, problems=problems)
        Shortlist.draw_line(team, 100, by=product_manager.user)

        with django_assert_num_queries(11):
            client.get(reverse("roadmap:why", args=[team.slug, idea.number]))
