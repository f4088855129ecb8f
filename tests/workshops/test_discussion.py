import pytest
from bs4 import BeautifulSoup

from teams.models import Event
from tests.factories import MembershipFactory, ProblemFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import finish, join, vote
from tests.workshops.scored import finished
from workshops.agreeing import in_words
from workshops.discussion import worth_another_vote
from workshops.models import Comment, Note, NotNow, Participant, ResultRow

pytestmark = pytest.mark.django_db

AGREED, SPREAD, SPLIT = [5] * 6, [3, 3, 4, 4, 5, 2], [1, 1, 1, 5, 5, 5]


@pytest.fixture
def facilitator(client):
    membership = MembershipFactory(as_facilitator=True, user__name="Fran Facilitator")
    client.force_login(membership.user)
    return membership


@pytest.fixture
def workshop(facilitator):
    agreed, spread, split = (
        ProblemFactory(team=facilitator.team, title=title) for title in ("All agree", "Some differ", "Two camps")
    )
    return finished(facilitator.team, {agreed: AGREED, spread: SPREAD, split: SPLIT})


def discussion(workshop):
    return f"{workshop.results_url}discussion/"


def sections(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return {s["id"]: " ".join(s.get_text(" ").split()) for s in page.select("section.app-discuss")}


def sign_in(client, team, **role):
    client.force_login(MembershipFactory(team=team, **role).user)


@pytest.mark.parametrize(
    ("agreement", "words"),
    [
        (1, "People agree"),
        (0.8, "People agree"),
        (0.796, "People agree"),
        (0.79, "People mostly agree"),
        (0.5, "People mostly agree"),
        (0.49, "Views differ"),
        (0.2, "Views differ"),
        (0.19, "Views differ widely"),
        (-0.2, "Views differ widely"),
        (-0.21, "The room is split"),
        (-1, "The room is split"),
        (None, "It is not known how far people agree"),
    ],
)
def test_agreement_is_said_in_words(agreement, words):
    assert in_words(agreement) == words


def test_what_people_disagree_on_comes_first(client, workshop):
    Comment.objects.bulk_create(Comment(candidate=workshop.candidates.get(number=3), text=f"C{n}") for n in range(2))
    answer = client.get(discussion(workshop))
    found = sections(answer)
    assert list(found) == ["P3", "P2", "P1"]
    assert "P3 Two camps" in found["P3"]
    # Half at each end is van der Eijk's A of −1.
    assert "Rank 3. The room is split (agreement −1.00). 2 comments about P3" in found["P3"]
    assert "Rank 1. People agree (agreement 1.00)" in found["P1"]
    assert "comment" not in found["P1"]
    assert f'href="{workshop.results_url}3/"' in answer.text


def test_the_criterion_on_which_people_differ_most_stands_with_its_distribution(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=1)
    first, second, *others = workshop.criteria.all()
    candidate = workshop.candidates.get()
    for one, other in ((3, 1), (3, 1), (4, 5), (4, 5), (4, None)):
        key = Participant.join(workshop, name="Ann")
        ballot = Participant.with_key(workshop.code, str(key)).ballot
        assert ballot.save_scores(candidate, {first: one, second: other, **dict.fromkeys(others, 3)})
    finish(workshop)
    [found] = sections(client.get(discussion(workshop))).values()
    assert f"People differ most on {second.name}" in found
    assert f"1 {second.low_label} : 2 2 : 0 3 : 0 4 : 0 5 {second.high_label} : 2 Don’t know : 1" in found.replace(
        ":", " :"
    ).replace("  ", " ")
    assert first.name not in found


def test_where_all_agree_no_criterion_is_said_to_be_disputed(client, workshop):
    assert "differ most" not in sections(client.get(discussion(workshop)))["P1"]


def test_what_has_no_agreement_comes_last_and_says_why(client, facilitator):
    scored, too_few = (ProblemFactory(team=facilitator.team) for _n in range(2))
    workshop = finished(facilitator.team, {too_few: [3, 3], scored: SPREAD})
    found = sections(client.get(discussion(workshop)))
    assert list(found) == [scored.reference, too_few.reference]
    assert "No rank: too few people scored it" in found[too_few.reference]
    assert "agree" not in found[too_few.reference]


def test_an_old_result_without_agreement_says_so_and_keeps_its_order(client, workshop):
    ResultRow.objects.update(agreement=None)
    answer = client.get(discussion(workshop))
    assert "How far people agree was not yet worked out when these results were shown" in text_of(answer)
    assert list(sections(answer)) == ["P1", "P2", "P3"]


def test_a_withheld_result_says_so_and_can_be_talked_about(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    vote(workshop, 1, 5)
    finish(workshop)
    answer = client.get(discussion(workshop))
    assert "With fewer than three ballots no score is shown" in text_of(answer)
    found = sections(answer)
    assert list(found) == ["P1", "P2"]
    assert all("Rank" not in text and "differ" not in text for text in found.values())
    assert client.post(f"{discussion(workshop)}1/notes/", {"text": "Ask again"}).status_code == 302
    assert "Ask again" in sections(client.get(discussion(workshop)))["P1"]


def test_before_the_results_there_is_nothing_to_discuss(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="closed")
    assert client.get(discussion(workshop))["Location"] == workshop.get_absolute_url()
    answer = client.post(f"{discussion(workshop)}1/notes/", {"text": "Too early"})
    assert answer.status_code == 409
    assert client.get(f"{discussion(workshop)}1/notes/").status_code == 409
    with pytest.raises(NotNow):
        Note.add_once(workshop.candidates.first(), text="Too early", by=facilitator.user)
    assert not Note.objects.exists()


def test_a_note_is_added_where_the_room_is_and_read_by_all_of_the_team(client, workshop, facilitator):
    page = f"{discussion(workshop)}3/notes/"
    assert "Add a note" in text_of(client.get(page))
    answer = client.post(page, {"text": "<b>Two</b> readings\nof “impact”"})
    assert answer["Location"] == f"{discussion(workshop)}#P3"
    shown = client.get(discussion(workshop))
    assert "Note added to P3" in text_of(shown)
    assert "<b>Two</b> readings of “impact” Fran Facilitator, " in sections(shown)["P3"]
    assert "Change note on P3" in sections(shown)["P3"]
    assert b"<b>Two" not in shown.content
    sign_in(client, facilitator.team, as_observer=True)
    found = sections(client.get(discussion(workshop)))["P3"]
    assert "Fran Facilitator" in found
    assert "Change" not in found
    assert "Add a note" not in found


def test_the_same_note_sent_twice_is_kept_once(client, workshop, facilitator):
    page = f"{discussion(workshop)}3/notes/"
    for _twice in range(2):
        assert client.post(page, {"text": "Two readings"}).status_code == 302
    assert Note.objects.count() == 1
    assert facilitator.team.events.filter(what__startswith="note on").count() == 1
    sign_in(client, facilitator.team, as_product_manager=True)
    client.post(page, {"text": "Two readings"})
    client.post(f"{discussion(workshop)}2/notes/", {"text": "Two readings"})
    assert Note.objects.count() == 3


def test_a_note_of_somebody_else_in_the_team_can_be_changed_and_deleted(client, workshop, facilitator):
    note = Note.add_once(workshop.candidates.get(number=3), text="Wrong", by=facilitator.user)
    sign_in(client, facilitator.team, as_product_manager=True)
    page = f"{discussion(workshop)}3/notes/{note.pk}/"
    assert "Wrong" in text_of(client.get(page))
    assert client.post(page, {"text": "Right"})["Location"] == f"{discussion(workshop)}#P3"
    note.refresh_from_db()
    assert (note.text, note.author) == ("Right", facilitator.user)
    asks = text_of(client.get(f"{page}deletion/"))
    assert "Are you sure you want to delete this note on P3?" in asks
    assert "Right" in asks
    assert Note.objects.exists()
    assert client.post(f"{page}deletion/")["Location"] == f"{discussion(workshop)}#P3"
    assert not Note.objects.exists()


def test_the_history_says_that_there_was_a_note_and_never_its_words(client, workshop, facilitator):
    note = Note.add_once(workshop.candidates.get(number=3), text="Sam gave a 1", by=facilitator.user)
    note.change(text="Sam gave a 2", by=facilitator.user)
    note.change(text="Sam gave a 2", by=facilitator.user)
    note.remove(by=facilitator.user)
    events = facilitator.team.events.filter(what="note on P3 Two camps").order_by("pk")
    assert [event.verb for event in events] == [Event.Verb.CREATED, Event.Verb.CHANGED, Event.Verb.DELETED]
    page = text_of(client.get(f"/teams/{facilitator.team.slug}/history/"))
    assert "Created note on P3 Two camps Workshop: W1 Round one" in page
    assert "Sam" not in str(list(facilitator.team.events.values())) + page


@pytest.mark.parametrize(
    ("typed", "error"),
    [
        ("", "Enter what was said"),
        ("\u200b", "Enter what was said"),
        ("x" * 2001, "The note must be 2,000 characters or fewer"),
    ],
)
def test_a_note_without_words_or_with_too_many_is_asked_for_again(client, workshop, facilitator, typed, error):
    note = Note.add_once(workshop.candidates.get(number=3), text="Kept", by=facilitator.user)
    for page in (f"{discussion(workshop)}3/notes/", f"{discussion(workshop)}3/notes/{note.pk}/"):
        answer = client.post(page, {"text": typed})
        assert answer.status_code == 422
        assert error in text_of(answer)
        assert typed.strip("\u200b") in answer.text
    assert list(Note.objects.values_list("text", flat=True)) == ["Kept"]


def test_a_note_is_reached_only_through_its_own_candidate(client, workshop, facilitator):
    note = Note.add_once(workshop.candidates.get(number=3), text="Kept", by=facilitator.user)
    for end in ("", "deletion/"):
        assert client.post(f"{discussion(workshop)}2/notes/{note.pk}/{end}", {"text": "x"}).status_code == 404
    assert client.get(f"{discussion(workshop)}9/notes/").status_code == 404
    assert Note.objects.get().text == "Kept"


def test_members_read_notes_and_write_none(client, workshop, facilitator):
    note = Note.add_once(workshop.candidates.get(number=3), text="Kept", by=facilitator.user)
    sign_in(client, facilitator.team)
    for page in ("3/notes/", f"3/notes/{note.pk}/", f"3/notes/{note.pk}/deletion/"):
        assert client.post(f"{discussion(workshop)}{page}", {"text": "Mine"}).status_code == 403
    assert list(Note.objects.values_list("text", flat=True)) == ["Kept"]


def test_voters_do_not_see_who_wrote_a_note(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=1)
    voter = join(workshop)
    vote(workshop, 1, 3, 5)
    finish(workshop)
    Note.add_once(workshop.candidates.get(), text="Two readings", by=facilitator.user)
    answer = voter.get(f"/vote/{workshop.code}/results/1/")
    assert "What was said Two readings" in text_of(answer)
    assert "Fran" not in answer.text
    # For the team it stands there too, with who wrote it.
    assert "Two readings Fran Facilitator, " in text_of(client.get(f"{workshop.results_url}1/"))
    assert voter.get(discussion(workshop)).status_code == 302


def rows(*places):
    return [
        ResultRow(candidate_id=n, rank=rank, score=None if rank is None else 100 - rank, agreement=agreement)
        for n, (rank, agreement) in enumerate(places)
    ]


def test_the_most_disputed_of_the_first_are_worth_another_vote():
    assert worth_another_vote(rows((1, 0.9), (2, 0.1), (3, -0.5), (11, -1), (None, None))) == {1, 2}
    assert worth_another_vote(rows((1, None), (2, None))) == set()
    # Of those with the same agreement, those that came first.
    assert worth_another_vote(rows(*[(n, 0.3) for n in range(10, 0, -1)])) == {5, 6, 7, 8, 9}
