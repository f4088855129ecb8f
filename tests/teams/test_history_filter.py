"""The event log, narrowed down, downloaded, and never rewritten."""

import csv
import io
import json
from datetime import UTC, datetime, timedelta
from importlib import import_module
from types import SimpleNamespace

import jsonschema
import pytest
from django.apps import apps
from django.conf import settings
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from python_calamine import CalamineWorkbook

from ideation.models import Scope
from roadmap.models import Shortlist
from teams.csv_files import guarded
from teams.history import KINDS, kind_in_words
from teams.models import Event, Invitation, Membership, Team
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, UserFactory, WorkshopFactory
from tests.teams.pages import errors_of, page_of, text_of, value_of
from tests.world import make_world
from workshops.models import Workshop

PAGE = "/teams/teacher-training/history/"


@pytest.fixture
def reader(client: Client, team: Team) -> Client:
    client.force_login(MembershipFactory(team=team, as_observer=True, user__name="Olga Observer").user)
    return client


@pytest.fixture
def past(team: Team, facilitator: Membership, product_manager: Membership) -> None:
    """What two people did on three days, and one thing that nobody did."""
    lines = [
        (facilitator.user, "created", "problem", "P1 Slow", "2026-03-01 09:00"),
        (product_manager.user, "placed", "idea", "I1 Faster", "2026-03-02 00:00"),
        (product_manager.user, "changed", "idea", "I1 Faster", "2026-03-02 23:59"),
        (facilitator.user, "opened", "workshop", "W1 First", "2026-03-03 00:00"),
        (None, "closed", "workshop", "W1 First", "2026-03-04 10:00"),
    ]
    for actor, verb, kind, what, at in lines:
        moment = timezone.make_aware(datetime.fromisoformat(at))
        team.events.create(actor=actor, verb=verb, kind=kind, what=what, at=moment)


def shown(response) -> list[str]:
    """What each line is about, the latest first."""
    return [row.select("td")[2].get_text(" ", strip=True) for row in page_of(response).select("tbody tr")]


def days(**ends: str) -> dict[str, str]:
    """The fields of "From" and "To", from days such as 2.3.2026."""
    return {
        f"{name}_{part}": text
        for name, day in ends.items()
        for part, text in zip(("day", "month", "year"), day.split("."), strict=True)
    }


def test_without_a_filter_everything_is_there(reader, past):
    assert len(shown(reader.get(PAGE))) == 5
    assert not page_of(reader.get(PAGE)).select_one("details[open]")


def test_a_filter_offers_what_is_in_the_log_in_words(reader, past, facilitator, product_manager):
    form = page_of(reader.get(PAGE)).select_one("form[role=search]")
    offered = {
        select["name"]: [option.get_text(strip=True) for option in select.select("option")]
        for select in form.select("select")
    }
    assert offered == {
        "person": ["Everybody", "Fran Facilitator", "Olga Observer", "Pat Product"],
        "kind": ["Everything", "Idea", "Problem", "Workshop"],
        "verb": ["Anything", "Created", "Changed", "Opened", "Closed voting in", "Placed"],
    }


@pytest.mark.parametrize(
    ("query", "lines"),
    [
        ({"kind": "idea"}, ["Changed I1 Faster", "Placed I1 Faster"]),
        ({"verb": "opened"}, ["Opened W1 First"]),
        ({"kind": "workshop", "verb": "closed"}, ["Closed voting in W1 First"]),
        (days(since="3.3.2026"), ["Closed voting in W1 First", "Opened W1 First"]),
        (days(until="1.3.2026"), ["Created P1 Slow"]),
        (days(since="2.3.2026", until="2.3.2026"), ["Changed I1 Faster", "Placed I1 Faster"]),
        ({"kind": "idea", **days(since="3.3.2026")}, []),
    ],
)
def test_kinds_verbs_and_whole_days_narrow_it_down(reader, past, query, lines):
    answer = reader.get(PAGE, query)
    assert answer.status_code == 200
    assert shown(answer) == lines
    assert page_of(answer).select_one("details[open]")
    assert page_of(answer).find("a", string="Clear filters")["href"] == PAGE
    if not lines:
        assert "Nothing in the history is like that" in text_of(answer)


def test_a_person_is_found_by_what_they_did_and_by_what_was_done_to_them(team, reader, facilitator):
    invitation = Invitation.make(team, by=facilitator.user, name="Sam Patel")
    sam = UserFactory(name="Sam Patel")
    invitation.accept(by=sam)
    member = team.memberships.get(user=sam)
    member.change_roles(by=facilitator.user, observer=True, facilitator=False, product_manager=False)
    member.remove(by=facilitator.user)
    lines = shown(reader.get(PAGE, {"person": sam.pk}))
    assert [line.split(" Roles")[0] for line in lines] == [
        "Removed Sam Patel",
        "Changed the roles of Sam Patel",
        "Joined the team",
    ]
    assert "Sam Patel" in text_of(reader.get(PAGE))


@pytest.mark.parametrize(
    ("query", "errors"),
    [
        (days(since="31.2.2026"), {"id_since": "From must be a real date, such as 27 3 2026"}),
        (days(until="x.y.z"), {"id_until": "To must be a real date, with the day first and a year such as 2026"}),
        ({"since_day": "1"}, {"id_since": "From must include a month and a year"}),
        (days(since="1.1.2999"), {"id_since": "From must be today or in the past"}),
        (days(since="3.3.2026", until="2.3.2026"), {"id_until": "To must be the same as or after From"}),
        ({"person": "999999"}, {"id_person": "Choose a person from the list"}),
        ({"kind": "spaceship"}, {"id_kind": "Choose a kind of thing from the list"}),
        ({"verb": "flew"}, {"id_verb": "Choose what was done from the list"}),
        ({"person": "a\x00b"}, {"id_person": "Choose a person from the list"}),
    ],
)
def test_what_cannot_be_looked_for_is_said_and_kept(reader, past, query, errors):
    answer = reader.get(PAGE, query)
    assert answer.status_code == 422
    assert errors_of(answer) == errors
    assert shown(answer) == []
    assert "Nothing is shown until the filter is put right" in text_of(answer)
    for name, value in query.items():
        if name.startswith(("since", "until")):
            assert value_of(answer, name) == value


def test_the_pages_of_a_filter_keep_it(team, reader, facilitator):
    for n in range(70):
        team.record(facilitator.user, Event.Verb.CHANGED, team, reason=f"Reason {n}")
    answer = reader.get(PAGE, {"kind": "team"})
    following = page_of(answer).select_one("a[rel=next]")["href"]
    assert following == "?kind=team&page=2"
    assert len(shown(reader.get(f"{PAGE}{following}"))) == 20


def test_every_kind_of_thing_that_is_recorded_has_words(reader):
    world = make_world()
    kinds = set(world.team.events.values_list("kind", flat=True))
    assert len(kinds) > 9
    assert kinds <= KINDS.keys()


def test_a_kind_that_nobody_named_is_called_as_its_model_is():
    assert kind_in_words("resultrow") == "Result row"
    assert kind_in_words("spaceship") == "Spaceship"


def test_what_is_recorded_says_its_kind(team, facilitator, product_manager):
    problem, idea = ProblemFactory(team=team), IdeaFactory(team=team)
    problem.move_to("parked", reason="Not ours", by=facilitator.user)
    idea.place(Scope.IN_MVP, reason="Small", by=product_manager.user)
    Shortlist.draw_line(team, 3, by=product_manager.user)
    WorkshopFactory(team=team)
    Invitation.make(team, by=facilitator.user, name="Sam")
    assert set(team.events.values_list("kind", flat=True)) == {
        "usergroup",
        "problem",
        "idea",
        "shortlist",
        "workshop",
        "person",
    }


# As a file


@pytest.fixture
def told(team, facilitator, product_manager, past) -> list[str]:
    """Who did each thing, the latest first."""
    team.record(product_manager.user, Event.Verb.PLACED, "=1+1 <b>hostile</b>", reason="-2; two", scope="in_mvp")
    return ["Pat Product", "Somebody", "Fran Facilitator", "Pat Product", "Pat Product", "Fran Facilitator"]


def download(client: Client, ending: str) -> bytes:
    answer = client.get(f"{PAGE[:-1]}.{ending}")
    assert answer.status_code == 200
    name = f"history-teacher-training-{timezone.localdate().isoformat()}.{ending}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    return answer.content


def test_it_leaves_as_csv_and_as_spreadsheets_with_the_same_cells(reader, told):
    rows = list(csv.reader(io.StringIO(download(reader, "csv").decode("utf-8-sig"), newline="")))
    assert rows[0] == ["Day", "Time", "Who", "What", "Kind of thing", "Details"]
    assert [row[2] for row in rows[1:]] == told
    assert rows[1][3:] == [
        "Placed =1+1 <b>hostile</b>",
        "",
        "Scope: In scope for the MVP; Reason: -2; two",
    ]
    assert rows[-1][:2] == ["2026-03-01", "09:00"]
    for ending in ("xlsx", "ods"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(download(reader, ending)))
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        assert [[str(guarded(str(cell))) for cell in line] for line in sheet] == rows


def test_its_json_is_as_the_published_schema_says(reader, told):
    found = json.loads(download(reader, "json"))
    assert found["$schema"] == f"{settings.PUBLIC_URL}/schemas/history.json"
    assert found["address"] == f"{settings.PUBLIC_URL}{PAGE[:-1]}.json"
    published = Client().get("/schemas/history.json")
    assert published["Content-Type"] == "application/schema+json"
    validator = jsonschema.Draft202012Validator
    schema = json.loads(published.content)
    validator.check_schema(schema)
    validator(schema, format_checker=validator.FORMAT_CHECKER).validate(found)
    assert [row["who"] for row in found["rows"]] == told


def test_its_metadata_describe_the_csv(reader, told):
    metadata = json.loads(download(reader, "csv-metadata.json"))
    assert metadata["url"] == "history.csv"
    [header, *_rows] = csv.reader(io.StringIO(download(reader, "csv").decode("utf-8-sig"), newline=""))
    assert [column["titles"] for column in metadata["tableSchema"]["columns"]] == header
    link = reader.get(f"{PAGE[:-1]}.csv")["Link"]
    assert link == '<history.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'


def test_the_page_says_that_a_download_names_people(reader, past):
    page = page_of(reader.get(PAGE))
    assert "these name people" in text_of(reader.get(PAGE))
    assert {a["href"] for a in page.select("main a[download]")} == {
        f"{PAGE[:-1]}.{ending}" for ending in ("xlsx", "ods", "csv", "json")
    }


def test_a_long_log_costs_no_more_to_download(team, reader, facilitator, django_assert_max_num_queries):
    Event.objects.bulk_create(
        Event(team=team, actor=facilitator.user, verb="changed", kind="team", what="X") for _n in range(3000)
    )
    with django_assert_max_num_queries(4):
        assert len(json.loads(download(reader, "json"))["rows"]) == 3000


# Append only


@pytest.fixture
def line(team, facilitator) -> Event:
    team.record(facilitator.user, Event.Verb.CHANGED, team, reason="Because")
    found: Event = team.events.get()
    return found


@pytest.mark.parametrize(
    "change",
    [
        {"verb": "deleted"},
        {"what": "Something else"},
        {"what": ""},
        {"kind": "idea"},
        {"at": datetime(2020, 1, 1, tzinfo=UTC)},
        {"detail": {"reason": "Another one"}},
        {"detail": {}},
        {"is_erased": True, "what": "Something else"},
        {"is_erased": True, "verb": "deleted"},
    ],
)
def test_no_line_is_rewritten(line, change):
    before = Event.objects.values().get()
    for update in (
        lambda: Event.objects.filter(pk=line.pk).update(**change),
        lambda: Event.objects.bulk_update([_changed(line, change)], list(change)),
        lambda: _changed(line, change).save(),
    ):
        with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
            update()
    assert Event.objects.values().get() == before


def _changed(line: Event, change: dict) -> Event:
    found = Event.objects.get(pk=line.pk)
    for name, value in change.items():
        setattr(found, name, value)
    return found


def test_nothing_is_put_into_somebody_elses_mouth(line, product_manager):
    other_team = MembershipFactory().team
    for change in ({"actor": product_manager.user}, {"person": product_manager.user}, {"team": other_team}):
        with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
            Event.objects.filter(pk=line.pk).update(**change)


def test_not_even_past_the_model(line):
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("UPDATE teams_event SET what = 'Something else'")


def test_no_line_is_deleted_while_its_team_is_there(line, team):
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
        Event.objects.filter(pk=line.pk).delete()
    with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
        team.events.all().delete()
    if connection.vendor == "postgresql":
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            line.delete()
        with pytest.raises(DatabaseError, match="append only"), transaction.atomic():
            team.delete()
    assert Event.objects.filter(pk=line.pk).exists()


def test_a_name_may_go_and_does_not_come_back(line, facilitator):
    rows = Event.objects.filter(pk=line.pk)
    assert rows.update(actor=None, what="", detail={"reason": ""}, is_erased=True) == 1
    for change in ({"actor": facilitator.user}, {"is_erased": False}, {"what": "Fran"}):
        with pytest.raises(IntegrityError, match="append only"), transaction.atomic():
            rows.update(**change)


def test_an_account_that_is_deleted_otherwise_leaves_its_lines(line):
    assert line.actor
    line.actor.memberships.all().delete()
    line.actor.delete()
    line.refresh_from_db()
    assert line.actor is None


# What old lines say of themselves


@pytest.mark.parametrize(
    ("verb", "what", "kind"),
    [
        ("created", "P12 Slow", "problem"),
        ("placed", "I3 One login", "idea"),
        ("changed", "E4 Half of them wait", "evidence"),
        ("opened", "W1 First", "workshop"),
        ("withdrew", "P3 Slow", "candidate"),
        ("joined", "Sam Patel", "person"),
        ("drew_line", "the shortlist", "shortlist"),
        ("created", "Schools", ""),
        ("created", "P1", ""),
    ],
)
def test_old_lines_are_sorted_by_their_verb_and_their_reference(team, facilitator, verb, what, kind):
    team.events.create(verb=verb, what=what, actor=facilitator.user)
    migration = import_module("teams.migrations.0005_kinds_of_old_events")
    guard = import_module("teams.migrations.0006_history_is_append_only")
    # What makes tables on SQLite does not work within a transaction.
    with connection.cursor() as cursor:
        editor = SimpleNamespace(connection=connection, execute=lambda sql, params: cursor.execute(sql))
        guard.remove(apps, editor)
        migration.say_kinds(apps, editor)
        guard.install(apps, editor)
    event = team.events.get()
    assert event.kind == kind
    assert event.person == (facilitator.user if verb == "joined" else None)


def test_a_log_of_a_workshop_is_there_day_by_day(reader, team, facilitator):
    workshop: Workshop = WorkshopFactory(team=team, state="open")
    today = timezone.localdate()
    query = days(since=f"{today.day}.{today.month}.{today.year}")
    assert f"Opened {workshop}" in shown(reader.get(PAGE, query | {"kind": "workshop"}))
    yesterday = today - timedelta(days=1)
    query = days(until=f"{yesterday.day}.{yesterday.month}.{yesterday.year}")
    assert shown(reader.get(PAGE, query)) == []
