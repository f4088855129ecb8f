"""The way of a file from its upload to problems and evidence, as somebody walks it."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from problems.models import EvidenceKind, Import, ImportedGroup
from teams.models import Event, Membership, Team
from tests.factories import MembershipFactory, ProblemFactory, UserGroupFactory
from tests.problems.imports.made import (
    COLOURS,
    ERRORS,
    LIST_COLUMNS,
    LIST_ROWS,
    SUBJECTS,
    as_csv,
    as_lines,
    as_ods,
    as_xlsx,
    log_lines,
    mural_csv,
    tickets_csv,
)
from tests.problems.imports.walking import as_read, confirmed, import_page, page_of, read
from tests.problems.reading import errors_of, main_of, rows_of, soup_of, words


def test_tickets_go_from_the_file_to_a_preview_and_nothing_counts_before_it_is_confirmed(
    client: Client, team: Team, member: Membership
) -> None:
    draft = read(client, team, tickets_csv(80))

    columns = client.get(page_of(draft, "import_columns"))
    assert "Zendesk tickets" in main_of(columns)
    chosen = {select["name"]: words(select.select_one("[selected]")) for select in soup_of(columns).select("select")}
    assert chosen == {"subject": "Subject", "tags": "Tags", "at": "Created at", "id": "Id"}
    assert "29 columns of which nothing is kept" in main_of(columns)
    client.post(page_of(draft, "import_columns"), as_read(draft))
    preview = client.get(page_of(draft, "import_preview"))

    assert "80 rows in the file: 80 in 8 groups, 0 left out." in main_of(preview)
    assert sorted(row[0].split(" Tags: ")[0] for row in rows_of(preview)) == sorted(subject for subject, _ in SUBJECTS)
    assert {row[1] for row in rows_of(preview)} == {"10"}
    assert not team.evidence.exists()
    assert not team.problems.exists()
    assert not team.events.filter(verb=Event.Verb.IMPORTED).exists()


def test_errors_of_a_log_become_one_group_each_and_evidence(client: Client, team: Team, member: Membership) -> None:
    imported = confirmed(client, team, as_lines(log_lines(200, 80)))
    assert imported.groups.count() == len(ERRORS) == 40
    assert set(imported.groups.values_list("count", flat=True)) == {2}
    assert (imported.rows, imported.grouped, imported.left_out_count) == (200, 80, 120)
    shown = main_of(client.get(page_of(imported, "import")))
    assert "200 rows in the file: 80 in 40 groups, 120 left out." in shown
    assert "Not an error: status 200 status_code" in shown

    group = imported.groups.get(title__contains="#/course_identifier")
    problem = ProblemFactory(team=team)
    client.post(page_of(imported, "import"), {"groups": [group.pk], "then": "attach", "problem": problem.number})
    evidence = team.evidence.get()
    assert evidence.finding == "Invalid parameters: The property “#/course_identifier” must be present"
    assert (evidence.kind, evidence.count, evidence.unit) == (EvidenceKind.ERRORS, 2, "errors")


def test_each_colour_of_mural_notes_is_given_to_a_user_group_and_one_without_is_shown(
    client: Client, team: Team, member: Membership
) -> None:
    schools = UserGroupFactory(team=team, name="Schools")
    draft = read(client, team, mural_csv())
    preview = page_of(draft, "import_preview")
    shown = soup_of(client.get(preview))
    names = [words(name) for name in shown.select(".app-stands__name strong")]
    assert names[:2] == ["Yellow (#FCFE7D)", "Orange (#FFC061)"]
    assert [name.partition("(")[2].rstrip(")") for name in names] == list(COLOURS)
    assert [rect["fill"] for rect in shown.select("svg.app-swatch rect")] == list(COLOURS)

    places = {f"place-{place}": str(schools.pk) for place in range(7)}
    refused = client.post(preview, places | {"place-2": "", "place-3": "new"})
    assert errors_of(refused) == [
        "Choose a user group for Blue (#9EDCFA), or leave these out",
        "Enter the name of the new user group",
    ]
    assert not team.problems.exists()
    places |= {"place-2": "nowhere", "place-3": "new", "new-3": "Mentors", "place-4": "organisation"}
    assert client.post(preview, places).status_code == 302

    draft.refresh_from_db()
    assert team.problems.count() == sum(COLOURS.values()) - 7
    assert team.problems.filter(user_group=schools).count() == 9 + 8 + 4 + 3
    assert team.problems.filter(user_group__name="Mentors").count() == 6
    assert team.problems.filter(user_group=None, kind="business").count() == 5
    assert (draft.rows, draft.grouped, draft.left_out_count) == (42, 35, 7)
    page = main_of(client.get(page_of(draft, "import")))
    assert "42 rows in the file: 35 are problems, 7 left out." in page
    assert "No user group chosen for “#9EDCFA”" in page
    # Entities are characters, and tags that only look like some are words.
    assert team.problems.filter(title__startswith="Cannot log in to the portal & more").exists()


@pytest.mark.parametrize("make", [lambda rows: as_csv([], rows), as_xlsx, as_ods], ids=["csv", "xlsx", "ods"])
def test_a_list_becomes_problems_of_its_user_groups(client: Client, team: Team, member: Membership, make) -> None:
    schools = UserGroupFactory(team=team, name="schools")
    old = ProblemFactory(team=team, title="Registration is so confusing", user_group=schools)
    draft = read(client, team, make([LIST_COLUMNS, *LIST_ROWS]))
    page = soup_of(client.get(page_of(draft, "import_preview")))
    sent = {select["name"]: select.select_one("[selected]")["value"] for select in page.select("select")}
    sent |= {field["name"]: field["value"] for field in page.select("input[name^=new]")}
    assert sent == {"place-0": str(schools.pk), "new-0": "", "place-1": "new", "new-1": "Lead providers"}
    assert str(old) in words(page.select("table")[-1].select("tbody tr")[0])

    client.post(page_of(draft, "import_preview"), sent)

    assert [(p.title, p.statement, p.user_group.name) for p in team.problems.exclude(pk=old.pk)] == [
        ("Registration is confusing", "People start it twice", "schools"),
        ("Statements come late", "", "Lead providers"),
        ("Nobody knows who the mentor is", "Asked £5 million times, “really”", "schools"),
    ]
    # The same list in another format adds no problem.
    again = read(client, team, as_csv(LIST_COLUMNS, [*LIST_ROWS, ["One more", "", "Schools"]]))
    groups = {name: pk for pk, name in team.user_groups.values_list("pk", "name")}
    response = client.post(
        page_of(again, "import_preview"),
        {"place-0": groups["schools"], "place-1": groups["Lead providers"]},
        follow=True,
    )
    assert "1 problem recorded" in response.text
    assert team.problems.count() == 5


def test_a_miro_file_without_headings_becomes_problems_of_one_group(
    client: Client, team: Team, member: Membership
) -> None:
    schools = UserGroupFactory(team=team)
    data = as_csv([], [["1", "Sign-in takes four steps", "x"], ["2", "Nobody reads the e-mail", "y"]])
    imported = confirmed(client, team, data, **{"place-0": str(schools.pk)})
    assert imported.kind == "miro"
    assert list(team.problems.values_list("title", flat=True)) == [
        "Sign-in takes four steps",
        "Nobody reads the e-mail",
    ]


# Columns


def test_who_changes_a_column_chooses_the_file_again_and_what_was_read_is_replaced(
    client: Client, team: Team, member: Membership
) -> None:
    data = as_csv(["Id", "Subject", "Last comment"], [["1", "Hello", "Cannot log in"], ["2", "Hi", "Cannot log in"]])
    draft = read(client, team, data)
    assert draft.meanings == {"subject": 1, "id": 0}
    changed = as_read(draft, subject="2")

    refused = client.post(page_of(draft, "import_columns"), changed)
    assert errors_of(refused) == ["Choose the file again, so that it can be read in this way"]
    assert words(soup_of(refused).select_one("[name=subject] [selected]")) == "Last comment"
    done = client.post(page_of(draft, "import_columns"), changed | {"file": SimpleUploadedFile("x", data)})

    fresh = team.imports.get()
    assert fresh.pk != draft.pk
    assert done.headers["Location"] == page_of(fresh, "import_preview")
    assert [(group.title, group.count) for group in fresh.groups.all()] == [("Cannot log in", 2)]


def test_a_file_whose_columns_nobody_knows_waits_for_somebody_to_say(
    client: Client, team: Team, member: Membership
) -> None:
    data = as_csv(["Nr", "What", "When"], [["1", "Cannot log in", "27 March 2026"]] * 2)
    draft = read(client, team, data, kind="tickets")
    assert errors_of(client.post(page_of(draft, "import_columns"), as_read(draft))) == [
        "Choose the column that has this"
    ]
    file = {"file": SimpleUploadedFile("x", data)}
    client.post(page_of(draft, "import_columns"), as_read(draft, subject="1", at="2") | file)
    group = team.imports.get().groups.get()
    assert (group.title, group.count, group.months) == ("Cannot log in", 2, {"2026-03": 2})


def test_one_column_cannot_mean_two_things(client: Client, team: Team, member: Membership) -> None:
    draft = read(client, team, tickets_csv(3))
    refused = client.post(page_of(draft, "import_columns"), as_read(draft, tags="10"))
    assert errors_of(refused) == ["Choose another column: this one is chosen for something else as well"]


# Drafts


def test_a_draft_is_given_up_and_nothing_of_it_is_kept(client: Client, team: Team, member: Membership) -> None:
    draft = read(client, team, tickets_csv(80))
    assert "Are you sure" in main_of(client.get(page_of(draft, "import_deletion")))
    assert client.post(page_of(draft, "import_deletion")).status_code == 302
    assert not Import.objects.exists()
    assert not ImportedGroup.objects.exists()


def test_a_draft_is_gone_after_a_day(client: Client, team: Team, member: Membership) -> None:
    draft = read(client, team, tickets_csv(80))
    Import.objects.update(created_at=timezone.now() - timedelta(days=1, minutes=1))
    for name in ("import_columns", "import_preview"):
        assert client.get(page_of(draft, name)).status_code == 404
        assert client.post(page_of(draft, name), as_read(draft)).status_code == 404
    read(client, team, tickets_csv(3))
    assert not Import.objects.filter(pk=draft.pk).exists()


def test_an_import_is_deleted_until_something_has_come_of_it(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    group = imported.groups.all()[0]
    ImportedGroup.attach([group], ProblemFactory(team=team), by=member.user)
    refused = client.post(page_of(imported, "import_deletion"))
    assert refused.status_code == 409
    assert "it is kept to show from where" in main_of(refused)

    other = confirmed(client, team, as_csv(["Subject"], [["Cannot log in"]] * 2))
    assert client.post(page_of(other, "import_deletion")).status_code == 302
    assert team.imports.get() == imported


def test_an_observer_sees_an_import_and_sorts_nothing(client: Client, team: Team, imported: Import) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    page = page_of(imported, "import")
    response = client.get(page)
    assert len(rows_of(response)) == 8
    assert not soup_of(response).select("main form")
    assert client.post(page, {"groups": [imported.groups.all()[0].pk], "then": "back"}).status_code == 403
    assert client.get(import_page(team)).status_code == 403
