"""Nothing in the database says whom an imported file was about."""

import json
import re

import pytest
from django.apps import apps
from django.test import Client

from problems.imports.headings import FileKind, guess_columns, people_in
from problems.imports.reading import open_table, reduce
from problems.imports.reduction import Keys, Reduction
from problems.imports.scrubbing import People, names_in, without_people
from problems.models import Import, ImportedGroup
from teams.models import Event, Membership, Team
from tests.factories import ProblemFactory, UserGroupFactory
from tests.problems.imports.made import (
    COLOURS,
    FIRST_NAMES,
    LAST_NAMES,
    MURAL_COLUMNS,
    PEOPLE,
    api_tickets,
    as_csv,
    as_lines,
    as_xlsx,
    log_lines,
    mural_csv,
    tickets_csv,
)
from tests.problems.imports.walking import confirmed


def whole_database() -> str:
    """Every value of every column of the project, and what the history of the team says."""
    models = [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label != "teams"]
    rows = [[str(value) for value in row] for model in models for row in model._base_manager.values_list()]
    return json.dumps([rows, str(list(Event.objects.values_list("what", "detail")))], ensure_ascii=False)


def imported_with_evidence(client: Client, team: Team, member: Membership, *files: bytes) -> Import:
    """Whatever becomes of a file: problems, and evidence for one."""
    schools, problem = UserGroupFactory(team=team), ProblemFactory(team=team)
    for data in files:
        imported = confirmed(client, team, data, **{f"place-{n}": str(schools.pk) for n in range(7)})
        if not imported.file_kind.holds_notes:
            ImportedGroup.attach(imported.groups.all(), problem, by=member.user)
    return imported


def test_no_address_and_no_name_of_anybody_in_the_files_is_in_the_database(
    client: Client, team: Team, member: Membership
) -> None:
    imported_with_evidence(
        client,
        team,
        member,
        tickets_csv(300),
        json.dumps(list(api_tickets(300))).encode().replace(b'"id": ', b'"id": 1'),
        as_lines(log_lines(300, 300)),
        mural_csv(),
    )
    assert ImportedGroup.objects.count() > 60
    kept = whole_database().casefold()
    assert "@school.example" not in kept
    assert not [name for name in (*PEOPLE, *LAST_NAMES, *FIRST_NAMES, "Quillfeather") if name.casefold() in kept]


# As people write: in small letters, in another order, without a middle name, in a tag, in one word.
HARD = [
    ("Abiola Jane Abernathy <abiola.abernathy+portal@schülé.example>", "abiola abernathy cannot log in", "login"),
    ("Cholmondeley, Efua", "Efua Cholmondeley: cannot log in", "login efua_cholmondeley"),
    ("Dmitri van der Featherstone-Haugh", "cannot log in (dmitri featherstone-haugh)", "login vip_dmitri_haugh"),
    ("ingrid.grzybowski@school.example", "ingridgrzybowski cannot log in", "login ingridgrzybowski"),
    ("Kwame Bianchi; Lena Eriksson", "cannot log in, ring lena eriksson on (0191) - 498 0000", "login"),
    ("O’Hallorann, Farah", "farah o'hallorann cannot log in +44 (0)7700 900123", "login"),
    ("मीरा@डाटामेल.भारत", "cannot log in मीरा@डाटामेल.भारत", "login"),
]
HARD_NAMES = (
    *(
        "abiola",
        "abernathy",
        "efua",
        "cholmondeley",
        "dmitri",
        "featherstone",
        "haugh",
        "ingrid",
        "grzybowski",
        "kwame",
    ),
    *("bianchi", "lena", "eriksson", "farah", "hallorann", "मीरा", "डाटामेल", "schülé", "school.example"),
    # Shorter ones would be found in keys and numbers of rows.
    *("498 0000", "498-0000", "4980000", "7700 900", "7700900", "900123", "900 123"),
)


@pytest.mark.parametrize("times", [1, 3], ids=["once", "three times"])
def test_names_and_addresses_as_people_write_them_are_not_in_the_database(
    client: Client, team: Team, member: Membership, times: int
) -> None:
    columns = ["Id", "Requester", "Requester id", "Subject", "Tags", "Created at"]
    rows = [
        [f"{time}{n}", whose, f"9{n}", subject, tags, "2026-03-02"]
        for time in range(times)
        for n, (whose, subject, tags) in enumerate(HARD)
    ]
    imported = imported_with_evidence(client, team, member, as_csv(columns, rows))
    assert imported.grouped == len(rows)
    assert "cannot log in" in imported.groups.all()[0].title.casefold()
    kept = whole_database().casefold()
    assert not [name for name in HARD_NAMES if name in kept]


def test_a_note_that_names_somebody_who_wrote_another_one_loses_the_name(
    client: Client, team: Team, member: Membership
) -> None:
    texts = [
        ("Ask abiola abernathy how long it takes", "Chloe Bianchi"),
        ("Bianchi, Chloe says that nobody reads the e-mail", "Abiola Abernathy"),
        ("Nobody knows what (0191) - 498 0000 is for", "Abiola Abernathy"),
        ("Write to chloe [at] school.example about the slow form", "Chloe Bianchi"),
    ]
    rows = []
    for n, (text, who) in enumerate(texts):
        values = dict.fromkeys(MURAL_COLUMNS, "") | {"ID": str(n), "Text": text, "BG Color": next(iter(COLOURS))}
        rows.append(list((values | {"Last Updated By": who}).values()))
    for data in (as_csv(MURAL_COLUMNS, rows), as_xlsx([MURAL_COLUMNS, *rows])):
        imported = imported_with_evidence(client, team, member, data)
        assert sorted(imported.groups.values_list("title", flat=True)) == [
            "Ask … how long it takes",
            "Nobody knows what … is for",
            "Write to … about the slow form",
            "… says that nobody reads the e-mail",
        ]
        kept = whole_database().casefold()
        assert not [name for name in ("abiola", "abernathy", "chloe", "bianchi", "school.example") if name in kept]
        # As another import: of this one nothing is left.
        team.imports.all().delete()
        team.problems.all().delete()


# Texts


@pytest.mark.parametrize(
    "address",
    [
        "jane.smith+tag@school.example",
        "jane@schülé.example",
        "जेन@डाटामेल.भारत",
        "jane!def!xyz%abc@school.example",
        '"jane smith"@school.example',
        "jane@[192.168.0.1]",
        "jane%40school.example",
        "jane [at] school.example",
        "jane(AT)school.example",
    ],
)
def test_addresses_of_every_kind_are_taken_out(address):
    assert without_people(f"The link to {address}, is broken") in {
        "The link to …, is broken",
        "The link to … is broken",
    }


@pytest.mark.parametrize(
    "number",
    [
        "0191 - 498 0000",
        "(0191) – 498 0000",
        "+44 (0)191 498 0000",
        "01632-960-983",
        "+353 20 913 0000",
        "00 44 7700900123",
    ],
)
def test_phone_numbers_however_they_are_grouped_are_taken_out(number):
    assert not re.search(r"\d", without_people(f"Nobody answers at {number} before nine"))


@pytest.mark.parametrize("text", ["since 2021-09-01", "09:00 - 17:00", "0.5 - 1.25 of 30%", "1,200 of 3,400 in 2026"])
def test_dates_and_counts_are_no_phone_numbers(text):
    assert without_people(text) == text


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Jane Smith", [("jane", "smith")]),
        ("Smith, Jane", [("smith", "jane")]),
        ("Jane Smith, Bob Jones", [("jane", "smith"), ("bob", "jones")]),
        ("Jane Smith <jane.smith@school.example>", [("jane", "smith")]),
        ("jane.smith@school.example; bob@school.example", [("jane", "smith"), ("bob",)]),
        ("J. Smith (Acme)", [("smith",), ("acme",)]),
        ("", []),
        ("x" * 999, [("x" * 999,)]),
    ],
)
def test_who_is_named_in_a_cell(cell, names):
    assert names_in(cell) == names


def test_a_cell_of_very_many_people_is_not_remembered_to_its_end():
    people = People()
    called = people.remember(["; ".join(f"{chr(97 + n % 26)}aa {chr(97 + n // 26)}bb" for n in range(600))])
    assert 0 < len(called) < 30


@pytest.mark.parametrize(
    ("name", "is_person"),
    [
        *((name, True) for name in ("Requester", "Requester email", "Raised by", "Teacher name [txt]", "Name", "Cc")),
        *((name, False) for name in ("Requester id", "School name", "Subject", "Organization", "Created at", "Group")),
    ],
)
def test_columns_that_name_people_are_known_by_what_they_are_called(name, is_person):
    table = open_table(as_csv(["Subject", name], [["Cannot log in", "x"]]))
    assert (1 in people_in(table, [0])) is is_person


# Tickets of one asker


def read_tickets(rows: list[list[str]]) -> Reduction:
    table = open_table(as_csv(["Id", "Requester id", "Subject"], rows))
    return reduce(FileKind.TICKETS, table, guess_columns(FileKind.TICKETS, table), Keys("team"))


def test_what_one_asker_alone_says_is_not_kept_however_often_they_ask():
    chased = [["1", "7", "Contract of my mentor Wilhelmina"], ["2", "7", "RE: contract of my mentor Wilhelmina"]]
    assert [group.title for group in read_tickets(chased).groups] == ["Tickets that are like no other"]
    asked_by_two = [*chased, ["3", "8", "contract of a mentor"]]
    [group] = read_tickets(asked_by_two).groups
    assert (group.title, group.count) == ("Contract of my mentor", 3)


def test_what_a_form_says_that_sends_every_ticket_is_kept():
    rows = [[str(n), "7", "Cannot log in"] for n in range(10)]
    assert [(group.title, group.count) for group in read_tickets(rows).groups] == [("Cannot log in", 10)]
    # Where a file does not say whose they are, each counts as somebody else's.
    unsaid = [[str(n), "", "Cannot log in"] for n in range(2)]
    assert [group.title for group in read_tickets(unsaid).groups] == ["Cannot log in"]
