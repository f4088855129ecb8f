"""A decision on the shortlist is recorded, and stays as it was."""

from datetime import timedelta
from decimal import Decimal

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localdate

from ideation.models import Idea, Scope
from roadmap.changes import Changes
from roadmap.models import Choice, Record, RecordedIdea, Shortlist
from roadmap.recording import ChangedMeanwhile, NothingInScope, Snapshot, record_decision
from teams.models import Event, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, TeamFactory, UserFactory
from tests.overview.chain import held
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.reading import at, page
from tests.roadmap.scored import finish, scored_ideas


def read(client: Client, address: str) -> BeautifulSoup:
    response = client.get(address)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def text(soup: BeautifulSoup) -> str:
    assert soup.main
    return " ".join(soup.main.get_text(" ").split())


def table(soup: BeautifulSoup, name: str) -> list[list[str]]:
    found = soup.select_one(f"[aria-label='{name}'] tbody")
    return (
        [[" ".join(cell.text.split()) for cell in row.select("th, td")] for row in found.select("tr")] if found else []
    )


def check_and_record(client: Client, team: Team, note: str = "") -> BeautifulSoup:
    """Record the decision by the page that shows it first; give what is shown then."""
    seen = read(client, at("new_record", team)).select_one("[name=seen]")["value"]
    response = client.post(at("new_record", team), {"seen": seen, "note": note}, follow=True)
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


@pytest.fixture
def decided(team: Team, product_manager: Membership) -> list[Idea]:
    """Three ideas scored by a room, the line under two, one left out and one without a score taken in against it."""
    by = product_manager.user
    ideas: list[Idea] = IdeaFactory.create_batch(3, team=team, scope=Scope.IN_MVP)
    unscored = IdeaFactory(team=team, scope=Scope.IN_MVP)
    IdeaFactory.create_batch(2, team=team)
    held(team, "Ideas of May", ideas, [5, 3, 4], [5, 4, 3], [5, 4, 3], [5, 2, 4])
    Shortlist.draw_line(team, 2, by=by)
    Choice.make(ideas[0], included=False, reason="Another team builds it", by=by)
    Choice.make(unscored, included=True, reason="A duty", by=by)
    return [*ideas, unscored]


def test_what_will_be_recorded_is_shown_first_and_nothing_is_kept_by_looking(
    client: Client, team: Team, decided: list[Idea]
) -> None:
    one, two, three, four = decided

    soup = read(client, at("new_record", team))

    assert "2 ideas are on the shortlist for the MVP, out of 4 in scope and 6 considered." in text(soup)
    assert "The line is under the first 2. 2 ideas with a score are above it." in text(soup)
    chosen = table(soup, "On the shortlist")
    assert [(row[1], row[-1]) for row in chosen] == [
        (str(three), "above the line"),
        (str(four), "taken in without a score: A duty"),
    ]
    left = table(soup, "Not chosen, and why")
    assert left[0][1:] == [str(one), "100.0", "1 above the line: more than 99%", left[0][4]]
    assert left[0][4] == "left out against the line: Another team builds it"
    assert left[1] == ["3", str(two), "56.3", left[1][3], "below the line, with a score of 56.3"]
    assert "2 more were considered and were not in scope for the MVP." in text(soup)
    assert "Ideas of May" in text(soup)
    assert "4 people" in text(soup)
    assert not Record.objects.exists()


def test_a_decision_is_recorded_with_who_when_and_every_idea(
    client: Client, team: Team, product_manager: Membership, decided: list[Idea]
) -> None:
    soup = check_and_record(client, team, note="Agreed at the board\nof 12 May")

    record = Record.objects.get()
    assert (record.number, record.by, record.note) == (1, product_manager.user, "Agreed at the board\nof 12 May")
    assert timezone.now() - record.at < timedelta(minutes=1)
    assert (record.cut_line, record.cut_score, record.considered, record.is_of_one_room) == (2, None, 6, True)
    rows = {row.number: row for row in record.ideas.all()}
    assert list(rows) == [standing.number for standing in Snapshot.now(team).ideas]
    one, unscored = rows[decided[0].number], rows[decided[3].number]
    assert (one.title, one.rank, one.score, one.voters, one.people) == (decided[0].title, 1, 100, 4, 4)
    assert (one.included, one.is_above_line, one.reason) == (False, True, "Another team builds it")
    assert (one.workshop_number, one.workshop_title, one.scored_on) == (1, "Ideas of May", localdate())
    assert (one.room_rank, one.room_size, one.rank_low, one.rank_high) == (1, 3, 1, 1)
    assert one.chance == 1
    assert (unscored.rank, unscored.score, unscored.workshop_number, unscored.rank_low) == (None, None, None, None)
    assert (unscored.included, unscored.reason) == (True, "A duty")
    event = team.events.first()
    assert (event.verb, event.actor, event.detail) == (Event.Verb.RECORDED, product_manager.user, {"on_shortlist": 2})
    assert event.what == "the decision on the shortlist as record 1"

    said = text(soup)
    assert "The decision is recorded as number 1" in said
    assert f"Decided by {product_manager.user.name} Note Agreed at the board of 12 May" in said
    assert date_format(timezone.localtime(record.at), "j F Y") in said
    assert "Nothing: the shortlist stands as it was recorded." in said
    assert table(soup, "On the shortlist")[-1][1] == str(decided[3])


def test_nothing_that_happens_afterwards_changes_a_record(
    client: Client, team: Team, product_manager: Membership, decided: list[Idea]
) -> None:
    by = product_manager.user
    check_and_record(client, team)
    before = list(RecordedIdea.objects.values())
    shown = [table(read(client, at("record", team, 1)), name) for name in ("On the shortlist", "Not chosen, and why")]
    one, two, three, four = decided

    one.change(by=by, problems=[], title="Renamed")
    two.place(Scope.OUT_OF_MVP, reason="Later", by=by)
    three.merge_into(IdeaFactory(team=team, scope=Scope.IN_MVP), by=by)
    Choice.withdraw(four, by=by)
    held(team, "Again", [one, four], [1, 5], [1, 5], [1, 5])
    Shortlist.draw_line(team, 1, by=by)
    team.workshops.filter(number=1).update(title="Renamed too")
    by.delete()
    client.force_login(MembershipFactory(team=team, as_observer=True).user)

    soup = read(client, at("record", team, 1))
    assert list(RecordedIdea.objects.values()) == before
    assert [table(soup, name) for name in ("On the shortlist", "Not chosen, and why")] == shown
    assert "Renamed" not in str(soup.select("[role=region]"))
    assert "Ideas of May" in text(soup)
    assert "Decided by Somebody who has left" in text(soup)


def test_an_idea_that_is_gone_is_named_and_not_linked(client: Client, team: Team, product_manager: Membership) -> None:
    [idea] = scored_ideas(team, [90])
    record_decision(team, by=product_manager.user)
    assert read(client, at("record", team, 1)).select(f"main a[href='{idea.get_absolute_url()}']")
    idea.title, address = "Erased", idea.get_absolute_url()
    Idea.objects.filter(pk=idea.pk).update(number=99)

    soup = read(client, at("record", team, 1))

    assert not soup.select(f"main a[href='{address}']")
    assert "I1 " in table(soup, "On the shortlist")[0][1]


def test_the_same_form_sent_twice_makes_one_record(client: Client, team: Team, decided: list[Idea]) -> None:
    seen = read(client, at("new_record", team)).select_one("[name=seen]")["value"]
    answers = [client.post(at("new_record", team), {"seen": seen, "note": "Ours"}) for _n in range(2)]

    assert [answer["Location"] for answer in answers] == [at("record", team, 1)] * 2
    assert Record.objects.count() == 1
    assert team.events.filter(verb=Event.Verb.RECORDED).count() == 1
    assert "Record 1 says the same already" in client.get(answers[1]["Location"]).content.decode()


def test_while_nothing_changes_there_is_nothing_to_record(client: Client, team: Team, decided: list[Idea]) -> None:
    check_and_record(client, team)

    soup = read(client, at("new_record", team))

    assert "so there is nothing new to record" in text(soup)
    assert not soup.select("main form")


def test_what_has_changed_since_the_page_was_opened_is_not_recorded_unseen(
    client: Client, team: Team, product_manager: Membership, decided: list[Idea]
) -> None:
    seen = read(client, at("new_record", team)).select_one("[name=seen]")["value"]
    Shortlist.draw_line(team, 1, by=product_manager.user)

    response = client.post(at("new_record", team), {"seen": seen, "note": "As we agreed"})

    assert response.status_code == 422
    soup = BeautifulSoup(response.content, "html.parser")
    assert "The shortlist has changed since you opened this page" in soup.select_one(".govuk-error-summary").text
    assert soup.title.text.strip().startswith("Error: ")
    assert "The line is under the first 1." in text(soup)
    assert soup.textarea.text.strip() == "As we agreed"
    assert not Record.objects.exists()
    # What it shows now can be recorded.
    fresh = str(soup.select_one("[name=seen]")["value"])
    assert fresh != seen
    assert client.post(at("new_record", team), {"seen": fresh}).status_code == 302
    with pytest.raises(ChangedMeanwhile):
        record_decision(team, by=product_manager.user, seen=_after_line(team, product_manager, 2, seen=fresh))


def _after_line(team: Team, who: Membership, ideas: int, *, seen: str) -> str:
    Shortlist.draw_line(team, ideas, by=who.user)
    return seen


def test_there_is_no_record_of_nothing(client: Client, team: Team, product_manager: Membership) -> None:
    IdeaFactory(team=team)

    assert "there is nothing to record" in text(read(client, at("new_record", team)))
    assert client.post(at("new_record", team), {"seen": ""}).status_code == 422
    with pytest.raises(NothingInScope):
        record_decision(team, by=product_manager.user)
    assert not Record.objects.exists()


def test_a_note_that_is_too_long_is_refused(client: Client, team: Team, decided: list[Idea]) -> None:
    response = client.post(at("new_record", team), {"seen": "x", "note": "x" * 2001})

    assert response.status_code == 422
    assert "The note must be 2,000 characters or fewer" in response.content.decode()


def test_ties_are_recorded_and_the_one_on_the_line_is_pointed_out(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 72.5, 72.5, 50, 50])
    Shortlist.draw_line(team, 2, by=product_manager.user)

    said = text(check_and_record(client, team))

    assert "The line runs between ideas with the same score, 72.5." in said
    assert "Only their numbers put some of them above it: I2, I3." in said
    assert "With the same score, and so the same rank: I2, I3 (rank 2); I4, I5 (rank 4)." in said


def test_a_line_at_a_score_is_recorded_as_one(client: Client, team: Team, product_manager: Membership) -> None:
    scored_ideas(team, [90, 60, 50])
    client.post(at("line", team), {"by": "score", "cut_score": "60"})

    said = text(check_and_record(client, team))

    record = Record.objects.get()
    assert (record.cut_line, record.cut_score) == (None, Decimal(60))
    assert "The line is at a score of 60. All with as much or more are above it." in said
    # Read from the database it says the same as before.
    assert record_decision(team, by=product_manager.user) == (record, False)


def test_records_are_numbered_in_the_team_and_listed_the_latest_first(
    client: Client, team: Team, product_manager: Membership
) -> None:
    assert "No decision is recorded yet." in text(read(client, at("records", team)))
    scored_ideas(team, [90, 80, 70])
    for line in (1, 2, 1):
        Shortlist.draw_line(team, line, by=product_manager.user)
        record_decision(team, by=product_manager.user)
    other = TeamFactory()
    scored_ideas(other, [90])
    assert record_decision(other, by=product_manager.user)[0].number == 1

    soup = read(client, at("records", team))

    items = [" ".join(item.text.split()) for item in soup.select(".app-findings__item")]
    assert [item.split(",")[0] for item in items] == [
        "Record 3: 1 idea on the shortlist",
        "Record 2: 2 ideas on the shortlist",
        "Record 1: 1 idea on the shortlist",
    ]
    assert "out of 3 in scope" in items[0]
    assert product_manager.user.name in items[0]
    assert client.get(at("record", other, 1)).status_code == 404


@pytest.mark.parametrize("as_role", ["as_observer", "as_facilitator", ""])
def test_everybody_reads_records_and_product_managers_make_them(
    client: Client, team: Team, decided: list[Idea], product_manager: Membership, as_role: str
) -> None:
    assert at("new_record", team) in str(page(client, team))
    record_decision(team, by=product_manager.user)
    Shortlist.draw_line(team, 1, by=product_manager.user)
    client.force_login(MembershipFactory(team=team, **({as_role: True} if as_role else {})).user)

    assert at("new_record", team) not in str(page(client, team))
    for address in (at("records", team), at("record", team, 1)):
        assert at("new_record", team) not in str(read(client, address))
    assert client.get(at("new_record", team)).status_code == 403
    assert client.post(at("new_record", team), {"seen": Snapshot.now(team).fingerprint}).status_code == 403
    assert Record.objects.count() == 1


def test_the_shortlist_says_whether_it_is_as_recorded(
    client: Client, team: Team, product_manager: Membership, decided: list[Idea]
) -> None:
    assert "keep it as it stands" in text(page(client, team))
    check_and_record(client, team)
    said = text(page(client, team))
    assert "The shortlist is as it was recorded on" in said
    assert not page(client, team).select(f"a[href='{at('new_record', team)}']")

    Choice.withdraw(decided[0], by=product_manager.user)
    Choice.withdraw(decided[3], by=product_manager.user)
    Shortlist.draw_line(team, 1, by=product_manager.user)

    soup = page(client, team)
    assert "Since then: the line was moved, 1 idea came onto the shortlist, 2 ideas left it." in text(soup)
    assert soup.select(f"a[href='{at('new_record', team)}']")


def test_the_page_of_a_record_says_idea_by_idea_what_has_changed(
    client: Client, team: Team, product_manager: Membership
) -> None:
    by = product_manager.user
    stays, falls, leaves, renamed, reasoned = scored_ideas(team, [90, 80, 70, 60, 50])
    Shortlist.draw_line(team, 3, by=by)
    Choice.make(reasoned, included=True, reason="Promised", by=by)
    record_decision(team, by=by)

    finish(team, {falls: 10})
    leaves.place(Scope.OUT_OF_MVP, reason="Later", by=by)
    renamed.change(by=by, problems=[], title="Another name")
    Choice.make(reasoned, included=True, reason="The law asks for it", by=by)
    new = IdeaFactory(team=team, scope=Scope.IN_MVP)
    Shortlist.draw_line(team, 2, by=by)

    soup = read(client, at("record", team, 1))

    said = text(soup)
    assert "The line was under the first 3, and is under the first 2 now." in said
    listed = {
        heading.text: [" ".join(item.get_text(" ").split()) for item in heading.find_next("ul").select("li")]
        for heading in soup.select("main h3")
    }
    assert listed["Came onto the shortlist"] == [
        f"I4 Another name. It was called “{renamed_before(renamed)}”. Its rank was 4, and is 2 now. "
        "The line has it above now."
    ]
    assert listed["Left the shortlist"] == [
        f"{falls}. It was scored in “Vote on ideas”. Its score was 80.0, and is 10.0 now. "
        "Its rank was 2, and is 4 now. The line has it below now.",
        f"{leaves}. It is no longer in scope for the MVP.",
    ]
    assert listed["Something else about them"] == [
        f"{reasoned}. Its rank was 5, and is 3 now. It was taken in against the line: The law asks for it",
        f"{new}. It was not in scope then.",
    ]
    assert stays.title not in str(listed)


def renamed_before(idea: Idea) -> str:
    return RecordedIdea.objects.get(number=idea.number).title


def test_an_exception_that_the_line_agrees_with_now_is_told(team: Team, product_manager: Membership) -> None:
    _one, two = scored_ideas(team, [90, 80])
    Shortlist.draw_line(team, 1, by=product_manager.user)
    Choice.make(two, included=True, reason="Promised", by=product_manager.user)
    before = Snapshot.of(record_decision(team, by=product_manager.user)[0])
    Shortlist.draw_line(team, 2, by=product_manager.user)

    [change] = Changes.between(before, Snapshot.now(team)).others

    assert change.said == ["The line has it above now.", "It is no exception any more."]


def test_a_record_says_how_ideas_on_other_criteria_stood(
    client: Client, team: Team, product_manager: Membership
) -> None:
    scored_ideas(team, [90, 80])
    trial = IdeaFactory(team=team, scope=Scope.IN_MVP)
    workshop = finish(team, {trial: 99})
    del workshop.result.measured_on[0]
    workshop.result.save()

    soup = check_and_record(client, team)
    assert table(soup, "Not chosen, and why")[0][-1] == "scored on other criteria than most, so not compared"

    Choice.make(trial, included=True, reason="A duty", by=product_manager.user)
    row = table(check_and_record(client, team), "On the shortlist")[-1]
    assert row[0] == "–"
    assert row[-1] == "taken in, although its score cannot be compared with the others: A duty"


def test_hostile_words_are_recorded_as_they_are(client: Client, team: Team, exercise: list[Idea]) -> None:
    Shortlist.draw_line(team, 5, by=UserFactory())
    soup = check_and_record(client, team, note=HOSTILE[12])

    shown = soup.main.get_text()
    for idea in exercise:
        if idea.is_in_scope:
            assert idea.title in shown
    assert HOSTILE[12] in shown
    assert not soup.select("main script")


@pytest.mark.parametrize(
    ("field", "value", "constraint"),
    [
        ("title", "", "recorded_idea_has_title"),
        ("included", False, "recorded_exception_has_reason"),
        ("score", None, "recorded_rank_has_score"),
        ("rank_low", 3, "recorded_interval_in_order"),
    ],
)
def test_the_database_keeps_a_record_in_order(
    team: Team, product_manager: Membership, field: str, value: object, constraint: str
) -> None:
    scored_ideas(team, [90])
    record, _is_new = record_decision(team, by=product_manager.user)

    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        record.ideas.update(**{field: value})
    with pytest.raises(IntegrityError), transaction.atomic():
        Record.objects.create(team=team, number=1, considered=1, is_of_one_room=False)


def test_nothing_of_a_record_leads_to_who_scored_what() -> None:
    related = {
        field.related_model
        for model in (Record, RecordedIdea)
        for field in model._meta.get_fields(include_hidden=True)
        if field.is_relation
    }

    assert {model.__name__ for model in related if not isinstance(model, str)} == {
        "Team",
        "User",
        "Record",
        "RecordedIdea",
    }


@pytest.mark.parametrize("ideas", [3, 60])
def test_the_pages_cost_the_same_however_many_ideas_there_are(
    client: Client, team: Team, product_manager: Membership, ideas: int, django_assert_max_num_queries
) -> None:
    scored_ideas(team, [n % 90 for n in range(ideas)])
    record_decision(team, by=product_manager.user)
    Shortlist.draw_line(team, 2, by=product_manager.user)

    for address, most in ((at("record", team, 1), 9), (at("new_record", team), 8), (at("records", team), 5)):
        with django_assert_max_num_queries(most):
            read(client, address)
