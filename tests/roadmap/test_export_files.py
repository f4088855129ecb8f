"""Every file that leaves the building, read back by something that is not ours."""

import csv
import io
import json
from datetime import date
from decimal import Decimal

import jsonschema
import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from markdown_it import MarkdownIt
from python_calamine import CalamineWorkbook

from ideation.models import Idea, Scope
from roadmap.exports import TABLES
from roadmap.models import Choice, Shortlist
from roadmap.recording import record_decision
from teams.csv_files import guarded
from teams.models import Membership, Team
from teams.tables import Holds
from tests.factories import EvidenceFactory, IdeaFactory, MembershipFactory, ProblemFactory, UserGroupFactory
from tests.roadmap.scored import finish
from tests.test_statements import MOST, Crowd, counted
from tests.world import make_world

NAMES = sorted(TABLES)


def address(team: Team, table: str, ending: str) -> str:
    if table == "shortlist":
        return reverse("roadmap:shortlist_file", args=[team.slug, ending])
    return reverse("roadmap:table", args=[team.slug, table, ending])


def download(client: Client, team: Team, table: str, ending: str) -> bytes:
    response = client.get(address(team, table, ending))
    assert response.status_code == 200
    name = f"{table}-{team.slug}-{timezone.localdate().isoformat()}.{ending}"
    assert response["Content-Disposition"] == f'attachment; filename="{name}"'
    return response.content


def csv_rows(content: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def as_written(cell: object) -> str:
    """A cell of a spreadsheet as our CSV has it."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(guarded(cell)) if isinstance(cell, str | int | float) else ""


@pytest.mark.parametrize("table", NAMES)
def test_the_spreadsheets_have_the_cells_of_the_csv_with_words_as_words(
    client: Client, team: Team, exercise: list[Idea], table: str
) -> None:
    rows = csv_rows(download(client, team, table, "csv"))
    assert len(rows) > 10
    assert len({len(row) for row in rows}) == 1
    columns = TABLES[table].columns
    for ending in ("xlsx", "ods"):
        book = CalamineWorkbook.from_filelike(io.BytesIO(download(client, team, table, ending)))
        sheet = book.get_sheet_by_index(0).to_python(skip_empty_area=False)
        assert [[as_written(cell) for cell in line] for line in sheet] == rows
        for line in sheet[1:]:
            for column, cell in zip(columns, line, strict=True):
                is_number = column.holds in {Holds.INTEGER, Holds.NUMBER}
                assert cell == "" or isinstance(cell, float if is_number else str)


@pytest.mark.parametrize("table", ["problems", "ideas", "shortlist", "roadmap", "results", "decisions"])
def test_hostile_words_come_out_as_they_went_in(client: Client, team: Team, exercise: list[Idea], table: str) -> None:
    name = {"problems": "title", "ideas": "title", "results": "title"}.get(table, "idea")
    wanted = {idea.title for idea in exercise}
    if table in {"shortlist", "roadmap"}:
        wanted = {idea.title for idea in exercise if idea.is_in_scope}
    if table == "roadmap":
        rows = json.loads(download(client, team, "shortlist", "json"))["rows"]
        wanted = {row["idea"] for row in rows if row["decision"] == "in"}
    assert len(wanted) > 8

    found = json.loads(download(client, team, table, "json"))["rows"]
    assert wanted <= {row[name] for row in found}

    header, *lines = csv_rows(download(client, team, table, "csv"))
    place = header.index(str(next(column.title for column in TABLES[table].columns if column.name == name)))
    assert {guarded(words) for words in wanted} <= {line[place] for line in lines}


@pytest.mark.parametrize("table", NAMES)
def test_the_json_is_as_its_published_schema_says(client: Client, team: Team, exercise: list[Idea], table: str) -> None:
    found = json.loads(download(client, team, table, "json"))
    assert found["$schema"] == f"{settings.PUBLIC_URL}/schemas/{table}.json"
    assert found["address"] == f"{settings.PUBLIC_URL}{address(team, table, 'json')}"
    published = Client().get(f"/schemas/{table}.json")
    assert published["Content-Type"] == "application/schema+json"
    schema = json.loads(published.content)
    assert schema["$id"] == found["$schema"]
    validator = jsonschema.Draft202012Validator
    validator.check_schema(schema)
    checker = validator(schema, format_checker=validator.FORMAT_CHECKER)
    assert found["rows"]
    checker.validate(found)
    # It would notice.
    first = next(iter(found["rows"][0]))
    with pytest.raises(jsonschema.ValidationError):
        checker.validate(found | {"rows": [found["rows"][0] | {first: {}}]})


@pytest.mark.parametrize("table", NAMES)
def test_the_metadata_describe_the_csv_beside_them(
    client: Client, team: Team, exercise: list[Idea], table: str
) -> None:
    metadata = json.loads(download(client, team, table, "csv-metadata.json"))
    assert metadata["@context"] == ["http://www.w3.org/ns/csvw", {"@language": "en-gb"}]
    assert metadata["url"] == f"{table}.csv"
    link = client.get(address(team, table, "csv"))["Link"]
    assert link == f'<{table}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'

    header, *rows = csv_rows(download(client, team, table, "csv"))
    columns = metadata["tableSchema"]["columns"]
    assert [column["titles"] for column in columns] == header
    for column, cells in zip(columns, zip(*rows, strict=True), strict=True):
        assert "" not in cells or not column["required"]
        for cell in filter(None, cells):
            is_of(column["datatype"], cell)
        if "separator" in column:
            assert all(item[1:].isdecimal() for cell in cells if cell for item in cell.split(column["separator"]))
    names = [column["name"] for column in columns]
    keys = [tuple(row[names.index(name)] for name in metadata["tableSchema"].get("primaryKey", [])) for row in rows]
    assert len(set(keys)) == len(rows) or "primaryKey" not in metadata["tableSchema"]


def is_of(datatype: str, cell: str) -> None:
    match datatype:
        case "integer":
            int(cell)
        case "number":
            float(cell)
        case "date":
            date.fromisoformat(cell)
            assert len(cell) == 10
        case "anyURI":
            assert cell.startswith(f"{settings.PUBLIC_URL}/teams/")
        case _:
            assert datatype == "string"


def test_what_was_merged_is_read_through_the_problem_that_stands_for_it(
    client: Client, team: Team, product_manager: Membership
) -> None:
    stands, merged = ProblemFactory.create_batch(2, team=team)
    EvidenceFactory(team=team, problems=[merged])
    IdeaFactory(team=team, problems=[merged])
    finish(team, {merged: 55})
    merged.merge_into(stands, by=product_manager.user)

    first, second = json.loads(download(client, team, "problems", "json"))["rows"]

    assert (first["evidence"], first["ideas"], first["score"], first["merged_into"]) == (["E1"], ["I1"], 55, None)
    assert (second["evidence"], second["ideas"], second["merged_into"]) == (["E1"], ["I1"], "P1")


def test_an_idea_answers_what_those_merged_into_it_answer(
    client: Client, team: Team, product_manager: Membership
) -> None:
    second, first = UserGroupFactory(team=team, name="Schools"), UserGroupFactory(team=team, name="Providers")
    team.user_groups.filter(pk=second.pk).update(position=9)
    problems = [
        ProblemFactory(team=team, user_group=second),
        ProblemFactory(team=team, user_group=None, kind="business"),
        ProblemFactory(team=team, user_group=first),
    ]
    stands, merged = IdeaFactory(team=team, problems=problems[:2]), IdeaFactory(team=team, problems=problems[1:])
    merged.merge_into(stands, by=product_manager.user)

    one, other = json.loads(download(client, team, "ideas", "json"))["rows"]

    assert (one["problem_numbers"], one["user_groups"]) == (
        ["P1", "P2", "P3"],
        ["Providers", "Schools", "Organisation"],
    )
    assert (other["problem_numbers"], other["user_groups"]) == (["P2", "P3"], ["Providers", "Organisation"])
    assert (one["merged_into"], other["merged_into"]) == (None, "I1")


def test_decisions_are_told_in_order_with_what_holds(client: Client, team: Team, product_manager: Membership) -> None:
    idea = IdeaFactory(team=team)
    idea.place(Scope.OUT_OF_MVP, reason="Too large", by=product_manager.user)
    idea.place(Scope.IN_MVP, reason="Made smaller", by=product_manager.user)
    Choice.make(idea, included=True, reason="A duty", by=product_manager.user)

    rows = json.loads(download(client, team, "decisions", "json"))["rows"]

    assert [(row["about"], row["decision"], row["reason"], row["holds"]) for row in rows] == [
        ("scope", "out_of_mvp", "Too large", "no"),
        ("scope", "in_mvp", "Made smaller", "yes"),
        ("shortlist", "taken_in", "A duty", "yes"),
    ]
    assert {row["confirmed_on"] for row in rows[:2]} == {timezone.localdate().isoformat()}


def test_the_shortlist_as_it_was_recorded_is_among_the_decisions(
    client: Client, team: Team, product_manager: Membership
) -> None:
    by = product_manager.user
    one, two, three = (IdeaFactory(team=team) for _n in range(3))
    for idea in (one, two, three):
        idea.place(Scope.IN_MVP, reason="Needed", by=by)
    finish(team, {one: 90, two: 80, three: 70})
    Shortlist.draw_line(team, 2, by=by)
    record_decision(team, by=by, note="Agreed at the board")
    Shortlist.draw_line_at(team, Decimal(85), by=by)
    record, _is_new = record_decision(team, by=by)

    rows = json.loads(download(client, team, "decisions", "json"))["rows"]

    names = ("about", "idea_number", "decision", "reason", "holds", "record_number", "line", "on_shortlist", "left_out")
    assert [[row[name] for name in names] for row in rows[3:]] == [
        ["record", None, "recorded", "Agreed at the board", "no", 1, "under the first 2", 2, 1],
        ["record", None, "recorded", None, "yes", 2, "at a score of 85", 1, 2],
    ]
    assert rows[4]["address"] == f"{settings.PUBLIC_URL}{record.get_absolute_url()}"
    assert [rows[0][name] for name in names[5:]] == [None] * 4
    assert {row["decided_on"] for row in rows} == {timezone.localdate().isoformat()}
    checker = jsonschema.Draft202012Validator(json.loads(Client().get("/schemas/decisions.json").content))
    checker.validate(json.loads(download(client, team, "decisions", "json")))


def test_a_result_that_is_withheld_has_no_row(client: Client, team: Team, product_manager: Membership) -> None:
    workshop = finish(team, {ProblemFactory(team=team): 50})
    workshop.result.rows.all().delete()
    finish(team, {ProblemFactory(team=team): 40})

    assert [row["workshop_number"] for row in json.loads(download(client, team, "results", "json"))["rows"]] == [2]


@pytest.mark.parametrize("table", NAMES)
def test_no_table_names_a_person(client: Client, team: Team, product_manager: Membership, table: str) -> None:
    product_manager.user.name = "Zebedee"
    product_manager.user.save()
    problem = ProblemFactory(team=team)
    problem.move_to("parked", reason="Not ours", by=product_manager.user)
    idea = IdeaFactory(team=team, problems=[problem])
    idea.place(Scope.IN_MVP, reason="Needed", by=product_manager.user)
    Choice.make(idea, included=True, reason="A duty", by=product_manager.user)
    finish(team, {problem: 50})
    record_decision(team, by=product_manager.user, note="Agreed")

    for ending in ("csv", "json"):
        content = download(client, team, table, ending).decode()
        assert len(content) > 100
        assert "Zebedee" not in content
        assert product_manager.user.email not in content


@pytest.mark.parametrize("table", NAMES)
@pytest.mark.parametrize("ending", ["csv", "csv-metadata.json", "xlsx", "ods", "json"])
def test_a_team_that_has_nothing_yet_gets_a_table_without_rows(
    client: Client, team: Team, product_manager: Membership, table: str, ending: str
) -> None:
    content = download(client, team, table, ending)
    if ending == "csv":
        assert len(csv_rows(content)) == 1
    elif ending == "json":
        assert json.loads(content)["rows"] == []


def test_the_shortlist_in_markdown_is_one_table_that_reads_as_it_was_written(
    client: Client, team: Team, exercise: list[Idea]
) -> None:
    response = client.get(f"/teams/{team.slug}/shortlist.md")
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    text = response.content.decode()
    for mark in ("{{", "{%", "{#"):
        assert mark not in text

    rows = markdown_table(text)
    found = json.loads(download(client, team, "shortlist", "json"))["rows"]
    assert rows[0] == ["Rank", "Idea number", "Idea", "User groups", "Score", "Decision", "Reason"]
    assert len(rows) == len(found) + 1
    for row, its in zip(rows[1:], found, strict=True):
        assert row[1:3] == [its["idea_number"], its["idea"].strip()]
        assert row[6] == (its["reason"] or "")


def markdown_table(text: str) -> list[list[str]]:
    """The cells of a text that is one table, as a reader of Markdown sees them."""
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text)
    assert [token.type for token in tokens if token.level == 0] == ["table_open", "table_close"]
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            assert {child.type for child in token.children or []} <= {"text", "text_special"}
            rows[-1].append("".join(child.content for child in token.children or []))
    return rows


def test_the_page_leads_to_every_file_that_there_is(client: Client, team: Team, product_manager: Membership) -> None:
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    page = client.get(reverse("roadmap:exports", args=[team.slug])).content.decode()
    for table in NAMES:
        for ending in ("csv", "csv-metadata.json", "xlsx", "ods", "json"):
            assert f'href="{address(team, table, ending)}"' in page
        assert f'href="/schemas/{table}.json"' in page
    for path in (
        "design-history.md",
        "design-history.zip",
        *(f"next-tool/{t}.csv" for t in ("jira", "trello", "github")),
    ):
        its = f"/teams/{team.slug}/exports/{path}"
        assert f'href="{its}"' in page
        assert client.get(its).status_code == 200
    assert f'href="/teams/{team.slug}/shortlist.md"' in page


@pytest.mark.parametrize("table", NAMES)
@pytest.mark.django_db
def test_a_table_costs_the_same_however_long_it_is(table: str) -> None:
    world = make_world()
    crowd = Crowd(world)
    client = Client()
    client.force_login(world.members["observer"].user)
    path = address(world.team, table, "csv")
    sent = []
    for size in (5, 60):
        crowd.grow_to(size)
        with counted() as statements:
            length = len(csv_rows(client.get(path).content))
        sent.append(len(statements))
    assert length >= 10
    assert sent[0] == sent[1] <= MOST


@pytest.mark.parametrize(
    "path", ["/schemas/people.json", "/teams/{}/exports/people.csv", "/teams/{}/exports/ideas.pdf"]
)
def test_what_is_no_table_is_not_found(client: Client, team: Team, product_manager: Membership, path: str) -> None:
    assert client.get(path.format(team.slug)).status_code == 404
