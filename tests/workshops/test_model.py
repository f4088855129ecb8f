"""Random sequences of what people and facilitators do, held after each step against a plain model of the rules."""

import sys
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.factories import MembershipFactory, WorkshopFactory
from tests.workshops.leaks import paths_from_people_to_votes, tells_no_ballot_by_its_gaps
from tests.workshops.rules import CANDIDATES, CRITERIA, Person, counted, expected_result, filled
from workshops.models import Ballot, Comment, CountedBallot, NotNow, Participant, Result, Score, Workshop

persons = st.integers(0, 99)
places = st.integers(0, CANDIDATES - 1)
# An answer to each criterion; "" leaves it out, None is "I don't know".
answers = st.lists(st.sampled_from(["", None, 1, 2, 3, 4, 5]), min_size=CRITERIA, max_size=CRITERIA)
full_answers = st.lists(st.sampled_from([None, 1, 2, 3, 5]), min_size=CRITERIA, max_size=CRITERIA)
words = st.sampled_from([None, "", "Why not", "Because"])


def what_is_kept() -> Counter[tuple[int, int]]:
    """How many answers are kept in all counted ballots, by candidate and criterion."""
    return Counter(
        (int(candidate), int(criterion))
        for ballot in CountedBallot.objects.all()
        for candidate, page in ballot.answers.items()
        for criterion in page
    )


class Voting(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        # Each example in a transaction of its own, taken back at its end: on either database.
        self.transaction = transaction.atomic()
        self.transaction.__enter__()
        self.state = "open"
        self.people: list[Person] = []
        self.withdrawn: set[int] = set()
        self.expected: dict[str, Any] = {}

    def teardown(self) -> None:
        try:
            # Every example ends with a result that is held against the rules, unless a step failed.
            if sys.exception() is None:
                if self.state == "open":
                    self.start()
                self.close()
                self.finish()
                self.afterwards_the_result_is_that_of_the_rules_and_nothing_leads_back()
        finally:
            transaction.set_rollback(True)
            self.transaction.__exit__(None, None, None)

    @initialize(begun=st.sampled_from([True, True, False]), given=st.lists(full_answers, min_size=3, max_size=6))
    def open(self, begun: bool, given: list[list[Any]]) -> None:
        facilitator = MembershipFactory(as_both=True)
        self.by = facilitator.user
        self.workshop: Workshop = WorkshopFactory(team=facilitator.team, candidates=CANDIDATES)
        for criterion in self.workshop.criteria.all()[CRITERIA:]:
            self.workshop.drop_criterion(criterion, by=self.by)
        self.workshop.open(by=self.by)
        self.candidates = list(self.workshop.candidates.all())
        self.criteria = list(self.workshop.criteria.all())
        for _answers in given:
            self.join(watches=False)
        if begun:
            self.start()
            for place in range(CANDIDATES):
                self.everybody_saves(place, given)

    # What people do
    @rule(watches=st.booleans())
    def join(self, watches: bool) -> None:
        ticket = f"ticket-{len(self.people)}"
        key = Participant.join(self.workshop, name="Somebody", watches=watches, ticket=ticket)
        assert (key is not None) == (self.state != "finished")
        if key:
            person = Participant.with_key(self.workshop.code, key)
            self.people.append(Person(person.pk, ticket, watches))

    @precondition(lambda self: self.people)
    @rule(n=persons)
    def send_the_page_where_one_joins_again(self, n: int) -> None:
        person = self._person(n)
        if not person.on_paper:
            key = Participant.join(self.workshop, name="Again", ticket=person.ticket)
            assert Participant.with_key(self.workshop.code, str(key)).pk == person.pk

    @precondition(lambda self: self.people)
    @rule(n=persons)
    def join_the_vote(self, n: int) -> None:
        person = self._person(n)
        assert Participant.objects.get(pk=person.pk).join_the_vote() == (self.state != "finished")
        if self.state != "finished":
            person.watches = False

    @precondition(lambda self: self.people)
    @rule(n=persons, place=places, given=answers, comment=words)
    def save(self, n: int, place: int, given: list[Any], comment: str | None) -> None:
        person = self._person(n)
        self._save(person, self._ballot(person), place, given, comment)

    @precondition(lambda self: self.people and self.state == "voting")
    @rule(place=places, given=st.lists(full_answers, min_size=1, max_size=3))
    def everybody_saves(self, place: int, given: list[list[Any]]) -> None:
        for n, person in enumerate(self.people):
            self._save(person, self._ballot(person), place, given[n % len(given)], None)

    @precondition(lambda self: self.people and self.state == "voting")
    @rule(n=persons, one=places, other=places, given=full_answers, changed=full_answers)
    def save_from_two_tabs(self, n: int, one: int, other: int, given: list[Any], changed: list[Any]) -> None:
        person = self._person(n)
        first_tab, second_tab = self._ballot(person), self._ballot(person)
        self._save(person, first_tab, one, given, None)
        self._save(person, second_tab, other, changed, "From the other tab")

    @precondition(lambda self: self.people)
    @rule(n=persons)
    def submit(self, n: int) -> None:
        person = self._person(n)
        if ballot := self._ballot(person):
            assert ballot.submit() == self._accepts(person)
            person.submitted |= self._accepts(person)

    # What facilitators do
    @rule(given=full_answers)
    def enter_a_ballot_on_paper(self, given: list[Any]) -> None:
        paper = {candidate: dict(zip(self.criteria, given, strict=True)) for candidate in self.candidates}
        done = self._may(
            lambda: Participant.vote_on_paper(self.workshop, by=self.by, name="Paper", answers=paper),
            when=self.state == "voting",
        )
        if done:
            all_places = [(c, k) for c in range(CANDIDATES) for k in range(CRITERIA)]
            self.people.append(
                Person(
                    Participant.objects.latest("pk").pk,
                    "",
                    on_paper=True,
                    submitted=True,
                    answers={(c, k): given[k] for c, k in all_places},
                )
            )

    @precondition(lambda self: self.people)
    @rule(n=persons, back=st.booleans())
    def set_aside_or_bring_back(self, n: int, back: bool) -> None:
        person = self._person(n)
        row = Participant.objects.get(pk=person.pk)
        has_ballot = not person.watches and self.state != "finished"
        verb = (lambda: row.bring_back(by=self.by)) if back else (lambda: row.set_aside(because="Double", by=self.by))
        if self._may(verb, when=has_ballot):
            person.set_aside = not back

    @rule(place=places, back=st.booleans())
    def withdraw_or_put_back(self, place: int, back: bool) -> None:
        candidate, others = self.candidates[place], CANDIDATES - len(self.withdrawn | {place})
        if back:
            may = self.state in {"voting", "closed"} or place not in self.withdrawn
            done = self._may(lambda: self.workshop.put_back(candidate, by=self.by), when=may)
        else:
            verb = lambda: self.workshop.withdraw(candidate, because="Merged", by=self.by)  # noqa: E731
            done = self._may(verb, when=place in self.withdrawn or (self.state in {"voting", "closed"} and others > 0))
        if done:
            self.withdrawn = self.withdrawn - {place} if back else self.withdrawn | {place}

    @rule(place=st.none() | places)
    def lead(self, place: int | None) -> None:
        number = None if place is None else self.candidates[place].number
        may = self.state == "voting" and (place is None or place not in self.withdrawn)
        if self._may(lambda: self.workshop.lead_to(number, by=self.by), when=may):
            assert Workshop.objects.get(pk=self.workshop.pk).led_to == number

    @rule()
    def copy(self) -> None:
        copy = self.workshop.copy(by=self.by)
        assert (copy.state, copy.participants.count(), copy.ballots.count()) == ("draft", 0, 0)
        assert [k.name for k in copy.criteria.all()] == [k.name for k in self.criteria]

    @rule()
    def start(self) -> None:
        # Started is started; a closed vote is reopened, not started again.
        if self._may(lambda: self.workshop.start(by=self.by), when=self.state in {"open", "voting"}):
            self.state = "voting"

    @rule()
    def close(self) -> None:
        if self._may(lambda: self.workshop.close(by=self.by), when=self.state in {"voting", "closed"}):
            self.state = "closed"

    @precondition(lambda self: self.state != "open")
    @rule()
    def reopen(self) -> None:
        if self._may(lambda: self.workshop.reopen(by=self.by), when=self.state in {"voting", "closed"}):
            self.state = "voting"

    @precondition(lambda self: self.state == "finished" or len(counted(self.people, self.withdrawn)) > 3)
    @rule()
    def finish(self) -> None:
        before = expected_result(self.people, self.withdrawn)
        if self._may(lambda: self.workshop.finish(by=self.by), when=self.state in {"closed", "finished"}):
            self.expected = self.expected or before
            self.state = "finished"

    # What holds after each step
    @invariant()
    def every_acknowledged_answer_is_there_once(self) -> None:
        if self.state == "finished":
            return
        expected = {
            (person.pk, self.candidates[c].pk, self.criteria[k].pk, value)
            for person in self.people
            for (c, k), value in person.answers.items()
        }
        rows = Score.objects.values_list("ballot__participant", "candidate", "criterion", "value")
        assert Counter(rows) == Counter(expected)

    @invariant()
    def ballots_say_how_far_people_are_and_nobody_else_has_one(self) -> None:
        if self.state == "finished":
            return
        rows = Ballot.objects.values_list("participant", "filled", "submitted", "on_paper")
        assert set(rows) == {
            (person.pk, filled(person, self.withdrawn), person.submitted, person.on_paper)
            for person in self.people
            if not person.watches
        }
        assert Participant.objects.count() == len(self.people)

    @invariant()
    def there_is_no_result_before_the_end(self) -> None:
        if self.state != "finished":
            for model in (Result, CountedBallot, Comment):
                assert not model.objects.exists()

    @invariant()
    def afterwards_the_result_is_that_of_the_rules_and_nothing_leads_back(self) -> None:
        if self.state != "finished":
            return
        result = Result.objects.get()
        place_of = {candidate.pk: place for place, candidate in enumerate(self.candidates)}
        rows = {
            place_of[row.candidate_id]: [(cell["counts"], cell["abstained"], cell["withheld"]) for cell in row.cells]
            for row in result.rows.all()
        }
        comments = sorted((place_of[c], text) for c, text in Comment.objects.values_list("candidate", "text"))
        found = {"voters": result.voters, "on paper": result.on_paper, "set aside": result.set_aside}
        assert found | {"rows": rows, "comments": comments} == self.expected
        assert tells_no_ballot_by_its_gaps()
        assert what_is_kept() == {
            (row.candidate_id, cell["criterion"]): sum(cell["counts"]) + cell["abstained"]
            for row in result.rows.all()
            for cell in row.cells
            if sum(cell["counts"]) + cell["abstained"]
        }
        assert not Ballot.objects.exists()
        assert not Score.objects.exists()
        assert paths_from_people_to_votes() == []

    # The plain model

    def _person(self, n: int) -> Person:
        return self.people[n % len(self.people)]

    def _ballot(self, person: Person) -> Ballot | None:
        return Participant.objects.get(pk=person.pk).ballot

    def _accepts(self, person: Person) -> bool:
        return self.state == "voting" and not person.set_aside

    def _save(self, person: Person, ballot: Ballot | None, place: int, given: list[Any], comment: str | None) -> None:
        assert (ballot is None) == (person.watches or self.state == "finished")
        if ballot is None:
            return
        said = {k: value for k, value in enumerate(given) if value != ""}
        by_criterion = {self.criteria[k]: value for k, value in said.items()}
        assert ballot.save_scores(self.candidates[place], by_criterion, comment) == self._accepts(person)
        if self._accepts(person):
            person.answers |= {(place, k): value for k, value in said.items()}
            if comment is not None:
                person.comments[place] = comment

    def _may(self, verb: Callable[[], object], *, when: bool) -> bool:
        """Say the verb: it must be allowed exactly when the rules say so."""
        if when:
            verb()
            return True
        with pytest.raises(NotNow):
            verb()
        return False


@pytest.mark.django_db
def test_the_rules_of_a_vote_hold_whatever_people_do_and_in_whatever_order():
    run_state_machine_as_test(
        Voting,
        settings=settings(
            max_examples=20, stateful_step_count=30, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
