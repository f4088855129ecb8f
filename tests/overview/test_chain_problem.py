from datetime import date

import pytest
from django.test import Client

from ideation.models import Scope
from problems.models import State
from roadmap.models import Shortlist
from teams.models import Membership, Team
from tests.factories import (
    EvidenceFactory,
    IdeaFactory,
    MembershipFactory,
    ProblemFactory,
    UserGroupFactory,
    WorkshopFactory,
)
from tests.overview.chain import Page, held, results_of, vote, why, words
from tests.workshops.room import finish
from workshops.models import Participant


def test_a_problem_with_nothing_says_so(client: Client, team: Team, member: Membership) -> None:
    schools = UserGroupFactory(team=team, name="Schools")
    problem = ProblemFactory(team=team, user_group=schools, title="Registration", statement="Typed three times")

    page = Page(client, problem)

    assert words(page.main.h1) == "Problem P1 Registration"
    assert "SC : Schools" in page.text
    assert "Typed three times" in page.text
    assert page.main.find("a", string="Change the title or the statement")["href"].endswith("/problems/1/change/")
    assert "Kind User problem" in page.text
    assert "State On the longlist" in page.text
    assert page.part("Evidence").startswith(
        "Nothing is recorded behind this problem: it is an assumption until there is evidence. Add evidence"
    )
    assert page.part("How it is framed").startswith("It is not framed yet")
    assert page.part("How it scored") == "Not put to a vote yet"
    assert page.part("Ideas that answer it") == "No ideas yet Add an idea"
    assert "Nothing on the roadmap answers it yet" in page.part("Where it ended")


def test_an_observer_is_offered_no_change_of_a_problem_or_an_idea(client: Client, team: Team) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    for thing in (ProblemFactory(team=team), IdeaFactory(team=team)):
        assert "Change" not in Page(client, thing).text


def test_a_problem_shows_why_it_is_left(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team, state=State.LEFT, state_reason="Needs a new contract")

    assert "State Left for now Needs a new contract" in Page(client, problem).text


def test_a_problem_lists_its_evidence_with_figures_first(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team)
    quote = EvidenceFactory(team=team, problems=[problem], finding="They gave up", source="Round 4")
    EvidenceFactory(
        team=team,
        problems=[problem],
        kind="tickets",
        finding="Asked twice",
        count=1204,
        unit="tickets",
        found_on=date(2026, 3, 7),
    )
    EvidenceFactory(team=team, finding="About something else")

    page = Page(client, problem)

    assert [words(item) for item in page.main.select(".app-findings__item")] == [
        "1,204 tickets E2 Asked twice Support tickets, 7 March 2026",
        "E1 They gave up User research, Round 4",
    ]
    assert quote.get_absolute_url() in page.links


def test_a_problem_shows_its_latest_score_and_each_workshop_it_was_in(
    client: Client, team: Team, member: Membership
) -> None:
    first, second = ProblemFactory.create_batch(2, team=team)
    earlier = held(team, "Round one", [first, second], [5, 1], [5, 1], [5, 1])
    later = held(team, "Round two", [first, second], [2, 5], [2, 5], [2, 5], [2, 5])

    page = Page(client, first)

    part = page.part("How it scored")
    assert part.startswith(
        "25.0 out of 100 Rank 2 of 2 in the latest workshop that scored it. 4 people scored. "
        "See the results of the workshop"
    )
    assert "rank 2 of 2, priority score 25.0 out of 100" in part
    assert "rank 1 of 2, priority score 100.0 out of 100" in part
    assert part.index("Round two") < part.index("Round one")
    assert {results_of(earlier), results_of(later)} <= page.links


def test_scores_of_fewer_than_three_are_withheld_and_an_earlier_score_counts(
    client: Client, team: Team, member: Membership
) -> None:
    problem, alone = ProblemFactory.create_batch(2, team=team)
    held(team, "Large", [problem], [5], [5], [5])
    held(team, "Small", [problem, alone], [1, 1], [1, 1])

    part = Page(client, problem).part("How it scored")
    assert part.startswith("100.0 out of 100")
    assert "Small , " in part
    assert "fewer than three people scored, so no score is shown" in part
    part = Page(client, alone).part("How it scored")
    assert part.startswith("No score yet")
    assert "0.0" not in part


def test_a_problem_that_too_few_scored_is_not_said_to_be_scored_by_nobody(
    client: Client, team: Team, member: Membership
) -> None:
    scored, other = ProblemFactory.create_batch(2, team=team)
    workshop = WorkshopFactory(team=team, candidates=0)
    workshop.put_to_the_vote([scored, other], by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    vote(workshop, [4, 4], [4, 4])
    third = Participant.with_key(workshop.code, str(Participant.join(workshop, name="Third"))).ballot
    third.save_scores(workshop.candidates.get(problem=scored), dict.fromkeys(workshop.criteria.all(), 3))
    finish(workshop)
    assert workshop.result.rows.get(score=None).candidate.problem == other

    part = Page(client, other).part("How it scored")
    assert "fewer than three people scored, so no score is shown" in part
    assert "nobody" not in part


def test_with_ballots_on_paper_it_is_not_said_that_fewer_than_three_scored(
    client: Client, team: Team, member: Membership
) -> None:
    [problem] = ProblemFactory.create_batch(1, team=team)
    workshop = WorkshopFactory(team=team, candidates=0)
    workshop.put_to_the_vote([problem], by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    vote(workshop, [4], [4])
    answers = {workshop.candidates.get(): dict.fromkeys(workshop.criteria.all(), 3)}
    for name in ("Pat", "Pia"):
        Participant.vote_on_paper(workshop, by=member.user, name=name, answers=answers)
    finish(workshop)

    part = Page(client, problem).part("How it scored")
    assert "fewer than three people scored themselves and not on paper, so no score is shown" in part


def test_a_problem_that_nobody_scored_has_no_rank(client: Client, team: Team, member: Membership) -> None:
    scored, skipped = ProblemFactory.create_batch(2, team=team)
    workshop = WorkshopFactory(team=team, candidates=0)
    workshop.put_to_the_vote([scored, skipped], by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    for number in range(3):
        ballot = Participant.with_key(workshop.code, str(Participant.join(workshop, name=str(number)))).ballot
        ballot.save_scores(workshop.candidates.get(problem=scored), dict.fromkeys(workshop.criteria.all(), 3))
    finish(workshop)

    part = Page(client, skipped).part("How it scored")
    assert part.startswith("No score yet")
    assert "nobody gave it a score" in part


@pytest.mark.parametrize("state", ["draft", "open", "voting", "closed"])
def test_of_an_unfinished_workshop_only_title_and_state_show(
    client: Client, team: Team, member: Membership, state: str
) -> None:
    workshop = WorkshopFactory(team=team, title="Going on", candidates=2)
    problem = team.problems.get(number=1)
    for verb in {"draft": [], "open": ["open"], "voting": ["open", "start"], "closed": ["open", "start"]}[state]:
        getattr(workshop, verb)(by=None)
    if state in {"voting", "closed"}:
        vote(workshop, [5, 1], [5, 1], [5, 1])
    if state == "closed":
        workshop.close(by=None)

    page = Page(client, problem)

    label = workshop.get_state_display()
    assert page.part("How it scored") == f"No score yet Workshops Going on {label}"
    assert results_of(workshop) not in page.links


def test_a_problem_shows_its_ideas_with_scope_and_where_it_ended(
    client: Client, team: Team, member: Membership
) -> None:
    problem = ProblemFactory(team=team)
    chosen, beyond = IdeaFactory.create_batch(2, team=team, problems=[problem], scope=Scope.IN_MVP)
    outside = IdeaFactory(team=team, problems=[problem])
    outside.place(Scope.OUT_OF_SERVICE, reason="It is another team’s", by=member.user)
    held(team, "Ideas", [chosen, beyond], [5, 1], [5, 1], [5, 1])
    Shortlist.draw_line(team, 1, by=member.user)

    page = Page(client, problem)

    assert page.part("Ideas that answer it") == (
        f"{chosen} On the roadmap: MVP Why this? I1 "
        f"{beyond} In scope for the MVP, not on the shortlist: below the line, with a score of 0.0 "
        f"{outside} Completely out of scope for the service, because: It is another team’s Add an idea"
    )
    ended = page.part("Where it ended")
    assert f"{chosen} On the roadmap: MVP Why this? I1" in ended
    assert str(beyond) not in ended
    assert "2 more ideas answer it, and are not on the roadmap: why not is said with each of them above." in ended
    assert why(chosen) in page.links
    assert client.get(why(chosen)).status_code == 200


def test_a_problem_whose_ideas_are_not_chosen_says_so(client: Client, team: Team, member: Membership) -> None:
    problem = ProblemFactory(team=team)
    IdeaFactory(team=team, problems=[problem])

    assert "None of its ideas is on the roadmap" in Page(client, problem).part("Where it ended")
