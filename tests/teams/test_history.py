from decimal import Decimal

import pytest

from ideation.models import Idea, Scope
from problems.models import GroupState, Path, Phase, State
from roadmap.models import Choice, Dependency, Item, Shortlist
from roadmap.recording import record_decision
from teams.history import VALUES, lines
from teams.models import Event, Invitation, Membership, Role, Team
from tests.factories import IdeaFactory, MembershipFactory
from tests.teams.pages import page_of, text_of

PAGE = "/teams/teacher-training/history/"


@pytest.fixture
def reader(client, team) -> Membership:
    observer = MembershipFactory(team=team, user__name="Olga Observer", as_observer=True)
    client.force_login(observer.user)
    return observer


def rows(response) -> list[str]:
    return [" ".join(row.get_text(" ").split()) for row in page_of(response).select("tbody tr")]


def test_everybody_in_the_team_reads_who_did_what_when_the_latest_first(client, team, reader, facilitator):
    team.record(facilitator.user, Event.Verb.OPENED, team)
    team.record(None, Event.Verb.CLOSED, team)
    latest, first = rows(client.get(PAGE))
    assert "Somebody Closed voting in Teacher training" in latest
    assert "Fran Facilitator Opened Teacher training" in first
    assert " at " in first


def test_nothing_done_yet_is_said(client, reader):
    assert "Nothing yet" in text_of(client.get(PAGE))


def test_a_decision_is_told_with_its_reason_in_words(client, team, reader, product_manager):
    idea = IdeaFactory(team=team, title="Send reminders")
    idea.place(Scope.IN_MVP, reason="It helps <b>most</b> schools", by=product_manager.user)
    answer = client.get(PAGE)
    [row] = rows(answer)
    assert f"Placed I{idea.number} Send reminders" in row
    assert "Scope: In scope for the MVP" in row
    assert "Reason: It helps <b>most</b> schools" in row
    assert b"<b>most" not in answer.content


def test_the_shortlist_and_the_roadmap_are_told_in_words(client, team, reader, product_manager):
    by = product_manager.user
    idea = IdeaFactory(team=team, scope=Scope.IN_MVP)
    team.set_purposes(["Pay providers"])
    Shortlist.draw_line(team, 7, by=by)
    Choice.make(idea, included=False, reason="Too big", by=by)
    Choice.withdraw(idea, by=by)
    Item.place(idea, horizon="After the MVP", purpose=team.purposes.get(), by=by)
    Shortlist.draw_line_at(team, Decimal("62.5"), by=by)
    record_decision(team, by=by)
    recorded, drawn_at, placed, withdrawn, chose, drawn = rows(client.get(PAGE))
    assert "Recorded the decision on the shortlist as record 1 On the shortlist: 0" in recorded
    assert "Score needed to be above the line: 62.5" in drawn_at
    assert "Roadmap: After the MVP" in placed
    assert "Core purpose: Pay providers" in placed
    assert "Decision: The line decides again" in withdrawn
    assert "Reason" not in withdrawn
    assert "Decision: Left out, against the line Reason: Too big" in chose
    assert "Ideas above the line: 7" in drawn


def test_what_waits_for_what_is_told_in_words(client, team, reader, product_manager):
    one, other = IdeaFactory.create_batch(2, team=team)
    Dependency.add(one, other, reason="it reads its data", by=product_manager.user)
    Dependency.remove(one, other, by=product_manager.user)
    removed, added = rows(client.get(PAGE))
    assert f"Changed {one} No longer waits for: {other}" in removed
    assert f"Changed {one} Waits for: {other} Reason: it reads its data" in added


def test_people_coming_and_going_are_told_once(client, team, reader, facilitator):
    invitation = Invitation.make(team, by=facilitator.user, name="Sam Patel", facilitator=True)
    sam = MembershipFactory(user__name="Sam Patel").user
    invitation.accept(by=sam)
    team.memberships.get(user=sam).change_roles(
        by=facilitator.user, observer=True, facilitator=False, product_manager=False
    )
    team.memberships.get(user=sam).remove(by=sam)
    told = [row.split("m ", 1)[1] for row in reversed(rows(client.get(PAGE)))]
    assert told == [
        "Fran Facilitator Invited Sam Patel Roles: Facilitator",
        "Sam Patel Joined the team Roles: Facilitator",
        "Fran Facilitator Changed the roles of Sam Patel Roles: Observer",
        "Sam Patel Left the team",
    ]


def test_what_settings_were_changed_is_told(client, team, reader, facilitator):
    team.change(by=facilitator.user, name="Other", service="X", organisation="", aims="", purposes=["One"])
    [row] = rows(client.get(PAGE))
    assert "Changed: team name, service, core purposes" in row


@pytest.mark.parametrize(
    ("key", "choices"),
    [
        ("scope", Scope),
        ("state", State),
        ("roles", Role),
        ("phase", Phase),
        ("path", Path),
        ("sorting", GroupState),
    ],
)
def test_every_code_that_is_recorded_has_the_words_of_its_own_page(key, choices):
    assert {code: str(words) for code, words in VALUES[key].items()} == {
        choice.value: str(choice.label) for choice in choices
    }


@pytest.mark.parametrize(
    ("detail", "words"),
    [
        ({"set_aside": True, "of": None, "note": ""}, [("Set aside", "Yes")]),
        ({"counts": [1, 2]}, [("Counts", "1, 2")]),
        ({"reason": {"a": 1}}, [("Reason", "{'a': 1}")]),
        ({"scope": "of tomorrow"}, [("Scope", "of tomorrow")]),
        ({"scope": ["in_mvp"], "included": [[]]}, [("Scope", "In scope for the MVP")]),
        ({}, []),
    ],
)
def test_a_detail_that_nobody_foresaw_is_shown_as_it_is(team, detail, words):
    team.events.create(verb="changed", what="X", detail=detail)
    [line] = lines(team.events.all())
    assert line.details == words


def test_a_verb_that_is_no_more_is_shown_as_it_is(client, team, reader):
    team.events.create(verb="pondered", what="the shortlist")
    assert "Pondered the shortlist" in rows(client.get(PAGE))[0]


def test_a_long_history_has_pages_and_costs_no_more(client, team, reader, django_assert_max_num_queries):
    people = MembershipFactory.create_batch(10, team=team)
    for n in range(120):
        team.record(people[n % 10].user, Event.Verb.CHANGED, team, reason=f"Reason {n}")
    for page in ("1", "3", "nine", "0", "9" * 30, "\x00"):
        with django_assert_max_num_queries(7):
            answer = client.get(PAGE, {"page": page})
        assert answer.status_code == 200
    assert len(rows(client.get(PAGE))) == 50
    assert "Reason 119" in rows(client.get(PAGE))[0]
    assert len(rows(client.get(PAGE, {"page": 3}))) == 20


def test_another_teams_history_is_its_own(client, reader):
    other = Team.create(by=MembershipFactory().user, name="Other")
    assert Idea.objects.count() == 0
    assert "Other" not in text_of(client.get(PAGE))
    assert client.get(f"/teams/{other.slug}/history/").status_code == 404


def test_who_joined_by_a_code_is_not_told_as_the_service(client, team, reader):
    team.record(None, Event.Verb.CHALLENGED, "I1 One login", guest="Gus")
    team.record(None, Event.Verb.CREATED, "I2 A phone line")
    created, challenged = rows(client.get(PAGE))
    assert "Gus Challenged" in challenged
    assert "Somebody Created I2 A phone line" in created
