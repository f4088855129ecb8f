from datetime import date, timedelta

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from ideation.models import Scope, ScopeDecision, Stance
from problems.models import EvidenceKind
from roadmap.models import Choice, Item, Shortlist
from roadmap.recording import record_decision
from teams.models import Membership, Team
from tests.factories import EvidenceFactory, IdeaFactory, MembershipFactory, ProblemFactory
from tests.overview.chain import held
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.scored import finish, scored_ideas


def read(client: Client, team: Team, number: int) -> BeautifulSoup:
    response = client.get(reverse("roadmap:why", args=[team.slug, number]))
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def story(client: Client, team: Team, number: int) -> list[Tag]:
    return list(read(client, team, number).select(".app-story__part"))


def figure(part: Tag) -> str:
    return text(part.select_one(".app-figure"))


def text(part: Tag | None) -> str:
    assert part
    return " ".join(part.text.split())


def links(part: Tag) -> list[str]:
    return [str(link["href"]) for link in part.select("a")]


def test_the_chain_reads_from_the_problem_to_the_decision(
    client: Client, team: Team, product_manager: Membership
) -> None:
    one = ProblemFactory(team=team, statement="Schools type it three times.")
    two = ProblemFactory(team=team)
    unrelated = ProblemFactory(team=team)
    other = EvidenceFactory(team=team, problems=[two])
    shared = EvidenceFactory(
        team=team,
        problems=[one, two],
        kind=EvidenceKind.TICKETS,
        finding="Many call",
        count=1200,
        unit="calls",
        source="Service desk",
        found_on=date(2026, 3, 7),
    )
    EvidenceFactory(team=team, problems=[unrelated])
    idea = IdeaFactory(team=team, detail="Less to type", problems=[one, two])
    idea.place(Scope.IN_MVP, reason="It answers the top problem", by=product_manager.user)
    first_vote = finish(team, {one: 40, two: 82.46, unrelated: 99}, voters=9)
    second_vote = finish(team, {idea: 77.7}, voters=6)
    purpose = team.purposes.create(name="Enable teachers")
    Item.place(idea, horizon="After the MVP", purpose=purpose, by=product_manager.user)

    problems, evidence, votes, the_idea, decision = story(client, team, idea.number)

    assert figure(problems) == "2 problems that it answers"
    # What scored highest first.
    assert links(problems) == [two.get_absolute_url(), one.get_absolute_url()]
    assert "Schools type it three times." in problems.text
    assert figure(evidence) == "2 findings behind it"
    # What counts something first.
    assert links(evidence) == [shared.get_absolute_url(), other.get_absolute_url()]
    assert f"1,200 calls: {shared.reference} Many call Support tickets, Service desk, 7 March 2026" in text(evidence)
    assert figure(votes) == "77.7 out of 100, from 6 people"
    assert [text(item) for item in votes.select("li")] == [
        f"{idea.reference}: rank 1 with 77.7 out of 100, from 6 people in {second_vote.title}.",
        f"{two.reference}: rank 2 with 82.5 out of 100, from 9 people in {first_vote.title}.",
        f"{one.reference}: rank 3 with 40.0 out of 100, from 9 people in {first_vote.title}.",
    ]
    assert links(votes) == [
        f"{second_vote.results_url}{idea.number}/",
        f"{first_vote.results_url}{two.number}/",
        f"{first_vote.results_url}{one.number}/",
    ]
    assert figure(the_idea) == "1 decision on its scope"
    assert "Less to type" in the_idea.text
    assert "In scope for the MVP, because: It answers the top problem" in text(the_idea)
    assert idea.get_absolute_url() in links(the_idea)
    assert figure(decision) == "Rank 1 of 1 scored idea"
    assert "It is above the line. The line is under the first 10." in text(decision)
    assert "After the MVP. Core purpose: Enable teachers." in text(decision)
    assert "The decision is not recorded yet." in text(decision)


def test_how_surely_the_room_scored_it_is_said_in_words(
    client: Client, team: Team, product_manager: Membership
) -> None:
    problem = ProblemFactory(team=team)
    held(team, "Problems", [problem, ProblemFactory(team=team)], [5, 1], [5, 1], [5, 2])
    ideas = IdeaFactory.create_batch(3, team=team, problems=[problem], scope=Scope.IN_MVP)
    held(team, "Ideas", ideas, [5, 3, 4], [5, 4, 3], [5, 4, 3], [5, 2, 4])
    Shortlist.draw_line(team, 2, by=product_manager.user)

    _problems, _evidence, votes, _idea, decision = story(client, team, ideas[2].number)

    of_idea, of_problem = (text(item) for item in votes.select("li"))
    assert of_idea == (
        f"{ideas[2].reference}: rank 2 of 3 with 62.5 out of 100, from 4 people in Ideas. People mostly agree. "
        "It could be second or third if other people had been in the room."
    )
    assert of_problem == (
        f"{problem.reference}: rank 1 of 2 with 100.0 out of 100, from 3 people in Problems. People agree. "
        "It would probably still be first if other people had been in the room."
    )
    assert "The chance that it would be among the first 2 if other people had been in the room: about " in text(
        decision
    )


def test_the_way_through_the_scope_has_reasons_challenges_and_answers(
    client: Client, team: Team, product_manager: Membership
) -> None:
    [idea] = scored_ideas(team, [90])
    by = product_manager.user
    placed = idea.place(Scope.OUT_OF_MVP, reason="Too large", by=by)
    challenge = Stance.take(placed, by=MembershipFactory(team=team, user__name="Zebedee").user, challenge="It is small")
    challenge.answer_with(Scope.IN_MVP, reason="It is small indeed", by=by)
    latest = idea.scope_decisions.first()
    assert latest
    Stance.take(latest, by=MembershipFactory(team=team, user__name="Yolanda").user, challenge="Too soon")
    Stance.take(latest, by=MembershipFactory(team=team).user)

    part = story(client, team, idea.number)[3]

    assert figure(part) == "2 decisions on its scope, 2 challenges"
    today = date_format(timezone.localdate(), "j F Y")
    assert [text(item) for item in part.select("li")] == [
        f"{today}: Out of scope for the MVP, because: Too large Challenged: It is small "
        "Moved, because: It is small indeed",
        f"{today}: In scope for the MVP, because: It is small indeed Challenged: Too soon No answer yet.",
    ]
    assert reverse("ideation:challenges", args=[team.slug]) in links(part)
    # An argument is as good whoever had it.
    assert "Zebedee" not in part.text
    assert "Yolanda" not in part.text


def test_a_long_way_through_the_scope_is_told_from_its_end(
    client: Client, team: Team, product_manager: Membership
) -> None:
    [idea] = scored_ideas(team, [90])
    ScopeDecision.objects.bulk_create(
        ScopeDecision(idea=idea, scope=Scope.IN_MVP, reason=f"Reason {n}", at=timezone.now() + timedelta(minutes=n))
        for n in range(8)
    )

    items = [text(item) for item in story(client, team, idea.number)[3].select("li")]

    assert items[0] == "3 earlier decisions"
    assert [item.split()[-1] for item in items[1:]] == ["3", "4", "5", "6", "7"]


def test_what_it_competed_with_and_what_was_left_out_beside_it(
    client: Client, team: Team, product_manager: Membership
) -> None:
    first, second, third, fourth = scored_ideas(team, [90, 80, 70, 60])
    others = scored_ideas(team, [5, 4, 3, 2, 1])
    Shortlist.draw_line(team, 3, by=product_manager.user)
    Choice.make(third, included=False, reason="Bought instead", by=product_manager.user)

    decision = story(client, team, second.number)[4]

    assert f"Just above it by score: {first} (90.0, in). Just below it: {third} (70.0, out)." in text(decision)
    left = [text(item) for item in decision.select("li")]
    assert left == [
        f"{third}: left out against the line: Bought instead",
        f"{fourth}: below the line, with a score of 60.0",
        *(f"{idea}: below the line, with a score of {score}.0" for idea, score in zip(others, "543", strict=False)),
        "2 more",
    ]
    assert third.get_absolute_url() in links(decision)

    decision = story(client, team, first.number)[4]
    assert "Just above it" not in decision.text
    assert f"Just below it: {second} (80.0, in)." in text(decision)


def test_the_record_of_the_decision_is_told(client: Client, team: Team, product_manager: Membership) -> None:
    by = product_manager.user
    one, two = scored_ideas(team, [90, 80])
    Shortlist.draw_line(team, 1, by=by)
    record, _is_new = record_decision(team, by=by)
    Shortlist.draw_line(team, 2, by=by)
    late = IdeaFactory(team=team, scope=Scope.IN_MVP)
    Choice.make(late, included=True, reason="A duty", by=by)

    for idea, told in (
        (one, "it was in, as rank 1."),
        (two, "it was out then."),
        (late, "it was not in scope then."),
    ):
        decision = story(client, team, idea.number)[4]
        day = date_format(timezone.localtime(record.at), "j F Y")
        assert f"Record 1 of the decision, {day}: {told}" in text(decision)
        assert record.get_absolute_url() in links(decision)


def test_the_hypothesis_and_the_period_of_its_item_are_told(
    client: Client, team: Team, product_manager: Membership
) -> None:
    [idea] = scored_ideas(team, [90])
    Item.change(
        idea,
        by=product_manager.user,
        horizon="MVP",
        purpose=None,
        starts=date(2026, 3, 1),
        ends=date(2026, 6, 1),
        belief="one form",
        outcome="save schools a day",
        known_when="calls fall by half",
        measure="calls a week",
    )

    decision = text(story(client, team, idea.number)[4])

    assert "MVP, Mar 2026 to Jun 2026." in decision
    assert (
        "We believe that one form will save schools a day. We will know when: calls fall by half "
        "What we count: calls a week"
    ) in decision


def test_of_several_ideas_each_is_told_and_what_they_share_once(
    client: Client, team: Team, product_manager: Membership
) -> None:
    shared, of_two = ProblemFactory.create_batch(2, team=team)
    evidence = EvidenceFactory(team=team, problems=[shared])
    one = IdeaFactory(team=team, problems=[shared])
    two = IdeaFactory(team=team, problems=[shared, of_two])
    third = IdeaFactory(team=team)
    for idea in (one, two, third):
        idea.place(Scope.IN_MVP, reason=f"Reason of {idea.reference}", by=product_manager.user)
    finish(team, {one: 60, two: 90, third: 70})
    Item.combine([one, two], by=product_manager.user)
    record_decision(team, by=product_manager.user)

    for number in (one.number, two.number):
        soup = read(client, team, number)
        assert text(soup.h1) == f"Why this? {one}"
        assert "One thing is built from 2 ideas:" in text(soup)
        problems, found, votes, ideas, decision = soup.select(".app-story__part")
        assert [text(item) for item in problems.select("li")] == [
            f"Organisation {item} (answered by {by}) {item.statement}"
            if item.user_group is None
            else f"{item.user_group.label}: {item.user_group.name} {item} (answered by {by}) {item.statement}"
            for item, by in ((shared, "I1, I2"), (of_two, "I2"))
        ]
        assert links(found) == [evidence.get_absolute_url()]
        assert figure(votes) == "90.0 out of 100, the highest of its ideas: I2"
        assert [text(item).split(":")[0] for item in votes.select("li")] == ["I1", "I2"]
        assert text(ideas).count("Reason of") == 2
        assert figure(decision) == "Rank 1 of 3 scored ideas"
        assert [text(heading) for heading in decision.select("h3")][:2] == [str(one), str(two)]
        # Neighbours are what it competed with, not what it is built with.
        assert text(decision).count(f"{third} (70.0, in)") == 2
        assert str(two) not in text(decision).split("Just above it by score:")[1].split(".")[0]
    assert "(answered by" not in text(read(client, team, third.number))


def test_an_idea_of_several_that_left_the_shortlist_is_not_told(
    client: Client, team: Team, product_manager: Membership
) -> None:
    one, two = scored_ideas(team, [90, 80])
    Item.combine([one, two], by=product_manager.user)
    Choice.make(one, included=False, reason="Bought instead", by=product_manager.user)

    assert text(read(client, team, two.number).h1) == f"Why this? {two}"
    assert client.get(reverse("roadmap:why", args=[team.slug, one.number])).status_code == 404


def test_an_idea_against_the_line_says_why(client: Client, team: Team, product_manager: Membership) -> None:
    _one, two = scored_ideas(team, [90, 80])
    Shortlist.draw_line(team, 1, by=product_manager.user)
    Choice.make(two, included=True, reason="The law changes", by=product_manager.user)

    decision = story(client, team, two.number)[-1]

    assert "It was taken in against the line, because: The law changes" in text(decision)


def test_a_story_with_gaps_names_them(client: Client, team: Team, product_manager: Membership) -> None:
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)
    Choice.make(idea, included=True, reason="A duty", by=product_manager.user)

    problems, evidence, votes, the_idea, decision = story(client, team, idea.number)

    assert "not linked to a problem yet" in problems.text
    assert "No evidence" in evidence.text
    assert figure(votes) == "– no score yet"
    assert "no score in a finished workshop" in votes.text
    assert "Why it is in scope is not recorded." in the_idea.text
    assert "It was taken in without a score, because: A duty" in text(decision)


def test_every_sentence_leads_to_its_source(client: Client, team: Team, product_manager: Membership) -> None:
    by = product_manager.user
    problem = ProblemFactory(team=team, title=HOSTILE[12], statement=HOSTILE[12])
    EvidenceFactory(team=team, problems=[problem], finding=HOSTILE[12], count=7, unit="calls", source=HOSTILE[12])
    held(team, "Problems", [problem], [5], [5], [5])
    ideas = IdeaFactory.create_batch(3, team=team, problems=[problem], title=HOSTILE[12], detail=HOSTILE[12])
    for idea in ideas:
        decision = idea.place(Scope.IN_MVP, reason=HOSTILE[12], by=by)
        Stance.take(decision, by=by, challenge=HOSTILE[12])
    held(team, "Ideas", ideas, [5, 3, 4], [5, 4, 3], [5, 4, 3], [5, 2, 4])
    Shortlist.draw_line(team, 2, by=by)
    record_decision(team, by=by)
    Item.change(ideas[0], by=by, horizon="MVP", purpose=None, belief=HOSTILE[12], outcome=HOSTILE[12])

    soup = read(client, team, ideas[0].number)

    items = soup.select(".app-story li li, .app-story__part > p:not(.app-figure):not(.app-lines)")
    assert len(items) > 8
    for item in items:
        assert item.select("a"), text(item)
    for link in {link.split("#")[0] for part in soup.select(".app-story__part") for link in links(part)}:
        assert client.get(link).status_code == 200, link
    assert HOSTILE[12] in soup.main.text
    assert not soup.select("main script")


def test_much_evidence_is_counted_and_five_pieces_are_shown(
    client: Client, team: Team, product_manager: Membership
) -> None:
    problems = ProblemFactory.create_batch(7, team=team)
    EvidenceFactory.create_batch(7, team=team, problems=problems[:1])
    scored_ideas(team, [90], problems=problems)

    first, evidence, *_rest = story(client, team, 1)

    assert figure(first) == "7 problems that it answers"
    assert len(first.select("li")) == 5
    assert "2 more are on the page of I1" in text(first)
    assert figure(evidence) == "7 findings behind it"
    assert len(evidence.select("li")) == 5
    assert "2 more are on the pages of the problems." in evidence.text


def test_what_was_merged_is_read_through_what_stands_for_it(
    client: Client, team: Team, product_manager: Membership
) -> None:
    problem, same = ProblemFactory.create_batch(2, team=team)
    EvidenceFactory(team=team, problems=[same])
    finish(team, {same: 50})
    same.merge_into(problem, by=product_manager.user)
    part = IdeaFactory(team=team, problems=[problem])
    [idea] = scored_ideas(team, [90])
    part.merge_into(idea, by=product_manager.user)

    problems, evidence, votes, *_rest = story(client, team, idea.number)

    assert links(problems) == [problem.get_absolute_url()]
    assert figure(evidence) == "1 finding behind it"
    assert f"{same.reference}: rank 1 with 50.0" in text(votes)


def test_the_story_costs_the_same_however_much_is_behind_it(
    client: Client, team: Team, product_manager: Membership, django_assert_num_queries
) -> None:
    for size in [1, 30]:
        problems = ProblemFactory.create_batch(size, team=team)
        for problem in problems:
            EvidenceFactory(team=team, problems=[problem])
        finish(team, dict.fromkeys(problems, 50))
        ideas = scored_ideas(team, [90] * size, problems=problems)
        for idea in ideas:
            idea.place(Scope.IN_MVP, reason="Because", by=product_manager.user)
        Shortlist.draw_line(team, 100, by=product_manager.user)
        Item.combine(ideas, by=product_manager.user)
        record_decision(team, by=product_manager.user)

        with django_assert_num_queries(11):
            client.get(reverse("roadmap:why", args=[team.slug, ideas[0].number]))
