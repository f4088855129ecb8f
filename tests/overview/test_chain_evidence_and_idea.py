from datetime import date

from django.test import Client

from ideation.models import Scope, Stance
from roadmap.models import Choice, Item, Shortlist
from teams.models import Membership, Team
from tests.factories import (
    EvidenceFactory,
    IdeaFactory,
    MembershipFactory,
    ProblemFactory,
    ThemeFactory,
    UserFactory,
    UserGroupFactory,
)
from tests.overview.chain import Page, held, results_of, why, words
from tests.reading import text_of


def test_evidence_shows_its_facts_and_what_it_led_to(client: Client, team: Team, member: Membership) -> None:
    scored, other = ProblemFactory.create_batch(2, team=team, user_group=UserGroupFactory(team=team, name="Schools"))
    evidence = EvidenceFactory(
        team=team,
        problems=[scored, other],
        kind="errors",
        finding="Rejected",
        source="API log",
        link="https://example.gov.uk/log",
        count=12,
        unit="errors",
        found_on=date(2026, 3, 7),
    )
    chosen, beyond, unscored = IdeaFactory.create_batch(3, team=team, problems=[scored], scope=Scope.IN_MVP)
    left_out = IdeaFactory(team=team, problems=[scored], scope=Scope.IN_MVP)
    outside = IdeaFactory(team=team, problems=[scored])
    outside.place(Scope.OUT_OF_MVP, reason="Too large", by=member.user)
    not_placed = IdeaFactory(team=team, problems=[scored])
    held(team, "Problems", [scored], [5], [5], [5])
    held(team, "Ideas", [chosen, beyond, left_out], [5, 1, 4], [5, 1, 4], [5, 1, 4])
    Shortlist.draw_line(team, 2, by=member.user)
    Choice.make(left_out, included=False, reason="Bought instead", by=member.user)
    Item.place(chosen, horizon="After the MVP", purpose=None, by=member.user)

    page = Page(client, evidence)

    assert words(page.main.h1) == "API error log Evidence E1"
    assert "12 errors Rejected Source API log Link https://example.gov.uk/log Date found 7 March 2026" in page.text
    led = page.part("What it led to")
    assert f"SC Schools {scored} Rank 1, priority score 100.0 out of 100, in Problems" in led
    assert f"{chosen} On the roadmap: After the MVP Why this? I1" in led
    assert led.startswith(
        "6 ideas came of it: 1 on the roadmap, 3 in scope and not on the shortlist, 1 out of scope, 1 not placed."
    )
    assert f"{beyond} In scope for the MVP, not on the shortlist: below the line, with a score of 0.0" in led
    assert (
        f"{left_out} In scope for the MVP, not on the shortlist: left out against the line, because: Bought instead"
    ) in led
    assert f"{unscored} In scope for the MVP, not scored yet" in led
    assert f"{outside} Out of scope for the MVP, because: Too large" in led
    assert f"{not_placed} Not placed" in led
    assert f"{other} Not scored yet No ideas yet" in led
    assert {scored.get_absolute_url(), chosen.get_absolute_url(), why(chosen)} <= page.links


def test_evidence_leads_on_through_what_was_merged(client: Client, team: Team, member: Membership) -> None:
    stands, merged, other = ProblemFactory.create_batch(3, team=team)
    of_one = EvidenceFactory(team=team, problems=[merged])
    of_both = EvidenceFactory(team=team, problems=[stands, merged, other])
    idea = IdeaFactory(team=team, problems=[stands])
    part, solution = IdeaFactory(team=team, problems=[merged, other]), IdeaFactory(team=team)
    solution.place(Scope.OUT_OF_MVP, reason="Reason of the whole", by=member.user)
    part.place(Scope.OUT_OF_SERVICE, reason="Reason of the part", by=member.user)
    merged.merge_into(stands, by=member.user)
    part.merge_into(solution, by=member.user)

    led = Page(client, of_one).part("What it led to")

    assert led.startswith("2 ideas came of it: 0 on the roadmap, 1 out of scope, 1 not placed.")
    assert f"{merged} (merged into {stands.reference}) Not scored yet Ideas that answer it: {idea} Not placed" in led
    assert f"{solution} Out of scope for the MVP, because: Reason of the whole" in led
    assert str(part) not in led
    assert "Reason of the part" not in led

    led = Page(client, of_both).part("What it led to")
    assert led.startswith("2 ideas came of it")
    assert led.count(str(idea)) == 1
    assert f"{merged} (merged into {stands.reference}) Not scored yet Its ideas stand with {stands.reference}." in led
    # What answers two of them is told with each.
    assert led.count(str(solution)) == 2


def test_evidence_says_what_was_scored_on_other_criteria(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team)
    evidence = EvidenceFactory(team=team, problems=[problem])
    usual = IdeaFactory.create_batch(2, team=team, problems=[problem], scope=Scope.IN_MVP)
    trial = IdeaFactory(team=team, problems=[problem], scope=Scope.IN_MVP)
    held(team, "Usual", usual, [5, 1], [5, 1], [5, 1])
    workshop = held(team, "Trial", [trial], [5], [5], [5])
    workshop.result.measured_on[0][1] = "low"
    workshop.result.save()

    led = Page(client, evidence).part("What it led to")

    assert f"{trial} In scope for the MVP, scored on other criteria than most, so not compared" in led


def test_a_link_to_another_site_says_nothing_of_where_it_was(client: Client, team: Team, member: Membership) -> None:
    evidence = EvidenceFactory(team=team, link="https://example.gov.uk/log")

    [link] = Page(client, evidence).main.select("a[href^='https://example']")
    assert "noreferrer" in link["rel"]


def test_an_idea_with_nothing_says_so(client: Client, team: Team, member: Membership) -> None:
    page = Page(client, IdeaFactory(team=team, title="One form", detail="Less to type"))

    assert words(page.main.h1) == "Idea I1 One form"
    assert "Less to type" in page.text
    assert page.main.find("a", string="Change the title or the detail")["href"].endswith("/ideas/1/change/")
    assert "Theme No theme yet" in page.text
    assert "Where it came from Added by the team" in page.text
    assert page.part("Problems it answers") == "It is not linked to a problem yet"
    assert page.part("Scope decisions") == "Not placed yet"
    assert page.part("How it scored") == "Not put to a vote yet"
    assert "Only ideas in scope for the MVP can come onto the shortlist" in page.part("Where it ended")


def test_an_idea_shows_its_problems_with_their_ranks_and_evidence(
    client: Client, team: Team, member: Membership
) -> None:
    scored, other = ProblemFactory.create_batch(2, team=team, user_group=UserGroupFactory(team=team, name="Schools"))
    EvidenceFactory.create_batch(2, team=team, problems=[scored])
    idea = IdeaFactory(team=team, problems=[scored, other], theme=ThemeFactory(team=team, name="Data"))
    held(team, "Problems", [scored, other], [1, 5], [1, 5], [1, 5])
    held(team, "Again", [scored], [3], [3], [3])

    page = Page(client, idea)

    assert "Theme Data" in page.text
    assert page.part("Problems it answers") == (
        f"SC Schools {scored} 2 pieces of evidence. Rank 1, priority score 50.0 out of 100, in Again "
        f"SC Schools {other} No evidence yet. Rank 1, priority score 100.0 out of 100, in Problems"
    )


def test_an_idea_shows_every_scope_decision_the_latest_first(client: Client, team: Team, member: Membership) -> None:
    idea = IdeaFactory(team=team)
    idea.place(Scope.OUT_OF_MVP, reason="Too large", by=member.user)
    idea.place(Scope.IN_MVP, reason="Made smaller", by=member.user)
    member.user.delete()
    client.force_login(MembershipFactory(team=team).user)

    page = Page(client, idea)

    assert "Scope In scope for the MVP" in page.text
    part = page.part("Scope decisions")
    assert part.startswith("In scope for the MVP (now) Made smaller A former member, ")
    assert part.index("Made smaller") < part.index("Out of scope for the MVP Too large")


def test_an_idea_shows_who_challenged_a_decision_on_its_scope_and_what_came_of_it(
    client: Client, team: Team, member: Membership
) -> None:
    idea = IdeaFactory(team=team)
    first = idea.place(Scope.OUT_OF_MVP, reason="Too large", by=member.user)
    challenger = UserFactory(name="Cho Challenger")
    Stance.take(first, by=challenger, challenge="It is small")
    Stance.take(
        IdeaFactory(team=team).place(Scope.IN_MVP, reason="Small", by=member.user), by=challenger, challenge="No"
    )
    Stance.take(first, by=member.user)
    Stance.objects.get(decision=first, user=challenger).answer_with(
        Scope.IN_MVP, reason="You are right", by=member.user
    )

    decisions = Page(client, idea).part("Scope decisions")

    assert decisions.index("You are right") < decisions.index("1 challenge"), "The latest decision stands first."
    assert decisions.count("challenge") == 1
    [address] = [link for link in Page(client, idea).links if "challenges" in link]
    told = text_of(client.get(address))
    assert f"Cho Challenger: It is small Moved, because: You are right ({member.user.name}, " in told
    assert told.count("Cho Challenger") == 1
    assert text_of(client.get(address.split("?")[0])).count("Cho Challenger") == 2


def test_an_idea_shows_its_latest_score_with_the_mean_of_each_criterion(
    client: Client, team: Team, member: Membership
) -> None:
    first, second = IdeaFactory.create_batch(2, team=team, scope=Scope.IN_MVP)
    workshop = held(team, "Ideas", [first, second], [5, 1], [4, 1], [4, 1])

    page = Page(client, first)

    part = page.part("How it scored")
    assert part.startswith("83.3 out of 100 Rank 1 of 2 in the latest workshop that scored it. 3 people scored.")
    assert "Feasibility 4.33 1 to 5 Impact on all users 4.33 1 to 5 Core purpose 4.33 1 to 5" in part
    assert results_of(workshop) in page.links


def test_the_scores_of_an_idea_from_fewer_than_three_are_withheld(
    client: Client, team: Team, member: Membership
) -> None:
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)
    held(team, "Small", [idea], [5], [5])

    page = Page(client, idea)
    assert "fewer than three people scored, so no score is shown" in page.part("How it scored")
    assert "out of 100" not in page.text
    assert "Mean" not in page.text
    assert "Not on the shortlist: it has no score yet" in page.part("Where it ended")


def test_an_idea_shows_how_it_stands_to_the_line(client: Client, team: Team, member: Membership) -> None:
    above, taken_out, below, taken_in = IdeaFactory.create_batch(4, team=team, scope=Scope.IN_MVP)
    held(team, "Ideas", [above, taken_out, below, taken_in], *[[5, 4, 3, 2]] * 3)
    Shortlist.draw_line(team, 2, by=member.user)
    Choice.make(taken_out, included=False, reason="Bought instead", by=member.user)
    Choice.make(taken_in, included=True, reason="The law asks for it", by=member.user)

    pages = {idea: Page(client, idea) for idea in (above, taken_out, below, taken_in)}

    assert (
        pages[above]
        .part("Where it ended")
        .startswith("On the roadmap: MVP Rank 1 of 4 ideas by score. The line is under the first 2. Why this?")
    )
    assert (
        pages[taken_out]
        .part("Where it ended")
        .startswith(
            "Not on the shortlist. Rank 2 of 4 ideas by score. The line is under the first 2. "
            f"Left out against the line, because: Bought instead {member.user.name}, "
        )
    )
    assert pages[below].part("Where it ended").startswith("Not on the shortlist. Rank 3 of 4")
    assert "because" not in pages[below].part("Where it ended")
    said = f"Taken in against the line, because: The law asks for it {member.user.name}, "
    assert said in pages[taken_in].part("Where it ended")
    assert {idea for idea, page in pages.items() if why(idea) in page.links} == {above, taken_in}
