"""What is refused, with words, and leaves nothing behind: not a row of a team, and no file."""

import hashlib
import io
import json
import struct
import zipfile
from collections.abc import Callable
from typing import Any

import pytest

from overview.archive import limits
from overview.archive.checking import has_circle
from overview.archive.manifest import Refused
from teams.models import User
from tests.access.browsers import all_rows
from tests.factories import UserFactory
from tests.overview.archive.taking import Files, brought_in, changed, packed, put_right, stored_example, unpacked
from tests.problems.test_documents import HTML, PDF

pytestmark = pytest.mark.django_db

type Rows = list[dict[str, Any]]


@pytest.fixture
def archive() -> bytes:
    return stored_example()


@pytest.fixture
def by() -> User:
    return UserFactory()


def refusal(archive: bytes, by: User) -> str:
    """The words of it, after asserting that nothing is left behind."""
    before = all_rows()
    with pytest.raises(Refused) as refused:
        brought_in(archive, by=by)
    assert all_rows() == before
    return refused.value.words


def test_what_was_not_changed_is_brought_in_by_the_same_hands(archive, by):
    """Or the tests below would be of what is refused anyway."""
    assert brought_in(packed(put_right(unpacked(archive))), by=by)


# The file


@pytest.mark.parametrize("share", [0, 0.1, 0.5, 0.9, 0.999])
def test_what_is_cut_off(archive, by, share):
    assert "only a part of one arrived" in refusal(archive[: int(len(archive) * share)], by)


def test_what_is_no_zip(by):
    for content in (b"", b"PK\x05\x06", b"x" * 1000, b"{}" * 100, b"\x00" * 100):
        assert "no archive from Shortlist" in refusal(content, by)


def test_a_zip_of_something_else(by):
    assert "no archive from Shortlist" in refusal(packed({"readme.txt": b"x"}), by)
    assert "not an archive of a team" in refusal(packed({"manifest.json": b'{"name": "x"}'}), by)
    assert "cannot be read" in refusal(packed({"manifest.json": b"{"}), by)
    assert "cannot be read" in refusal(packed({"manifest.json": b"[" * 100_000}), by)


def test_every_byte_that_matters(archive, by):
    """One bit of each file, as a bad disk would change it."""
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        places = [(entry.header_offset + 30 + len(entry.filename), entry) for entry in opened.infolist()]
    words = set()
    for start, entry in places[::7]:
        broken = bytearray(archive)
        broken[start + entry.compress_size // 2] ^= 1
        words.add(refusal(bytes(broken), by).split(":")[0])
    assert words <= {"The archive is damaged", "The archive was changed after it was made"}


def test_what_somebody_changed(archive, by):
    files = unpacked(archive)
    files["rows/problems.problem.jsonl"] = files["rows/problems.problem.jsonl"].replace(b"Problem", b"problem")
    assert "was changed after it was made: rows/problems.problem.jsonl" in refusal(packed(files), by)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"format": "something else"}, "not an archive of a team"),
        ({"number": 2}, "made by a newer version"),
        ({"number": 0}, "list of what is in the archive cannot be read"),
        ({"number": True}, "list of what is in the archive cannot be read"),
        ({"people": "yes"}, "list of what is in the archive cannot be read"),
        ({"made_at": "yesterday"}, "list of what is in the archive cannot be read"),
        ({"made_at": "2026-11-01T10:00:00"}, "list of what is in the archive cannot be read"),
        ({"files": None}, "list of what is in the archive cannot be read"),
        ({"files": [{"name": "x"}]}, "list of what is in the archive cannot be read"),
        (
            {"files": [{"name": "../x", "bytes": 1, "sha256": "0" * 64}]},
            "list of what is in the archive cannot be read",
        ),
        ({"files": [{"name": 1, "bytes": 1, "sha256": "0" * 64}]}, "list of what is in the archive cannot be read"),
        ({"files": [{"name": "a", "bytes": -1, "sha256": "0" * 64}]}, "list of what is in the archive cannot be read"),
        ({"files": []}, "other files in it than it says"),
        ({"people": False}, "does not know (people.jsonl)"),
    ],
)
def test_a_manifest_that_is_not_ours(archive, by, change, words):
    files = unpacked(archive)
    files["manifest.json"] = json.dumps(json.loads(files["manifest.json"]) | change).encode()
    assert words in refusal(packed(files), by)


@pytest.mark.parametrize("name", ["../../etc/cron.d/x", "/etc/passwd", "rows/../x", "rows\\x", "C:x", "rows/", ".x"])
def test_a_path_that_leads_outside(archive, by, name):
    words = refusal(packed(unpacked(archive) | {name: b"x"}), by)
    assert "whose name leads elsewhere" in words


def test_files_more_or_fewer_than_it_says(archive, by):
    files = unpacked(archive)
    assert "other files in it than it says" in refusal(packed(files | {"more.txt": b"x"}), by)
    del files["rows/ideation.idea.jsonl"]
    assert "other files in it than it says" in refusal(packed(files), by)


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_in_it_twice(archive, by):
    file = io.BytesIO(archive)
    with zipfile.ZipFile(file, "a") as opened:
        opened.writestr("rows/ideation.idea.jsonl", b"{}")
    assert "other files in it than it says" in refusal(file.getvalue(), by)


def test_what_a_zip_can_do_and_ours_does_not(archive, by):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_BZIP2) as opened:
        for name, content in unpacked(archive).items():
            opened.writestr(name, content)
    assert "packed by another program" in refusal(file.getvalue(), by)
    file = io.BytesIO(archive)
    with zipfile.ZipFile(file, "a") as opened:
        opened.comment = b"Hello"
    assert "no archive from Shortlist" in refusal(file.getvalue(), by)


# Too much


def test_a_zip_bomb(archive, by, monkeypatch):
    """A file of zeros, a thousand times as large as it came: its list says so before it is unpacked."""
    monkeypatch.setattr(limits, "MOST_UNPACKED", 10_000_000)
    assert brought_in(archive, by=UserFactory())
    files = unpacked(archive) | {"rows/ideation.idea.jsonl": b"0" * 10_000_000}
    bomb = packed(put_right(files))
    assert len(bomb) < 300_000
    assert "more in the archive than any team has" in refusal(bomb, by)


def test_a_zip_bomb_that_lies_about_its_size(archive, by):
    """What is read of a file is never more than its list says."""
    files = put_right(unpacked(archive) | {"rows/ideation.idea.jsonl": b"0" * 30_000_000})
    bomb = bytearray(packed(files))
    entry = bomb.rindex(b"rows/ideation.idea.jsonl") - 46
    assert bomb[entry : entry + 4] == b"PK\x01\x02"
    bomb[entry + 24 : entry + 28] = struct.pack("<L", 1000)
    assert "rows/ideation.idea.jsonl" in refusal(bytes(bomb), by)


def test_a_list_of_files_longer_than_any(archive, by):
    many = {f"files/{n}.txt": b"" for n in range(limits.MOST_FILES)}
    assert "more in the archive than any team has" in refusal(packed(unpacked(archive) | many), by)
    # However few it says that there are.
    lying = bytearray(packed(unpacked(archive) | {f"files/{n:0200}.txt": b"" for n in range(2500)}))
    lying[-14:-10] = struct.pack("<HH", 5, 5)
    assert "more in the archive than any team has" in refusal(bytes(lying), by)


def test_too_many_rows_and_too_long_a_row(archive, by, monkeypatch):
    monkeypatch.setattr(limits, "MOST_ROWS", 100)
    assert "more in the archive than any team has" in refusal(archive, by)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MOST_BYTES_OF_ROW", 1000)
    assert "more in the archive than any team has" in refusal(archive, by)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MOST_BYTES", 1000)
    assert "MB or smaller" in refusal(archive, by)
    monkeypatch.undo()
    monkeypatch.setattr(limits, "MOST_BYTES_OF_MANIFEST", 1000)
    assert "more in the archive than any team has" in refusal(archive, by)


def test_more_documents_than_a_team_has(archive, by, monkeypatch):
    monkeypatch.setattr("overview.archive.checking.MOST_OF_TEAM", 1)
    assert "A team keeps 1 documents" in refusal(archive, by)
    monkeypatch.undo()
    monkeypatch.setattr("overview.archive.checking.MOST_BYTES", 10)
    assert "There is more in the archive" in refusal(archive, by)


# What is in a row


def first(**fields: Any) -> Callable[[Rows], object]:
    return lambda rows: rows[0].update(fields)


LONE_SURROGATE = "a\ud800b"


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("problems.problem", first(title=7), "title: it is of another kind"),
        ("problems.problem", first(title=None), "title: it is empty"),
        ("problems.problem", first(title=["x"]), "title: it is of another kind"),
        ("problems.problem", first(title="x" * 201), "title: it is longer than 200 characters"),
        ("problems.problem", first(statement="x" * 4001), "statement: it is longer than 4000 characters"),
        ("problems.problem", first(title="a\x00b"), "title: it has a character that nobody can have typed"),
        ("problems.problem", first(title="a\x1b[31mb"), "title: it has a character that nobody can have typed"),
        ("problems.problem", first(title="a\u202egnp.exe"), "title: it has a character that nobody can have typed"),
        ("problems.problem", first(title=LONE_SURROGATE), "title: it has a character that nobody can have typed"),
        ("problems.problem", first(state="gone"), "state: it is none of the choices"),
        ("problems.problem", first(number="1"), "number: it is no whole number"),
        ("problems.problem", first(number=True), "number: it is no whole number"),
        ("problems.problem", first(number=1.0), "number: it is no whole number"),
        ("problems.problem", first(number=-1), "number: it is too large or too small"),
        ("problems.problem", first(number=2**40), "number: it is too large or too small"),
        ("problems.problem", first(number=10**400), "number: it is too large or too small"),
        ("problems.problem", first(created_at="2026-11-01"), "created_at: it is a time without a time zone"),
        ("problems.problem", first(created_at="soon"), "created_at: it cannot be read"),
        ("problems.problem", first(created_at="0001-01-01T00:00:00+14:00"), "created_at: it cannot be read"),
        ("problems.problem", first(user_group=999), "user_group: it leads to a row that is not in the archive"),
        ("problems.problem", first(user_group=0), "user_group: it leads to a row that is not in the archive"),
        ("problems.problem", first(user_group=-1), "user_group: it leads to a row that is not in the archive"),
        ("problems.problem", first(user_group="1"), "user_group: it is no number of a row"),
        ("problems.problem", first(user_group=True), "user_group: it is no number of a row"),
        ("problems.problem", first(root=999), "root: it leads to a row that is not in the archive"),
        ("problems.problem", first(state_by=999), "state_by: it leads to a row that is not in the archive"),
        ("problems.problem", first(team=None), "team: it is empty"),
        ("problems.problem", first(team=2), "team: it leads to a row that is not in the archive"),
        ("problems.problem", first(id=2), "id: it is not the number of the row"),
        ("problems.problem", first(id=True), "id: it is not the number of the row"),
        ("problems.problem", first(colour="blue"), "does not know (problems.problem.colour)"),
        ("problems.problem", first(**{LONE_SURROGATE: 1}), "does not know (problems.problem.ab)"),
        ("problems.problem", lambda rows: rows[0].pop("title"), "title: it is missing"),
        ("problems.evidence", first(link="javascript:alert(1)"), "link: it is not what it should be"),
        ("problems.evidence", first(found_on="2026-13-01"), "found_on: it cannot be read"),
        ("problems.evidence", first(quote_consent="yes"), "quote_consent: it is of another kind"),
        ("workshops.criterion", first(weight="a lot"), "weight: it cannot be read"),
        ("workshops.criterion", first(weight="NaN"), "weight: it is not what it should be"),
        ("workshops.criterion", first(weight=1), "weight: it is of another kind"),
        ("workshops.criterion", first(labels="abc"), "labels: it holds something else"),
        ("workshops.resultrow", first(score="high"), "score: it is no number"),
        ("workshops.resultrow", first(score=10**400), "score: it is too large or too small"),
        ("workshops.resultrow", first(cells={}), "cells: it holds something else"),
        ("workshops.resultrow", first(cells=[{"criterion": 1}]), "cells: it holds something else"),
        (
            "workshops.countedballot",
            first(answers={"999": {}}),
            "answers: it leads to a row that is not in the archive",
        ),
        ("workshops.countedballot", first(answers={"01": {}}), "answers: it holds something else"),
        ("workshops.countedballot", first(answers={"1": {"1": "5"}}), "answers: it holds something else"),
        ("workshops.preset", first(criteria=[{"name": "x"}]), "criteria: it holds something else"),
        ("workshops.result", first(measured_on=[["Cost", "high", "a lot"]]), "measured_on: it holds something else"),
        ("workshops.result", first(measured_on=[["Cost", "high"]]), "measured_on: it holds something else"),
        ("problems.importedgroup", first(months={"March": 3}), "months: it holds something else"),
        ("problems.importedgroup", first(about={"row": {"a": "b"}}), "about: it holds something else"),
        ("teams.event", first(detail=[]), "detail: it holds something else"),
        ("teams.event", first(detail={"a": "b\x00"}), "detail: it has a character that nobody can have typed"),
        ("teams.event", first(detail={"a\x00": 1}), "detail: it has a character that nobody can have typed"),
        ("teams.event", first(detail={"a": 10**300}), "detail: it holds something else"),
        ("teams.team", first(name=" "), "has no name"),
        ("teams.team", first(slug="admin"), "does not know (teams.team.slug)"),
        ("workshops.workshop", first(code="BCDFGHJK"), "does not know (workshops.workshop.code)"),
        ("problems.documentcontent", first(content="files/problems.documentcontent/2.png"), "no such file"),
        ("problems.documentcontent", first(content="manifest.json"), "no such file"),
        ("problems.documentcontent", first(content=None), "no such file"),
        ("problems.documentcontent", first(content=["x"]), "no such file"),
    ],
)
def test_a_row_that_could_not_be_ours(archive, by, kind, change, words):
    said = refusal(changed(archive, kind, change), by)
    assert words in said
    assert kind in said or "no name" in said


@pytest.mark.parametrize(
    "line",
    [
        b"[]",
        b"null",
        b"7",
        b'{"id": 1',
        b"\xff",
        b"",
        b'{"id": 1, "id": 1}',
        b'{"id": NaN}',
        b"[" * 50_000,
        '{"id": 1}'.encode("utf-16"),
    ],
)
def test_a_line_that_is_no_row(archive, by, line):
    files = unpacked(archive)
    files["rows/ideation.theme.jsonl"] = line + b"\n" + files["rows/ideation.theme.jsonl"]
    assert "rows/ideation.theme.jsonl" in refusal(packed(put_right(files)), by)


def test_json_that_is_too_deep(archive, by):
    deep: Any = "x"
    for _n in range(30):
        deep = [deep]
    assert "detail: it holds something else" in refusal(changed(archive, "teams.event", first(detail={"a": deep})), by)


def test_more_rows_than_the_manifest_says(archive, by):
    files = unpacked(archive)
    manifest = json.loads(files["manifest.json"])
    for file in manifest["files"]:
        if file["name"] == "rows/ideation.theme.jsonl":
            file["rows"] += 1
    files["manifest.json"] = json.dumps(manifest).encode()
    assert "more or fewer rows in rows/ideation.theme.jsonl" in refusal(packed(files), by)


def test_two_teams_or_none(archive, by):
    two = changed(archive, "teams.team", lambda rows: rows.append({**rows[0], "id": 2}))
    assert "There is not one team in the archive, but 2" in refusal(two, by)
    files = unpacked(archive)
    del files["rows/teams.team.jsonl"]
    assert "not one team in the archive, but 0" in refusal(packed(put_right(files)), by)


@pytest.mark.parametrize("name", ["rows/teams.user.jsonl", "rows/teams.membership.jsonl", "rows/workshops.score.jsonl"])
def test_rows_of_a_kind_that_no_archive_has(archive, by, name):
    """Nobody is let in, and no vote is put in, by a file."""
    line = b'{"id": 1}\n'
    assert f"does not know ({name})" in refusal(packed(put_right(unpacked(archive) | {name: line})), by)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (first(name="x" * 101), "it is longer than 100 characters"),
        (first(name=" "), "it is empty"),
        (first(name=None), "it is empty"),
        (first(name="a\x00b"), "a character that nobody can have typed"),
        (first(email="ann@example.org"), "other fields than a person has"),
        (first(is_superuser=True), "other fields than a person has"),
        (lambda rows: rows[0].pop("name"), "other fields than a person has"),
        (first(id=5), "it is not the number of the row"),
    ],
)
def test_a_person_who_could_not_be_ours(archive, by, change, words):
    files = unpacked(archive)
    people = [json.loads(line) for line in files["people.jsonl"].splitlines()]
    change(people)
    files["people.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in people)
    assert words in refusal(packed(put_right(files)), by)


# What a database refuses, and what no database would


def swap(rows: Rows) -> None:
    rows[0]["first"], rows[0]["second"] = rows[0]["second"], rows[0]["first"]


@pytest.mark.parametrize(
    ("kind", "change", "rule"),
    [
        ("problems.problem", lambda rows: rows[1].update(number=rows[0]["number"]), "problem"),
        ("problems.problem", first(title=""), "problem_has_title"),
        ("problems.problem", first(kind="user", user_group=None), "problem_of_users_has_group"),
        ("problems.difference", swap, "difference_in_order_of_keys"),
        ("ideation.scopedecision", first(reason=""), "scope_decision_has_reason"),
        ("ideation.stance", lambda rows: [row.update(user=1) for row in rows if row["guest"]], "stance_of_one_person"),
        ("workshops.resultrow", first(score=101), "result_row_score_from_0_to_100"),
    ],
)
def test_what_breaks_a_rule_of_the_database(archive, by, kind, change, rule):
    words = refusal(changed(archive, kind, change), by)
    assert f"something in rows/{kind}.jsonl breaks a rule that holds for every team" in words
    assert rule in words


def leading(**fields: Any) -> Callable[[Rows], object]:
    """The first two rows lead to each other."""

    def change(rows: Rows) -> None:
        [key] = fields
        rows[0][key], rows[1][key] = 2, 1

    return change


def last_number(rows: Rows) -> None:
    rows[0]["problem_counter"] = 1


def of_the_first(rows: Rows) -> None:
    """Each row of a result is about what the first one was about."""
    other = next(row for row in rows if row["result"] != rows[0]["result"])
    rows[0]["result"], other["result"] = other["result"], rows[0]["result"]


@pytest.mark.parametrize(
    ("kind", "change", "words"),
    [
        ("problems.problem", leading(root=1), "rows lead back to themselves by root"),
        ("ideation.idea", leading(merged_into=1), "rows lead back to themselves by merged_into"),
        ("workshops.workshop", leading(follows=1), "rows lead back to themselves by follows"),
        ("problems.problem", first(root=1), "rows lead back to themselves by root"),
        ("teams.team", last_number, "a number would be given a second time"),
        ("workshops.workshop", first(state="voting"), "neither a draft nor finished with a result"),
        (
            "workshops.workshop",
            first(state="finished", finished_at="2026-11-01T10:00:00+00:00"),
            "neither a draft nor finished with a result",
        ),
        ("workshops.candidate", first(number=77), "something else was voted on"),
        ("workshops.resultrow", of_the_first, "a result is about another workshop"),
        ("workshops.resultrow", lambda rows: rows[0]["cells"].pop(), "a result is about other criteria"),
        ("workshops.resultrow", lambda rows: rows[0]["cells"][0]["counts"].pop(), "a result is about other criteria"),
        ("workshops.criterion", lambda rows: rows[-1].update(labels=["a"]), "a criterion has words for other points"),
        (
            "workshops.countedballot",
            lambda rows: [page.update(dict.fromkeys(page, 9)) for page in rows[0]["answers"].values()],
            "a ballot answers what was not asked",
        ),
        ("workshops.countedballot", first(answers={"1": {}}), "a ballot answers what was not asked"),
        ("roadmap.part", lambda rows: rows[-1].update(item=1), "something on the roadmap is made from no idea"),
        ("problems.document", first(type="pdf"), "a document is something else than it says"),
        ("problems.document", first(digest="0" * 64), "a document is something else than it says"),
    ],
)
def test_what_does_not_hold_together(archive, by, kind, change, words):
    assert words in refusal(changed(archive, kind, change), by)


def test_merges_in_a_row(archive, by):
    def chain(rows: Rows) -> None:
        merged = next(row for row in rows if row["merged_into"])
        other = next(
            row for row in rows if row["id"] not in {merged["id"], merged["merged_into"]} and not row["merged_into"]
        )
        other["merged_into"], other["merged_through"] = merged["id"], None

    words = "something is merged into what is merged itself"
    assert words in refusal(changed(archive, "ideation.idea", chain), by)


def test_things_that_wait_for_each_other(archive, by):
    def circle(rows: Rows) -> None:
        rows.append({**rows[0], "id": len(rows) + 1, "item": rows[0]["needs"], "needs": rows[0]["item"]})

    assert "wait for each other" in refusal(changed(archive, "roadmap.dependency", circle), by)


def test_a_page_of_a_browser_under_the_name_of_a_document(archive, by):
    def with_content(content: bytes) -> Files:
        files = unpacked(archive)
        [name] = [name for name in files if name.endswith(".txt")]
        files[name] = content
        documents = [json.loads(line) for line in files["rows/problems.document.jsonl"].splitlines()]
        for document in documents:
            if document["type"] == "txt":
                document.update(size=len(content), digest=hashlib.sha256(content).hexdigest())
        files["rows/problems.document.jsonl"] = b"".join(json.dumps(row).encode() + b"\n" for row in documents)
        return put_right(files)

    assert brought_in(packed(with_content(b"Plain words")), by=by)
    for content in (HTML, b"\xff\xfe", PDF):
        assert "a document is" in refusal(packed(with_content(content)), by)


@pytest.mark.parametrize(
    ("leads_to", "is_circle"),
    [({}, False), ({1: 2, 2: 3}, False), ({1: 1}, True), ({1: 2, 2: 1}, True), ({1: 2, 3: 2, 2: 4, 4: 2}, True)],
)
def test_circles(leads_to, is_circle):
    assert has_circle(leads_to) is is_circle


def test_a_long_way_without_a_circle_takes_no_long_time():
    assert not has_circle({n: n + 1 for n in range(200_000)})
