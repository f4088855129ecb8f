"""The files of a result say what its page says, cell by cell, whatever opens them."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import odfdo
import pytest
from django.conf import settings

from tests.factories import MembershipFactory
from tests.workshops.test_exports import a_vote
from workshops.models import Candidate, ResultRow, Workshop

pytestmark = pytest.mark.django_db

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@pytest.fixture
def facilitator(client):
    membership = MembershipFactory(as_both=True)
    client.force_login(membership.user)
    return membership


@pytest.fixture
def workshop(facilitator) -> Workshop:
    workshop = a_vote(facilitator)
    # Names that a spreadsheet would compute, and one that it would take for a number or an address.
    for title, candidate in zip(
        ("=1+1", "+44", "https://example.com", "0012"), workshop.candidates.all(), strict=False
    ):
        Candidate.objects.filter(pk=candidate.pk).update(title=title)
    return workshop


def file_of(client, workshop, ending):
    answer = client.get(f"{workshop.get_absolute_url()}results.{ending}")
    assert answer.status_code == 200
    name = f"results-{workshop.team.slug}-{workshop.number}.{ending}"
    assert answer["Content-Disposition"] == f'attachment; filename="{name}"'
    return answer


def xlsx_tables(content: bytes) -> list[list[list[object]]]:
    """Every sheet as rows of cells: a str where the file says text, a float where it says number."""
    with zipfile.ZipFile(io.BytesIO(content)) as file:
        shared = ElementTree.fromstring(file.read("xl/sharedStrings.xml"))
        texts = ["".join(part.text or "" for part in item.iter(f"{MAIN}t")) for item in shared]
        sheets = [ElementTree.fromstring(file.read(f"xl/worksheets/sheet{n}.xml")) for n in (1, 2)]
        assert not [name for name in file.namelist() if name.startswith("xl/worksheets/_rels")], "no links"
    tables = []
    for sheet in sheets:
        assert not list(sheet.iter(f"{MAIN}f")), "no formulas"
        rows = []
        for row in sheet.iter(f"{MAIN}row"):
            cells: list[object] = []
            for cell in row:
                column = 0
                for letter in re.match("[A-Z]+", cell.attrib["r"])[0]:
                    column = 26 * column + ord(letter) - 64
                value = cell.find(f"{MAIN}v")
                cells += [None] * (column - len(cells))
                if value is not None:
                    cells[column - 1] = texts[int(value.text or 0)] if cell.get("t") == "s" else float(value.text or 0)
            rows.append(cells)
        width = len(rows[0])
        tables.append([row + [None] * (width - len(row)) for row in rows])
    return tables


def ods_tables(content: bytes) -> list[list[list[object]]]:
    tables = odfdo.Document(io.BytesIO(content)).body.get_tables()
    for table in tables:
        assert "formula" not in table.serialize()
    widths = [table.width for table in tables]
    found = [
        [[*row, *[None] * (width - len(row))] for row in t.get_values()]
        for t, width in zip(tables, widths, strict=True)
    ]
    return [
        [[cell if isinstance(cell, str | None) else float(cell) for cell in row] for row in table] for table in found
    ]


def expected_rows(workshop) -> list[list[object]]:
    """The cells as the page has them, written here again."""
    rows = []
    criteria = list(workshop.criteria.all())
    for row in workshop.result.rows.select_related("candidate"):
        its = row.candidate
        cells: list[object] = [
            row.rank,
            row.rank_low,
            row.rank_high,
            its.number,
            its.reference,
            its.title,
            its.group_name,
        ]
        cells += [round(row.score, 6), round(row.agreement, 6), row.voters]
        for criterion, cell in zip(criteria, row.cells, strict=True):
            if cell["withheld"]:
                cells += [None, None, None, "withheld", *[None] * len(criterion.points)]
            else:
                mean = None if cell["mean"] is None else round(cell["mean"], 6)
                cells += [mean, sum(cell["counts"]), cell["abstained"], None, *cell["counts"]]
        rows.append(cells)
    return rows


def test_xlsx_and_ods_have_every_cell_as_the_text_or_number_that_it_is(client, workshop):
    expected = expected_rows(workshop)
    assert {type(row[5]) for row in expected} == {str}
    assert {"=1+1", "https://example.com", "0012"} <= {row[5] for row in expected}
    for tables in (
        xlsx_tables(file_of(client, workshop, "xlsx").content),
        ods_tables(file_of(client, workshop, "ods").content),
    ):
        order, about = tables
        heading, *rows = order
        assert heading[:8] == [
            "Rank",
            "Best likely rank",
            "Worst likely rank",
            "Number",
            "Reference",
            "Title",
            "User group",
            "Priority score",
        ]
        assert heading[10:19] == [
            f"Criterion 0: {n}" for n in ("mean", "scored", "don’t know", "withheld", *range(1, 6))
        ]
        assert len(heading) == len(expected[0])
        assert rows == [[float(c) if isinstance(c, int) else c for c in row] for row in expected]
        facts = {row[0]: row[1] for row in about if row[0] != "Criterion"}
        assert facts["Workshop"] == workshop.title
        assert (facts["People who scored"], facts["Of them on paper"]) == (9, 2)
        assert facts["Finished on"] == workshop.finished_at.date().isoformat()
        assert "the priority score is their average" in str(facts["How this was worked out"])
        criteria = [row[1:] for row in about if row[0] == "Criterion"]
        assert criteria[1] == ["Criterion 1", "Q?", 1, "Least", 10, "Most", "Least", 2.5]
        assert len(criteria) == 4


def test_csv_has_the_same_table_with_formulas_guarded(client, workshop):
    answer = file_of(client, workshop, "csv")
    assert answer.content.startswith(b"\xef\xbb\xbfRank,")
    heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    as_text = [["" if cell is None else str(cell) for cell in row] for row in expected_rows(workshop)]
    guarded = [[f"'{cell}" if cell.startswith(("=", "+")) else cell for cell in row] for row in as_text]
    assert rows == guarded
    assert "'=1+1" in [row[5] for row in rows]
    assert len(heading) == len(rows[0])


def test_json_has_all_of_it_for_another_program(client, workshop):
    answer = file_of(client, workshop, "json")
    assert answer["Content-Type"] == "application/json"
    found = json.loads(answer.content)
    assert found["workshop"]["title"] == workshop.title
    assert found["workshop"]["voters"] == 9
    assert found["workshop"]["address"] == f"{settings.PUBLIC_URL}{workshop.results_url}"
    assert found["workshop"]["alpha"] == workshop.result.alpha
    assert [c["weight"] for c in found["criteria"]] == [1, 2.5, 0.25, 1]
    assert [c["more_priority_at"] for c in found["criteria"]] == [5, 1, 3, 0]
    assert found["criteria"][0]["labels"] == {"1": "Least", "5": "Most"}
    rows = list(workshop.result.rows.select_related("candidate"))
    assert [
        (o["rank"], o["rank_interval"], o["reference"], o["title"], o["score"], o["voters"]) for o in found["order"]
    ] == [
        (r.rank, [r.rank_low, r.rank_high], r.candidate.reference, r.candidate.title, round(r.score, 6), r.voters)
        for r in rows
    ]
    for one, row in zip(found["order"], rows, strict=True):
        for cell, kept in zip(one["criteria"], row.cells, strict=True):
            assert cell["withheld"] == kept["withheld"]
            if kept["withheld"]:
                assert cell.keys() == {"name", "withheld"}
            else:
                assert (list(cell["counts"].values()), cell["dont_know"]) == (kept["counts"], kept["abstained"])
    assert sum(cell["withheld"] for one in found["order"] for cell in one["criteria"]) == 1


def test_what_is_not_known_is_empty_and_not_a_number(client, workshop):
    ResultRow.objects.update(rank_low=None, rank_high=None, among_first=[], agreement=None)
    ResultRow.objects.filter(rank=4).update(rank=None, score=None)
    rows = xlsx_tables(file_of(client, workshop, "xlsx").content)[0][1:]
    assert [row[0] for row in rows] == [1, 2, 3, None]
    assert {(row[1], row[2], row[8]) for row in rows} == {(None, None, None)}
    assert ods_tables(file_of(client, workshop, "ods").content)[0][1:] == rows
    assert json.loads(file_of(client, workshop, "json").content)["order"][3]["rank_interval"] is None


def test_no_file_names_a_person(client, workshop):
    assert workshop.participants.update(name="Zebedee") == 9
    for ending in ("csv", "xlsx", "ods", "json"):
        content = file_of(client, workshop, ending).content
        if ending in {"xlsx", "ods"}:
            with zipfile.ZipFile(io.BytesIO(content)) as file:
                content = b"".join(file.read(name) for name in file.namelist())
        assert b"Zebedee" not in content


def test_the_results_page_leads_to_the_files_and_to_what_can_be_asked(client, workshop):
    page = client.get(workshop.results_url).content.decode()
    for address in ("results.csv", "results.xlsx", "results.ods", "results.json", "results/what-if/", "results/map/"):
        assert f'href="{workshop.get_absolute_url()}{address}"' in page
    # The table that is copied is there, and the button waits for the script.
    assert 'data-copy-table=".app-means" hidden' in page
    assert page.count("app-means") >= 2


def test_how_to_work_it_out_again_names_the_columns_that_the_file_has(client, workshop):
    """docs/scores.md counts on letters of columns and on words in them."""
    text = (Path(settings.BASE_DIR) / "docs/scores.md").read_text()
    named = re.findall(r"^\| ([A-J]) \| `([^`]+)` \|", text, re.MULTILINE)
    answer = client.get(f"{workshop.get_absolute_url()}ballots.csv")
    heading, *rows = csv.reader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""))
    assert named == list(zip("ABCDEFGHIJ", heading, strict=True))
    for column, words in (("I", "score"), ("G", "the high end")):
        assert f'{column}2="{words}"' in text
        assert words in {row["ABCDEFGHIJ".index(column)] for row in rows}
