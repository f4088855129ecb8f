"""What no archive says: whose a vote was, what opens something elsewhere, and, without people, who anybody is."""

import json
import re

import pytest

from overview.archive.people import Names
from teams.models import Event, Team
from tests.factories import MembershipFactory, TeamFactory, UserFactory
from tests.overview.archive.rich import SAID, everybody, make_rich_world
from tests.overview.archive.taking import brought_in, rows, taken_out, unpacked
from tests.world import World
from workshops.models import Ballot, Participant, Score

pytestmark = pytest.mark.django_db

BOTH = pytest.mark.parametrize("people", [True, False])


def whole(archive: bytes) -> str:
    """All that is in it, names of files included."""
    files = unpacked(archive)
    return "\n".join([*files, *(content.decode(errors="replace") for content in files.values())])


@BOTH
def test_nothing_of_a_vote_that_is_not_finished_leaves(people):
    world = make_rich_world()
    assert Score.objects.filter(ballot__workshop=world.workshops["voting"]).exists()
    archive = taken_out(world.team, people=people)
    files = unpacked(archive)
    assert not [name for name in files if re.search(r"workshops\.(ballot|score)", name)]
    assert SAID["voting"] not in whole(archive)
    assert "Sal Secret" not in whole(archive)
    for ballot in Ballot.objects.all():
        assert str(ballot.pk) not in whole(archive)
    finished = {row["id"] for row in rows(files, "workshops.workshop") if row["state"] == "finished"}
    assert len(finished) == 3
    assert {row["workshop"] for row in rows(files, "workshops.participant")} == (finished if people else set())
    assert {row["workshop"] for row in rows(files, "workshops.countedballot")} <= finished


@BOTH
def test_a_workshop_that_is_not_finished_comes_back_as_a_draft_that_can_be_opened(people):
    world = make_rich_world()
    new = brought_in(taken_out(world.team, people=people), by=UserFactory())
    workshop = new.workshops.get(number=world.workshops["voting"].number)
    assert (workshop.state, workshop.started_at, workshop.timebox_ends_at, workshop.led_to) == (
        "draft",
        None,
        None,
        None,
    )
    assert workshop.participants.count() == workshop.ballots.count() == 0
    assert workshop.candidates.standing().count() == workshop.candidates.count() == 2
    assert workshop.criteria.count() == 6
    workshop.open(by=None)
    workshop.start(by=None)
    assert Participant.join(workshop, name="Ann")


@BOTH
def test_what_opens_something_is_made_anew(people):
    world = make_rich_world()
    archive = taken_out(world.team, people=people)
    secrets = {
        world.invitation.token,
        world.round.code,
        *world.voter_cookies.values(),
        bytes(world.imported.keys).hex(),
    }
    guests = world.round.guests.values_list("key_hash", flat=True)
    hashes = Participant.objects.filter(workshop__team=world.team).values_list("key_hash", flat=True)
    secrets |= {workshop.code for workshop in world.team.workshops.all()} | set(hashes) | set(guests)
    assert len(secrets) > 15
    for secret in secrets - {""}:
        assert secret not in whole(archive)
    new = brought_in(archive, by=UserFactory())
    codes = {workshop.code for workshop in new.workshops.all()} | {held.code for held in new.agreement_rounds.all()}
    assert len(codes) == new.workshops.count() + new.agreement_rounds.count()
    assert not codes & secrets
    assert not new.invitations.exists()
    for cookie in world.voter_cookies.values():
        assert not Participant.objects.filter(workshop__team=new, key_hash=Participant.hash_of(cookie)).exists()


def test_an_open_round_comes_back_closed():
    world = make_rich_world()
    assert world.round.is_open
    new = brought_in(taken_out(world.team, people=True), by=UserFactory())
    assert not new.agreement_rounds.get().is_open


@BOTH
def test_no_key_of_the_database_leaves(people):
    """With keys that no id, number or count has, each of them would show."""
    team = Team.create(by=UserFactory(), name="Few")
    far = 987_654_321
    group = team.user_groups.create(pk=far, name="Schools", label="S", colour="blue")
    problem = team.problems.create(pk=far + 1, number=1, title="Slow", user_group=group)
    evidence = team.evidence.create(pk=far + 2, number=1, kind="research", finding="It is")
    evidence.problems.add(problem)
    workshop = team.workshops.create(pk=far + 3, number=1, title="W", code="W")
    workshop.candidates.create(pk=far + 4, problem=problem, number=1, title="Slow")
    assert "9876543" not in whole(taken_out(team, people=people))


def said_of_people(world: World) -> list[str]:
    text = whole(taken_out(world.team, people=False))
    return [name for name in everybody(world.team) if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)]


def test_without_people_no_name_and_no_address_is_anywhere_in_the_archive():
    world = make_rich_world()
    team, by = world.team, world.members["facilitator"].user
    # What people write into reasons is in the log.
    world.idea.place("out_of_mvp", reason="Agreed", by=by)
    team.record(
        by, Event.Verb.CHANGED, team, reason=f"Told by {world.other_member.user.name} <lea@example.org>, and Gus"
    )
    noted = f"A note of {world.members['member'].user}"
    team.events.create(actor=by, verb=Event.Verb.CHANGED, what=noted, detail={"attached": [{"to": by.name}]})
    assert len(everybody(team)) > 20
    # The words of documents and texts are the team's.
    world.imported.groups.update(reason="Told by somebody")
    assert said_of_people(world) == []
    text = whole(taken_out(team, people=False))
    assert "lea@example.org" not in text
    assert "@example" not in text


def test_without_people_their_rows_are_not_there_and_nothing_is_said_to_be_anybodys():
    files = unpacked(taken_out(make_rich_world().team, people=False))
    assert not {"people.jsonl", "rows/workshops.participant.jsonl", "rows/ideation.guest.jsonl"} & files.keys()
    events = rows(files, "teams.event")
    assert {event["actor"] for event in events} == {None}
    assert not {event["verb"] for event in events} & {
        "joined",
        "left",
        "invited",
        "removed",
        "changed_roles",
        "revoked",
    }
    assert not [event for event in events if "guest" in event["detail"]]
    challenges = [row for row in rows(files, "ideation.stance") if row["reason"] == "It is not small"]
    assert [(row["user"], row["guest"]) for row in challenges] == [(None, None)]
    assert {row["by"] for row in rows(files, "ideation.scopedecision")} == {None}


def test_with_people_it_says_who_did_what():
    world = make_rich_world()
    files = unpacked(taken_out(world.team, people=True))
    people = {row["id"]: row for row in rows(files, "people")}
    leaver = next(row for row in people.values() if row["name"] == "Lea Leaver")
    assert leaver.keys() == {"id", "name"}
    assert world.members["observer"].user.name in {row["name"] for row in people.values()}
    parked = next(row for row in rows(files, "problems.problem") if row["state"] == "parked")
    assert people[parked["state_by"]] == leaver


def test_another_teams_people_and_rows_are_not_in_it():
    world, other = make_rich_world(), MembershipFactory(team=TeamFactory(name="Theirs"), user__name="Otto Other")
    other.team.record(other.user, Event.Verb.CHANGED, other.team)
    for people in (True, False):
        text = whole(taken_out(world.team, people=people))
        assert "Otto Other" not in text
        assert "Theirs" not in text


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("Told by Mary-Jane O'Neil.", "Told by …."),
        ("Mary-Jane O'Neil", "…"),
        ("Ann’s idea, not Annual", "…’s idea, not Annual"),
        ("X and Xavier", "X and Xavier"),
        ("mail ann@example.org", "mail …"),
        ("", ""),
    ],
)
def test_names_are_taken_out_of_the_log_as_whole_words(said, left):
    team = MembershipFactory(user__name="Mary-Jane O'Neil").team
    MembershipFactory(team=team, user__name="Ann")
    # One letter is no name that could be told from a word.
    MembershipFactory(team=team, user__name="X")
    assert Names(team).without(said) == left
    assert Names(team).without({"a": [said], "guest": said}) == {"a": [left]}


def test_what_cannot_be_brought_in_again_is_left_out_of_texts():
    """However it came into the database: every archive of ours can be brought in."""
    team = Team.create(by=UserFactory(), name="Our\u202e team")
    team.events.create(verb="changed", what="a\x1bb", detail={"rea\u2066son": ["\x07c"]})
    archive = taken_out(team, people=False)
    [event] = [row for row in rows(unpacked(archive), "teams.event") if row["verb"] == "changed"]
    assert (event["what"], event["detail"]) == ("ab", {"reason": ["c"]})
    assert brought_in(archive, by=UserFactory()).name == "Our team"


def test_the_logs_of_both_teams_say_so():
    world, by = make_rich_world(), UserFactory()
    archive = taken_out(world.team, people=True, by=world.members["facilitator"].user)
    new = brought_in(archive, by=by)
    out, came = world.team.events.first(), new.events.first()
    assert (out.verb, out.actor, out.detail["people"]) == ("archived", world.members["facilitator"].user, True)
    assert (came.verb, came.actor, came.what) == ("brought_in", by, new.name)
    assert came.detail["fingerprint"] == out.detail["fingerprint"]
    assert came.detail["made_on"] == json.loads(unpacked(archive)["manifest.json"])["made_at"][:10]
