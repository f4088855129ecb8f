"""The way of a file from its upload to problems and evidence, as somebody walks it."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from problems.imports import uploads
from problems.models import Evidence, EvidenceKind, GroupState, Import, ImportedGroup, Problem, Question
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
from tests.problems.reading import errors_of, main_of, rows_of, soup_of, words


def import_page(team: Team) -> str:
    return reverse("problems:new_import", args=[team.slug])


def page_of(draft: Import, name: str) -> str:
    return reverse(f"problems:{name}", args=[draft.team.slug, draft.pk])


def send(client: Client, team: Team, data: bytes, kind: str = ""):
    return client.post(import_page(team), {"file": SimpleUploadedFile("export.csv", data), "kind": kind})


def read(client: Client, team: Team, data: bytes, kind: str = "") -> Import:
    """Send a file, and find the draft that was made of it."""
    before = set(team.imports.values_list("pk", flat=True))
    response = send(client, team, data, kind)
    assert response.status_code == 302, main_of(response)
    [draft] = team.imports.exclude(pk__in=before)
    assert response.headers["Location"] == page_of(draft, "import_columns")
    return draft


def as_read(draft: Import, **changes: str) -> dict[str, str]:
    """The form of the columns page, sent as it stands."""
    sent = {key: str(column) for key, column in draft.meanings.items()}
    return sent | {"has_header": "yes" if draft.has_header else "no"} | changes


def confirmed(client: Client, team: Team, data: bytes, **places: str) -> Import:
    draft = read(client, team, data)
    assert client.post(page_of(draft, "import_columns"), as_read(draft)).headers["Location"] == page_of(
        draft, "import_preview"
    )
    response = client.post(page_of(draft, "import_preview"), places)
    assert response.status_code == 302, main_of(response)
    assert response.headers["Location"] == page_of(draft, "import")
    draft.refresh_from_db()
    return draft


@pytest.fixture
def imported(client: Client, team: Team, member: Membership) -> Import:
    return confirmed(client, team, tickets_csv(80))


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


def test_groups_are_attached_make_a_problem_or_are_set_aside_several_at_once(
    client: Client, team: Team, imported: Import
) -> None:
    page = page_of(imported, "import")
    problem = ProblemFactory(team=team, title="Signing in fails")
    first, second, third, fourth, *_others = imported.groups.all()

    attached = client.post(
        page, {"groups": [first.pk, second.pk], "then": "attach", "problem": problem.number}, follow=True
    )
    assert "2 groups attached to P1 Signing in fails" in attached.text
    recorded = client.post(page, {"groups": [third.pk], "then": "new", "user_group": problem.user_group_id})
    assert recorded.status_code == 302
    assert client.post(page, {"groups": [fourth.pk], "then": "aside", "reason": "Spam"}).status_code == 302

    evidence = list(team.evidence.all())
    assert [(each.finding, each.kind, each.count, each.unit) for each in evidence] == [
        (group.title, EvidenceKind.TICKETS, 10, "tickets") for group in (first, second, third)
    ]
    assert evidence[0].source.startswith("Zendesk tickets, ")
    assert " to " in evidence[0].source
    assert evidence[0].found_on is not None
    assert list(problem.evidence.all()) == evidence[:2]
    made = team.problems.get(title=third.title)
    assert list(made.evidence.all()) == evidence[2:]
    assert imported.groups.counted_by_state() == {
        GroupState.OPEN: (4, 40),
        GroupState.ATTACHED: (3, 30),
        GroupState.ASIDE: (1, 10),
    }
    shown = main_of(client.get(page))
    assert "80 rows in the file: 80 in 8 groups, 0 left out." in shown
    assert "To be sorted: 4 groups, 40 rows" in shown
    assert "Spam" in main_of(client.get(page, {"state": "aside"}))
    assert "P1 Signing in fails" in main_of(client.get(page, {"state": "attached"}))


def test_what_was_set_aside_is_put_back(client: Client, team: Team, imported: Import) -> None:
    group = imported.groups.all()[0]
    page = page_of(imported, "import")
    aside = client.post(page, {"groups": [group.pk], "then": "aside", "reason": "Spam"}, follow=True)
    assert "1 group set aside" in aside.text
    assert "Put back" in main_of(client.get(page, {"state": "aside"}))

    back = client.post(page, {"groups": [group.pk], "then": "back"}, follow=True)
    assert "1 group put back" in back.text

    group.refresh_from_db()
    assert (group.state, group.reason) == (GroupState.OPEN, "")


def test_what_was_attached_to_the_wrong_problem_is_put_back_and_its_evidence_goes(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    wrong, page = ProblemFactory(team=team), page_of(imported, "import")
    kept, group = imported.groups.all()[:2]
    ImportedGroup.attach([kept, group], wrong, by=member.user)
    question = Question.ask(team, "How many?", by=member.user, problems=[])
    question.close(team.evidence.get(finding=group.title), "Ten", by=member.user)
    attached = client.get(page, {"state": "attached"})
    assert [words(button) for button in soup_of(attached).select("main form button")] == ["Put back"]

    back = client.post(f"{page}?state=attached", {"groups": [group.pk], "then": "back"}, follow=True)
    assert "1 group put back" in back.text

    group.refresh_from_db()
    assert (group.state, group.problem, group.evidence) == (GroupState.OPEN, None, None)
    assert [evidence.finding for evidence in wrong.evidence.all()] == [kept.title]
    question.refresh_from_db()
    assert question.is_open
    # Put back once more by a page that was open: nothing comes of it. Then it is attached where it belongs.
    again = client.post(page, {"groups": [group.pk], "then": "back"})
    assert errors_of(again) == ["Tick only groups of the list: somebody may have sorted some of them meanwhile"]
    assert ImportedGroup.attach([group], ProblemFactory(team=team), by=member.user) == 1
    assert sum(rows for _groups, rows in imported.groups.counted_by_state().values()) == 80


def test_a_group_whose_evidence_was_deleted_is_put_back(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    group = imported.groups.all()[0]
    ImportedGroup.attach([group], ProblemFactory(team=team), by=member.user)
    # Attached since it was looked at: not for who saw it before.
    assert ImportedGroup.put_back([group], by=member.user) == 0
    Evidence.objects.get().remove(by=member.user)
    group.refresh_from_db()
    assert ImportedGroup.put_back([group], by=member.user) == 1
    assert imported.groups.to_be_sorted().count() == 8


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"groups": []}, "Tick one group or several"),
        ({"then": "attach"}, "Choose a problem"),
        ({"then": "attach", "problem": "99"}, "Choose a problem from the list: this one is not there any more"),
        ({"then": "new"}, "Choose a user group"),
        ({"then": "new", "user_group": "new"}, "Enter the name of the new user group"),
        (
            {"then": "new", "user_group": "new", "new_group": "x" * 101},
            "Name of the new user group must be 100 characters or fewer",
        ),
        ({"then": "aside"}, "Enter why the groups are set aside"),
    ],
)
def test_groups_stay_where_they_are_when_something_is_missing(
    client: Client, team: Team, imported: Import, sent: dict[str, object], error: str
) -> None:
    # Without a problem there is nothing to attach to, and the page does not offer it.
    ProblemFactory(team=team, user_group=None, kind="business")
    group = imported.groups.all()[0]
    response = client.post(page_of(imported, "import"), {"groups": [group.pk], "reason": ""} | sent)

    assert error in errors_of(response)
    assert imported.groups.filter(state=GroupState.OPEN).count() == 8
    assert not team.user_groups.exists()


def test_a_team_that_begins_with_a_file_makes_its_first_problem_and_user_group_of_it(
    client: Client, team: Team, imported: Import
) -> None:
    page = page_of(imported, "import")
    assert "Attach to this problem" not in main_of(client.get(page))
    sent = {"then": "new", "user_group": "new", "new_group": "Schools", "title": "Schools cannot sign in"}
    done = client.post(page, {"groups": [imported.groups.all()[0].pk]} | sent, follow=True)
    assert "1 group attached to P1 Schools cannot sign in" in done.text
    assert team.problems.get().user_group == team.user_groups.get(name="Schools")
    assert "Attach to this problem" in main_of(client.get(page))


def test_enter_in_the_title_records_the_problem_and_attaches_to_no_other(
    client: Client, team: Team, imported: Import
) -> None:
    ProblemFactory(team=team)
    form = next(
        form
        for form in soup_of(client.get(page_of(imported, "import"))).select("main form")
        if form.select("[name=title]")
    )
    # A browser presses the first button of a form.
    first = form.select("button[type=submit]")[0]
    assert (first["name"], first["value"]) == ("then", "new")
    # It is there for Enter alone.
    assert (first["tabindex"], first["aria-hidden"]) == ("-1", "true")


def test_when_every_group_is_sorted_the_page_says_what_comes_next(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    page = page_of(imported, "import")
    *others, last = imported.groups.all()
    ImportedGroup.set_aside(others, "Spam", by=member.user)
    assert "What comes next" not in main_of(client.get(page))
    ImportedGroup.set_aside([last], "Spam", by=member.user)
    shown = client.get(page)
    assert "Every group is sorted. What comes next: choose the top problems." in main_of(shown)
    choosing = reverse("problems:choosing", args=[team.slug])
    assert soup_of(shown).select(f"main a[href='{choosing}']")


def test_a_group_that_somebody_has_sorted_meanwhile_is_not_counted_twice(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    group = imported.groups.all()[0]
    problem = ProblemFactory(team=team)
    assert ImportedGroup.attach([group], problem, by=member.user) == 1
    assert ImportedGroup.attach([group], problem, by=member.user) == 0
    assert team.evidence.count() == 1


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


# What is refused, and what is not done twice


def test_the_same_file_and_the_same_rows_in_another_file_add_nothing_twice(
    client: Client, team: Team, imported: Import
) -> None:
    today = timezone.localdate()
    same = send(client, team, tickets_csv(80))
    assert errors_of(same) == [
        f"This file was imported on {today.day} {today:%B %Y}. Nothing was added. Choose another file"
    ]

    more = read(client, team, tickets_csv(100))
    assert (more.rows, more.grouped) == (100, 20)
    assert [(line.why, line.column, line.count) for line in more.left_out_lines] == [("Imported before", "Id", 80)]
    # Another team knows nothing of it.
    other = MembershipFactory()
    client.force_login(other.user)
    assert read(client, other.team, tickets_csv(80)).grouped == 80


def test_of_two_drafts_with_the_same_rows_the_second_is_not_confirmed(
    client: Client, team: Team, member: Membership
) -> None:
    first, second = read(client, team, tickets_csv(80)), read(client, team, tickets_csv(90))
    assert client.post(page_of(first, "import_preview")).status_code == 302
    refused = client.post(page_of(second, "import_preview"))
    assert refused.status_code == 422
    assert "Some of these rows have been imported from another file meanwhile" in main_of(refused)
    assert team.imports.imported().get() == first
    # Confirmed again, as by a button that is pressed twice.
    assert client.post(page_of(first, "import_preview")).status_code == 404


def test_what_cannot_be_read_is_refused_and_leaves_nothing(client: Client, team: Team, member: Membership) -> None:
    response = send(client, team, b'Title,Group\r\nA,"B\r\n')
    assert errors_of(response) == [
        "Row 2, column 2: a quotation mark opens here and nothing closes it. Save the file again as CSV"
    ]
    assert not team.imports.exists()
    assert errors_of(send(client, team, b"")) == ["There is nothing in the file. Choose another one"]
    assert errors_of(client.post(import_page(team))) == ["Choose a file"]


def test_rows_that_say_nothing_are_reported_with_row_and_column(client: Client, team: Team, member: Membership) -> None:
    rows = [
        ["1", "Cannot log in", "2026-03-01"],
        ["2", "", "2026-03-01"],
        ["3", "=HYPERLINK(1)", "2026-03-01"],
        ["1", "Cannot log in", "2026-03-01"],
        ["5", "Cannot log in", "yesterday"],
        ["6", "Cannot log in", "2026-03-02", "x"],
    ]
    draft = read(client, team, as_csv(["Id", "Subject", "Created at"], rows))
    assert {(line.why, line.column, line.count, *line.rows) for line in draft.left_out_lines} == {
        ("Nothing in it", "Subject", 1, 3),
        ("A formula instead of words", "Subject", 1, 4),
        ("The same number as an earlier row of the file", "Id", 1, 5),
        ("More cells than the file has columns", "", 1, 7),
    }
    assert [(line.column, *line.rows) for line in draft.remark_lines] == [("Created at", 6)]
    assert (draft.rows, draft.grouped, draft.groups.get().count) == (6, 2, 2)
    preview = client.get(page_of(draft, "import_preview"))
    assert "6 rows in the file: 2 in 1 group, 4 left out." in main_of(preview)


def test_a_file_of_which_nothing_is_left_cannot_be_confirmed_by_a_button(
    client: Client, team: Team, member: Membership
) -> None:
    draft = read(client, team, as_csv(["Id", "Subject"], [["1", ""], ["2", " "]]))
    page = client.get(page_of(draft, "import_preview"))
    assert "There is nothing to import in this file" in main_of(page)
    assert not soup_of(page).select("main button")
    refused = client.post(page_of(draft, "import_preview"))
    assert refused.status_code == 422
    assert "There is nothing to import in this file. Change the columns, or choose another file" in main_of(refused)
    assert not team.imports.imported().exists()


@pytest.mark.parametrize("text", ["a\x00b", "\x00", "\ud800", "\u202eabc\u202c", "x" * 100_000, "\U000e0041"])
@pytest.mark.parametrize("place", ["value", "name", "tag"])
def test_characters_that_no_database_takes_are_taken_out(
    client: Client, team: Team, member: Membership, text: str, place: str
) -> None:
    tickets = [
        {"id": n, "subject": f"Cannot log in {text}" if place == "value" else "Cannot log in"}
        | {"tags": [text if place == "tag" else "login"], text if place == "name" else "other": 1}
        for n in range(3)
    ]
    errors = [{"status_code": 500, "response_body": json.dumps({"error": text}), "request_path": text, "id": 1}]
    for data in (json.dumps(tickets).encode(), as_lines(tickets), as_lines(errors)):
        draft = read(client, team, data)
        for name in ("import_columns", "import_preview"):
            assert client.get(page_of(draft, name)).status_code == 200
        kept = str(list(draft.groups.values_list()))
        assert not {"\x00", "\u202e", "\ud800"} & set(kept)


# Uploads


def multipart(data: bytes, *, whole: bool = True) -> dict[str, Any]:
    body = (
        b'--x\r\nContent-Disposition: form-data; name="kind"\r\n\r\n\r\n'
        b'--x\r\nContent-Disposition: form-data; name="file"; filename="jane-smith.csv"\r\n'
        b"Content-Type: text/csv\r\n\r\n" + data
    )
    return {"data": body + (b"\r\n--x--\r\n" if whole else b""), "content_type": "multipart/form-data; boundary=x"}


def test_an_upload_that_is_cut_off_imports_nothing(client: Client, team: Team, member: Membership) -> None:
    data = tickets_csv(80)
    cut = client.post(import_page(team), **multipart(data[:2000], whole=False))
    assert errors_of(cut) == ["Only part of the file arrived, so nothing was imported. Choose it again"]
    assert not team.imports.exists()
    assert client.post(import_page(team), **multipart(data)).status_code == 302


def test_a_file_that_is_too_large_is_refused(
    client: Client, team: Team, member: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_BYTES", 100_000)
    response = send(client, team, b"Subject\n" + b"x\n" * 100_000)
    assert errors_of(response) == ["The file must be 50 MB or smaller. Choose fewer months, and import it in parts"]


def test_no_byte_of_an_upload_touches_a_disk(
    client: Client, team: Team, member: Membership, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_args: object, **_kwargs: object) -> None:
        pytest.fail("a temporary file was made")

    monkeypatch.setattr("tempfile.NamedTemporaryFile", refuse)
    monkeypatch.setattr("django.core.files.uploadedfile.TemporaryUploadedFile.__init__", refuse)
    data = as_csv(["Subject"], [["Cannot log in " + "so " * 500]] * 2500)
    assert len(data) > 3_000_000
    assert send(client, team, data).status_code == 302


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


def test_evidence_that_is_deleted_leaves_its_group_attached(
    client: Client, team: Team, member: Membership, imported: Import
) -> None:
    problem = ProblemFactory(team=team)
    ImportedGroup.attach(imported.groups.all()[:1], problem, by=member.user)
    Evidence.objects.get().remove(by=member.user)
    Problem.objects.get().remove(by=member.user)
    assert "Deleted since" in main_of(client.get(page_of(imported, "import"), {"state": "attached"}))


def test_an_observer_sees_an_import_and_sorts_nothing(client: Client, team: Team, imported: Import) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    page = page_of(imported, "import")
    response = client.get(page)
    assert len(rows_of(response)) == 8
    assert not soup_of(response).select("main form")
    assert client.post(page, {"groups": [imported.groups.all()[0].pk], "then": "back"}).status_code == 403
    assert client.get(import_page(team)).status_code == 403
