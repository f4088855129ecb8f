"""What happens at the same moment, on PostgreSQL: SQLite has one writer at a time."""

import secrets
from collections.abc import Callable
from functools import partial

import pytest
from django.test import Client

from teams.models import LastOfRole, User
from tests.factories import MembershipFactory, WorkshopFactory
from tests.races import at_once
from tests.workshops import room
from tests.workshops.room import numbers, vote
from workshops.models import Ballot, NotNow, Participant, Result, Score, Workshop

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

ROUNDS = 12


def may(verb: Callable[..., None], by: User | None = None) -> bool:
    """Say the verb, and whether it was allowed."""
    try:
        verb(by=by)
    except (NotNow, LastOfRole):
        return False
    return True


def test_a_score_sent_as_voting_closes_is_in_the_result_or_was_refused():
    accepted = 0
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=1)
        vote(workshop, 3, 3, 3)
        key = str(Participant.join(workshop, name="Last"))
        ballot = Participant.with_key(workshop.code, key).ballot
        candidate, criteria = workshop.candidates.get(), list(workshop.criteria.all())

        def save(ballot=ballot, candidate=candidate, criteria=criteria) -> bool:
            return ballot.save_scores(candidate, dict.fromkeys(criteria, 5))

        def close(workshop=workshop) -> None:
            workshop.close(by=None)

        saved, _closed = at_once(save, close)
        accepted += bool(saved)
        assert Score.objects.filter(ballot=ballot).count() == (6 if saved else 0)
        workshop.finish(by=None)
        counts = workshop.result.rows.get().cells[0]["counts"]
        assert counts == [0, 0, 3, 0, 1 if saved else 0]
    assert 0 <= accepted <= ROUNDS


def test_who_joins_as_the_results_are_shown_is_in_with_a_ballot_or_refused():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=1)
        vote(workshop, 3, 3, 3)
        workshop.close(by=None)

        def join(workshop=workshop) -> str | None:
            return Participant.join(workshop, name="Late")

        def finish(workshop=workshop) -> None:
            workshop.finish(by=None)

        at_once(join, finish)
        assert Workshop.objects.get(pk=workshop.pk).state == "finished"
        assert not Participant.objects.filter(workshop=workshop).exclude(ballot=None).exists()
        assert workshop.counted_ballots.count() == 3
        assert not Ballot.objects.filter(workshop=workshop).exists()


def test_two_facilitators_who_finish_at_once_give_one_result():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=2)
        vote(workshop, 1, 3, 5)
        workshop.close(by=None)
        copies = [Workshop.objects.get(pk=workshop.pk) for _n in range(2)]
        at_once(*[lambda copy=copy: copy.finish(by=None) for copy in copies])
        assert Result.objects.filter(workshop=workshop).count() == 1
        assert workshop.counted_ballots.count() == 3
        assert not Score.objects.filter(ballot__workshop=workshop).exists()


def test_reopening_and_finishing_at_once_end_in_one_of_the_two():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="closed", candidates=1)
        copies = [Workshop.objects.get(pk=workshop.pk) for _n in range(2)]
        reopened, finished = at_once(partial(may, copies[0].reopen), partial(may, copies[1].finish))
        assert reopened != finished
        assert Workshop.objects.get(pk=workshop.pk).state == ("voting" if reopened else "finished")


def test_the_same_page_sent_twice_at_once_is_saved_once():
    workshop = WorkshopFactory(state="voting", candidates=1)
    key = str(Participant.join(workshop, name="Double click"))
    ballot = Participant.with_key(workshop.code, key).ballot
    candidate, criteria = workshop.candidates.get(), list(workshop.criteria.all())
    assert at_once(*[lambda: ballot.save_scores(candidate, dict.fromkeys(criteria, 4))] * 6) == [True] * 6
    assert Score.objects.count() == 6
    assert Ballot.objects.get().filled == 1


def test_two_tabs_that_save_different_pages_at_once_are_both_saved_and_counted():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=3)
        tabs = [a_voter(workshop, "Two tabs")] * 3
        criteria = list(workshop.criteria.all())
        saves = [
            partial(Ballot.objects.get(pk=tab.pk).save_scores, candidate, dict.fromkeys(criteria, n + 1), f"Tab {n}")
            for n, (tab, candidate) in enumerate(zip(tabs, workshop.candidates.all(), strict=True))
        ]
        assert at_once(*saves) == [True] * 3
        ballot = Ballot.objects.get(workshop=workshop)
        assert (ballot.filled, ballot.scores.count()) == (3, 18)
        assert sorted(ballot.comments.values()) == ["Tab 0", "Tab 1", "Tab 2"]


@pytest.mark.parametrize("brings_back", [False, True])
def test_a_page_saved_as_its_ballot_is_set_aside_or_brought_back_is_saved_or_refused(brings_back):
    by = MembershipFactory(as_both=True).user
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=1)
        ballot = a_voter(workshop, "Double")
        person = Participant.objects.get(ballot=ballot)
        if brings_back:
            person.set_aside(because="Double", by=by)
        change = (
            partial(person.bring_back, by=by) if brings_back else partial(person.set_aside, because="Double", by=by)
        )
        saved, _changed = at_once(page_of(ballot, 5), change)
        assert ballot.scores.count() == (6 if saved else 0)
        now = Ballot.objects.get(pk=ballot.pk)
        assert (now.filled, now.is_set_aside) == (1 if saved else 0, not brings_back)


def test_a_page_saved_as_its_candidate_is_withdrawn_leaves_the_count_of_pages_right():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=2)
        first = workshop.candidates.first()
        ballot = a_voter(workshop, "Ann")
        copy = Workshop.objects.get(pk=workshop.pk)
        saved, _withdrawn = at_once(page_of(ballot, 5), partial(copy.withdraw, first, because="Merged", by=None))
        assert Ballot.objects.get(pk=ballot.pk).filled == 0
        copy.put_back(first, by=None)
        assert Ballot.objects.get(pk=ballot.pk).filled == (1 if saved else 0)


def test_who_joins_as_voting_closes_is_in_with_a_ballot_that_saves_nothing():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=1)
        copy = Workshop.objects.get(pk=workshop.pk)
        key, _closed = at_once(partial(Participant.join, workshop, name="Late"), partial(copy.close, by=None))
        ballot = Participant.with_key(workshop.code, str(key)).ballot
        assert not page_of(ballot, 5)()
        copy.reopen(by=None)
        assert page_of(ballot, 5)()


def test_a_ballot_on_paper_entered_as_voting_closes_is_whole_or_refused():
    by = MembershipFactory(as_both=True).user
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=2)
        vote(workshop, 3, 3, 3)
        paper = {candidate: dict.fromkeys(workshop.criteria.all(), 5) for candidate in workshop.candidates.all()}
        copy = Workshop.objects.get(pk=workshop.pk)

        def enter(by: User, workshop=workshop, paper=paper) -> None:
            Participant.vote_on_paper(workshop, by=by, name="Paper", answers=paper)

        entered, _closed = at_once(partial(may, enter, by), partial(may, copy.close))
        stored = Score.objects.filter(ballot__workshop=workshop, ballot__on_paper=True).count()
        assert stored == (12 if entered else 0)
        copy.finish(by=None)
        assert (copy.result.voters, copy.result.on_paper) == ((4, 1) if entered else (3, 0))


def test_a_page_saved_as_voting_reopens_is_saved_or_refused():
    for _round in range(ROUNDS):
        workshop = WorkshopFactory(state="voting", candidates=1)
        ballot = a_voter(workshop, "Early")
        workshop.close(by=None)
        saved, _reopened = at_once(page_of(ballot, 4), partial(may, workshop.reopen))
        assert ballot.scores.count() == (6 if saved else 0)
        assert Ballot.objects.get(pk=ballot.pk).filled == (1 if saved else 0)


def test_join_save_close_and_finish_at_once_in_whatever_order():
    """Through the pages: each request is answered plainly, and what was said to be saved is in the result."""
    told = set()
    for _round in range(ROUNDS):
        facilitator = MembershipFactory(as_both=True)
        workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=1)
        vote(workshop, 3, 3, 3)
        number, page = workshop.candidates.get().number, workshop.get_absolute_url()
        ann, late = browser_of(workshop, "Ann"), Client()
        desks = [Client(), Client()]
        for desk in desks:
            desk.force_login(facilitator.user)
        fields = room.answers(workshop, 5)
        statuses = [
            answer.status_code
            for answer in at_once(
                partial(late.post, f"/join/{workshop.code}/", {"name": "Late", "ticket": secrets.token_urlsafe(32)}),
                partial(ann.post, f"/vote/{workshop.code}/{number}/", fields),
                partial(desks[0].post, f"{page}closing/"),
                partial(desks[1].post, f"{page}finishing/"),
            )
        ]
        told.add(tuple(statuses))
        assert set(statuses) <= {302, 409}
        joined, saved = statuses[0] == 302, Score.objects.filter(value=5, ballot__workshop=workshop).exists()
        workshop.refresh_from_db()
        if workshop.state == "closed":
            workshop.finish(by=None)
        else:
            saved = workshop.result.voters == 4
        assert workshop.state == "finished"
        assert saved == (statuses[1] == 302)
        assert workshop.result.voters == (4 if saved else 3)
        assert workshop.result.rows.get().cells[0]["counts"] == [0, 0, 3, 0, 1 if saved else 0]
        assert Participant.objects.filter(workshop=workshop, name="Late").exists() == joined
        assert Result.objects.filter(workshop=workshop).count() == 1
    assert told


def a_voter(workshop: Workshop, name: str) -> Ballot:
    ballot = Participant.with_key(workshop.code, str(Participant.join(workshop, name=name))).ballot
    assert ballot
    return ballot


def browser_of(workshop: Workshop, name: str) -> Client:
    client = Client()
    client.cookies[f"voter-{workshop.code}"] = str(Participant.join(workshop, name=name))
    return client


def page_of(ballot: Ballot | None, value: int) -> Callable[[], bool]:
    """Save the first candidate's page with this value for every criterion."""
    assert ballot
    workshop = ballot.workshop
    return partial(
        ballot.save_scores, workshop.candidates.all()[0], dict.fromkeys(list(workshop.criteria.all()), value)
    )


def test_fifty_people_join_at_once():
    workshop = WorkshopFactory(state="open")
    keys = at_once(*[lambda n=n: Participant.join(workshop, name=f"P{n}") for n in range(50)])
    assert len(set(keys)) == 50
    assert Ballot.objects.filter(workshop=workshop).count() == 50


def test_numbers_taken_at_once_are_never_the_same():
    workshop = WorkshopFactory(state="open")
    problem = workshop.candidates.first().problem
    at_once(*[lambda n=n: workshop.add_idea(by=None, problems=[problem], title=f"Idea {n}") for n in range(20)])
    assert sorted(workshop.ideas.values_list("number", flat=True)) == list(range(1, 21))
    assert numbers(workshop) == [1, 2]


def test_of_the_last_two_facilitators_who_leave_at_once_one_stays():
    for _round in range(5):
        first = MembershipFactory(as_both=True)
        second = MembershipFactory(team=first.team, as_both=True)
        left = at_once(*[partial(may, member.remove, by=member.user) for member in (first, second)])
        assert sorted(left) == [False, True]


def test_an_idea_is_added_while_the_workshop_is_copied_and_its_criteria_are_kept():
    """One locks the team and refers to the workshop, the others lock the workshop and then the team."""
    by = MembershipFactory(as_facilitator=True).user
    workshop = WorkshopFactory(state="voting", candidates=2, team=by.memberships.get().team)
    problems = workshop.problems_to_answer()
    for n in range(ROUNDS):
        calls = [partial(workshop.add_idea, by=None, title=f"Idea {n} {k}", problems=list(problems)) for k in range(4)]
        at_once(
            *calls,
            partial(workshop.copy, by=by),
            partial(workshop.keep_criteria_as, f"Kept {n}", replace=True, by=by),
        )
    assert workshop.ideas.count() == 4 * ROUNDS
