"""What is kept of a vote once its results are shown, and what of too few answers is not."""

import pytest

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, finish, join, vote
from workshops.models import Ballot, Comment, CountedBallot, Participant, Result, ResultRow, Score

pytestmark = pytest.mark.django_db


def test_every_ballot_keeps_its_own_answers_together_and_nothing_else():
    workshop = WorkshopFactory(state="voting")
    vote(workshop, 1, 3, 5)
    Ballot.objects.filter(pk=Ballot.objects.first().pk).update(submitted=True)
    finish(workshop)
    candidates, criteria = workshop.candidates.all(), list(workshop.criteria.all())
    expected = [{str(c.pk): {str(k.pk): value for k in criteria} for c in candidates} for value in (1, 3, 5)]
    found = sorted(CountedBallot.objects.values_list("answers", flat=True), key=str)
    assert found == sorted(expected, key=str)
    assert {field.name for field in CountedBallot._meta.get_fields()} == {"id", "workshop", "answers"}
    assert not Ballot.objects.exists()
    assert not Score.objects.exists()


def test_what_was_set_aside_withdrawn_or_on_paper_is_counted_as_the_rules_say():
    facilitator = MembershipFactory(as_both=True)
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    kept, withdrawn = workshop.candidates.all()
    criteria = list(workshop.criteria.all())
    vote(workshop, 1, 3, 5, 2)
    for person, text in zip(Participant.objects.all(), ("one", "two", "", "set aside"), strict=True):
        assert person.ballot.save_scores(kept, {}, text)
        assert person.ballot.save_scores(withdrawn, {}, "about what was withdrawn")
    only_wrote = Participant.with_key(workshop.code, str(Participant.join(workshop, name="Only wrote")))
    assert only_wrote.ballot.save_scores(kept, {}, "by who scored nothing")
    paper = {kept: dict.fromkeys(criteria, 4)}
    Participant.vote_on_paper(workshop, by=facilitator.user, name="Paper", answers=paper)
    Participant.objects.get(name="Voter of 2").set_aside(because="Double", by=facilitator.user)
    workshop.withdraw(withdrawn, because="Merged", by=facilitator.user)
    finish(workshop)
    result = workshop.result
    assert (result.voters, result.on_paper, result.set_aside) == (4, 1, 1)
    row = result.rows.get()
    assert row.candidate == kept
    assert [cell["counts"] for cell in row.cells] == [[1, 0, 1, 1, 1]] * 6
    assert CountedBallot.objects.count() == 4
    assert {key for ballot in CountedBallot.objects.all() for key in ballot.answers} == {str(kept.pk)}
    assert set(Comment.objects.values_list("candidate", "text")) == {
        (kept.pk, text) for text in ("one", "two", "by who scored nothing")
    }


def test_with_fewer_than_three_ballots_no_score_is_shown(client):
    membership = MembershipFactory(as_product_manager=True)
    workshop = WorkshopFactory(team=membership.team, state="voting")
    vote(workshop, 1, 5)
    for person in Participant.objects.all():
        assert person.ballot.save_scores(workshop.candidates.first(), {}, "A tell-tale comment")
    empty = join(workshop, "Joined and left")
    finish(workshop)
    assert Result.objects.get().is_withheld
    assert not ResultRow.objects.exists()
    for model in (CountedBallot, Comment, Ballot, Score):
        assert not model.objects.exists()
    client.force_login(membership.user)
    for page in (client.get(workshop.results_url), empty.get(f"/vote/{workshop.code}/results/")):
        text = text_of(page)
        assert "2 people scored. With fewer than three ballots no score is shown" in text
        assert "Priority order" not in text
        assert "tell-tale" not in text
    export = client.get(f"{workshop.get_absolute_url()}ballots.csv")
    assert export.status_code == 409
    assert "So few people scored" in text_of(export)
    assert "No comments are shown" in text_of(client.get(f"{workshop.results_url}1/"))


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
    only = {str(scored.candidate_id): {str(first.pk): 3}}
    assert [ballot.answers for ballot in CountedBallot.objects.all()] == [only] * 3
    client.force_login(membership.user)
    text = text_of(client.get(workshop.results_url))
    for withheld, row in ((5, scored), (6, unscored)):
        page = text_of(client.get(f"{workshop.results_url}{row.candidate.number}/"))
        assert page.count("Fewer than three people gave a score") == withheld
        text += page
    assert "5.00" not in text
    assert "4.00" not in text


def test_a_candidate_that_nobody_scored_has_no_rank_and_stands_last():
    workshop = WorkshopFactory(state="voting", candidates=3)
    clients = [join(workshop, name) for name in "ABC"]
    for client in clients:
        client.post(f"/vote/{workshop.code}/2/", answers(workshop, 4))
        client.post(f"/vote/{workshop.code}/3/", answers(workshop, 5))
    finish(workshop)
    rows = workshop.result.rows.all()
    assert [(row.rank, row.candidate.number, row.score) for row in rows] == [(1, 3, 100), (2, 2, 75), (None, 1, None)]
