"""After the end nothing ties a score to a person (rules 4 and 5)."""

import json

import pytest
from django.apps import apps

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, vote
from workshops.models import Ballot, Participant, Result, ResultRow, Score

pytestmark = pytest.mark.django_db


def every_row() -> list[tuple[str, dict[str, str]]]:
    """All rows of all tables, as text."""
    return [
        (model._meta.label, {field: str(value) for field, value in row.items()})
        for model in apps.get_models(include_auto_created=True)
        for row in model._default_manager.values()
    ]


def test_no_key_of_a_ballot_or_score_is_left_and_no_row_leads_from_a_person_to_a_score():
    workshop = WorkshopFactory(state="voting", candidates=2)
    vote(workshop, 1, 3, 5)
    before = {str(pk) for model in (Ballot, Score) for pk in model.objects.values_list("pk", flat=True)}
    assert len(before) == 3 + 36
    finish(workshop)

    assert Score.objects.count() == 36
    assert Ballot.objects.count() == 3
    text = json.dumps(every_row())
    assert not [key for key in before if key in text]
    columns_of_votes = {"id", "ballot_id", "workshop_id", "submitted", "filled"}
    columns_of_votes |= {"candidate_id", "criterion_id", "value"}
    same_for_all = {"comments": {}, "on_paper": False, "set_aside_because": ""}
    ballots = {str(pk) for pk in Ballot.objects.values_list("pk", flat=True)}
    for _label, row in every_row():
        if ballots & set(row.values()):
            assert set(row) <= columns_of_votes | same_for_all.keys()
            assert all(row[key] == value for key, value in same_for_all.items() if key in row)
    assert not Participant.objects.exclude(ballot=None).exists()


def test_a_ballot_does_not_show_afterwards_whether_its_voter_had_submitted():
    workshop = WorkshopFactory(state="voting")
    vote(workshop, 2, 3, 4)
    Ballot.objects.filter(pk=Ballot.objects.first().pk).update(submitted=True)
    assert set(Ballot.objects.values_list("submitted", "filled")) == {(True, 2), (False, 2)}
    finish(workshop)
    assert set(Ballot.objects.values_list("submitted", "filled")) == {(True, 0)}


def test_scores_are_written_in_an_order_that_is_not_the_voters():
    workshop = WorkshopFactory(state="voting", candidates=3)
    vote(workshop, *[1, 5] * 6)
    by_ballot_before = list(Score.objects.values_list("value", flat=True))
    assert by_ballot_before == [value for value in [1, 5] * 6 for _score in range(18)]
    finish(workshop)
    assert sorted(Score.objects.values_list("value", flat=True)) == sorted(by_ballot_before)
    # 216 scores shuffled: the same order again has a chance of one in 10^62.
    assert list(Score.objects.values_list("value", flat=True)) != by_ballot_before


def test_every_ballot_keeps_its_own_scores_together():
    workshop = WorkshopFactory(state="voting")
    vote(workshop, 1, 3, 5)
    finish(workshop)
    together = {frozenset(ballot.scores.values_list("value", flat=True)) for ballot in Ballot.objects.all()}
    assert together == {frozenset({1}), frozenset({3}), frozenset({5})}


def test_with_fewer_than_three_ballots_no_score_is_shown(client):
    membership = MembershipFactory(as_product_manager=True)
    workshop = WorkshopFactory(team=membership.team, state="voting")
    vote(workshop, 1, 5)
    empty = join(workshop, "Joined and left")
    finish(workshop)
    assert Result.objects.get().is_withheld
    assert not ResultRow.objects.exists()
    client.force_login(membership.user)
    for page in (client.get(workshop.results_url), empty.get(f"/vote/{workshop.code}/results/")):
        text = text_of(page)
        assert "2 people scored. With fewer than three ballots no score is shown" in text
        assert "Priority order" not in text


def test_what_fewer_than_three_people_answered_is_not_shown_and_does_not_count(client):
    membership = MembershipFactory(as_product_manager=True)
    workshop = WorkshopFactory(team=membership.team, state="voting", candidates=2)
    voters = [join(workshop, name) for name in "ABC"]
    first, *others = workshop.criteria.all()
    for voter in voters:
        voter.post(f"/vote/{workshop.code}/1/", {f"criterion-{first.pk}": 3})
    # Two answer the rest of the first page; one opens the second page at all.
    for voter in voters[:2]:
        voter.post(f"/vote/{workshop.code}/1/", {f"criterion-{criterion.pk}": 5 for criterion in others})
    voters[0].post(f"/vote/{workshop.code}/2/", answers(workshop, 4))
    finish(workshop)
    scored, unscored = workshop.result.rows.all()
    assert (scored.rank, scored.score, scored.voters) == (1, 50, 3)
    assert [cell["withheld"] for cell in scored.cells] == [False] + [True] * 5
    assert (unscored.rank, unscored.score, unscored.voters) == (None, None, 1)
    assert all(not any(cell["counts"]) for cell in [*scored.cells[1:], *unscored.cells])
    client.force_login(membership.user)
    page = text_of(client.get(workshop.results_url))
    assert page.count("Fewer than three people gave a score") == 5 + 6
    assert "5.00" not in page
    assert "4.00" not in page


def test_a_candidate_that_nobody_scored_has_no_rank_and_stands_last():
    workshop = WorkshopFactory(state="voting", candidates=3)
    clients = [join(workshop, name) for name in "ABC"]
    for client in clients:
        client.post(f"/vote/{workshop.code}/2/", answers(workshop, 4))
        client.post(f"/vote/{workshop.code}/3/", answers(workshop, 5))
    finish(workshop)
    rows = workshop.result.rows.all()
    assert [(row.rank, row.candidate.number, row.score) for row in rows] == [(1, 3, 100), (2, 2, 75), (None, 1, None)]


def test_the_log_of_a_vote_names_no_page_no_address_and_no_person(caplog):
    workshop = WorkshopFactory(state="voting")
    client = join(workshop, "Ann Onymous")
    caplog.clear()
    client.post(
        f"/vote/{workshop.code}/1/",
        answers(workshop, 5),
        REMOTE_ADDR="192.0.2.77",
        HTTP_USER_AGENT="Tell-tale/1.0",
    )
    lines = [str(record.msg) + record.getMessage() for record in caplog.records]
    assert any("request_finished" in line for line in lines)
    for secret in (workshop.code, "/1/", "192.0.2.77", "Tell-tale", "Ann", "Onymous"):
        assert not [line for line in lines if secret in line]


def test_the_event_log_says_nothing_of_voters():
    workshop = WorkshopFactory(state="voting")
    vote(workshop, 1, 3, 5)
    finish(workshop)
    events = json.dumps([[e.verb, e.what, e.detail] for e in workshop.team.events.all()])
    assert "Voter of" not in events
