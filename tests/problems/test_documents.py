"""Files that hang on the team, on a problem or on evidence."""

import zipfile
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from problems.files import CONTENT_TYPES, MOST_BYTES, File, FileType, NotAllowed, type_of
from problems.models import Document, DocumentContent, Problem
from problems.models import documents as limits
from teams.spreadsheets import Sheet, as_ods, as_xlsx
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory
from tests.problems.reading import errors_of, main_of, soup_of
from tests.problems.test_pictures import chunk, jpeg, png, webp

pytestmark = pytest.mark.django_db

HTML = b"<!doctype html><script>alert(1)</script>"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'
PDF = b"%PDF-1.7\n1 0 obj\n"
PNG, JPEG, WEBP = png(), jpeg(), webp()
GIF = b"GIF89a\x01\x00\x01\x00"
SHEET = Sheet("Figures", ["A"], [["b"]])


def zipped(parts: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def office(part: str, **more: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<Types/>", part: b"<xml/>"} | more)


def open_document(kind: FileType, **more: bytes) -> bytes:
    return zipped({"mimetype": CONTENT_TYPES[kind].encode(), "content.xml": b"<xml/>"} | more)


GOOD = {
    "map.pdf": (PDF, FileType.PDF),
    "map.png": (PNG, FileType.PNG),
    "map.jpg": (JPEG, FileType.JPEG),
    "map.webp": (WEBP, FileType.WEBP),
    "map.docx": (office("word/document.xml"), FileType.DOCX),
    "map.pptx": (office("ppt/presentation.xml"), FileType.PPTX),
    "map.xlsx": (as_xlsx([SHEET]), FileType.XLSX),
    "map.ods": (as_ods([SHEET], title="Map", language="en"), FileType.ODS),
    "map.odt": (open_document(FileType.ODT), FileType.ODT),
    "map.odp": (open_document(FileType.ODP), FileType.ODP),
    "map.csv": ("\ufeffa,b\r\n1,é\r\n".encode(), FileType.CSV),
    "map.txt": (b"What we saw", FileType.TEXT),
}
BAD = {
    "an HTML page": ("page.html", HTML, "type"),
    "an HTML page that is called a picture": ("map.png", HTML, "type"),
    "an HTML page that is called a text": ("map.txt", b"\xef\xbb\xbf \n" + HTML, "type"),
    "an SVG": ("map.svg", SVG, "type"),
    "an SVG that is called CSV": ("map.csv", SVG, "type"),
    "a GIF": ("map.gif", GIF, "type"),
    "a script": ("run.js", b"alert(1)", "type"),
    "a program that is called a text": ("run.txt", b"MZ\x00\x01\x00", "type"),
    "an old Word file": ("old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "type"),
    "a text in another encoding": ("map.csv", "é;à".encode("cp1252"), "encoding"),
    "a zip": ("map.zip", zipped({"a.txt": b"a"}), "type"),
    "a zip that is called Word": ("map.docx", zipped({"a.txt": b"a"}), "type"),
    "a Java archive": ("map.odt", zipped({"mimetype": b"application/java-archive"}), "type"),
    "a Word file with macros": ("map.docx", office("word/document.xml", **{"word/vbaProject.bin": b"x"}), "macros"),
    "an OpenDocument with macros": ("map.odt", open_document(FileType.ODT, **{"Basic/a.xml": b"x"}), "macros"),
    "a Word file that was cut off": ("map.docx", office("word/document.xml")[:60], "broken"),
    "the head of a zip alone": ("map.docx", b"PK\x03\x04", "type"),
    "a Word file that is a spreadsheet too": (
        "a.docx",
        office("word/document.xml", **{"xl/workbook.xml": b""}),
        "type",
    ),
    "a zip of too many parts": ("map.docx", office("word/document.xml", **{f"p{n}": b"" for n in range(5001)}), "type"),
}


def upload(name: str = "map.png", content: bytes = PNG, **fields):
    return {"file": SimpleUploadedFile(name, content, content_type="text/html"), "title": "Our map"} | fields


def new(team, on=None) -> str:
    query = f"?{'problem' if isinstance(on, Problem) else 'evidence'}={on.number}" if on else ""
    return f"/teams/{team.slug}/documents/new/{query}"


def attach(team, content=b"What we saw", on=None, title="Notes", kind=FileType.TEXT, alt=""):
    file = File(content, kind, f"notes.{kind.value}")
    return Document.add(team, by=None, file=file, on=on, title=title, alt=alt)


@pytest.mark.parametrize("name", GOOD)
def test_each_type_is_known_by_what_is_in_it(name):
    content, kind = GOOD[name]
    assert type_of(content, name) is kind
    # Whatever the name says, unless nothing else does.
    if kind not in {FileType.CSV, FileType.TEXT}:
        assert File.read(content, "page.html").name == f"page.{kind.value}"


@pytest.mark.parametrize(("name", "content", "why"), BAD.values(), ids=BAD.keys())
def test_what_a_browser_would_run_or_what_is_no_document_is_refused(client, team, member, name, content, why):
    with pytest.raises(NotAllowed) as refused:
        type_of(content, name)
    assert refused.value.why == why
    answer = client.post(new(team), upload(name, content, alt="A map"))
    [error] = errors_of(answer)
    assert {"type": "must be a PDF", "broken": "cut off", "macros": "without macros", "encoding": "UTF-8"}[why] in error
    assert soup_of(answer).select_one("[name=title]")["value"] == "Our map"
    assert not Document.objects.exists()


def test_a_picture_hangs_on_a_problem_and_shows_there(client, team, member):
    problem = ProblemFactory(team=team)
    page = soup_of(client.get(problem.get_absolute_url()))
    link = page.select_one('main a[href*="/documents/new/"]')["href"]
    assert link == new(team, problem)
    answer = client.post(link, upload(alt="Five stages in a circle"), follow=True)
    assert answer.redirect_chain == [(problem.get_absolute_url(), 302)]
    assert "Document added" in main_of(answer)
    document = Document.objects.get()
    picture = soup_of(answer).select_one("main img")
    assert (picture["src"], picture["alt"]) == (document.get_absolute_url(), "Five stages in a circle")
    assert (document.problem, document.added_by, document.size) == (problem, member.user, len(PNG))
    assert client.get(picture["src"]).content == PNG
    assert "Created Our map Attached to: P1" in main_of(client.get(f"/teams/{team.slug}/history/"))


def test_a_file_hangs_on_evidence_and_on_the_team(client, team, member):
    evidence = EvidenceFactory(team=team, problems=[ProblemFactory(team=team)])
    client.post(new(team, evidence), upload("report.pdf", PDF))
    client.post(new(team), upload("plan.txt", b"The plan", title="Plan"))
    assert "Our map (PDF, 1 KB)" in main_of(client.get(evidence.get_absolute_url()))
    text = main_of(client.get(f"/teams/{team.slug}/documents/"))
    assert "E1" in text
    assert "Plan Plain text, 1 KB The team" in text
    assert "2 documents, 0.0 of 200 MB used" in text


def test_a_file_is_served_as_a_download_that_can_do_nothing(client, team, member):
    document = attach(team, png(chunk(b"IDAT", bytes(1000))), kind=FileType.PNG, alt="A map")
    answer = client.get(document.get_absolute_url(), headers={"accept-encoding": "gzip"})
    assert "Content-Encoding" not in answer
    assert answer.content == document.read()
    assert answer["Content-Disposition"] == 'attachment; filename="notes.png"'
    assert answer["Content-Type"] == "image/png"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert {"private", "no-store"} <= {part.strip() for part in answer["Cache-Control"].split(",")}
    assert answer["X-Frame-Options"] == "DENY"
    assert client.post(document.get_absolute_url()).status_code == 405


def test_a_picture_needs_words_and_what_was_typed_stays(client, team, member):
    answer = client.post(new(team), upload())
    assert errors_of(answer) == ["Enter what is to be seen in the picture"]
    assert soup_of(answer).select_one("[name=title]")["value"] == "Our map"
    assert "Choose the file once more" in main_of(answer)
    document = attach(team, PNG, kind=FileType.PNG, alt="A map")
    page = f"{document.get_absolute_url()}change/"
    assert errors_of(client.post(page, {"title": "Map", "alt": "\u200b"})) == [
        "Enter what is to be seen in the picture"
    ]
    with pytest.raises(IntegrityError), transaction.atomic():
        Document.objects.update(alt="")


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"file": ""}, "Choose a file"),
        ({"file": SimpleUploadedFile("map.png", b"")}, "The file is empty. Choose another one"),
        ({"file": SimpleUploadedFile("map.png", PNG + b"0" * MOST_BYTES)}, "The file must be 10 MB or smaller"),
        ({"title": ""}, "Enter a title"),
        ({"title": "x" * 201}, "Title must be 200 characters or fewer"),
        ({"alt": "x" * 301}, "What is to be seen must be 300 characters or fewer"),
    ],
)
def test_what_will_not_do_is_refused_with_words(client, team, member, fields, words):
    fields = upload(alt="A map") | fields
    if hasattr(fields["file"], "seek"):
        fields["file"].seek(0)
    assert words in errors_of(client.post(new(team), fields))
    assert not Document.objects.exists()


def test_a_form_that_is_no_upload_is_asked_for_the_file(client, team, member):
    answer = client.post(new(team), "file=map.png&title=Map", content_type="application/x-www-form-urlencoded")
    assert errors_of(answer) == ["Choose a file"]


def test_far_too_large_a_file_is_dropped_as_it_arrives(client, team, member, monkeypatch):
    kept = []

    def keep(self, raw_data, start):
        kept.append(len(raw_data))
        self.file.write(raw_data)

    monkeypatch.setattr("django.core.files.uploadhandler.TemporaryFileUploadHandler.receive_data_chunk", keep)
    answer = client.post(new(team), upload(content=PNG + b"0" * (3 * MOST_BYTES), alt="A map"))
    assert errors_of(answer) == ["The file must be 10 MB or smaller"]
    assert MOST_BYTES < sum(kept) < MOST_BYTES * 1.1


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("x" * 300 + ".png", "x" * 100 + ".png"),
        ("../../etc/pass wd", "pass wd.png"),
        ("C:\\maps\\journey.PNG", "journey.png"),
        ("map\u202egnp.exe", "mapgnp.png"),
        ("\u200b.png", "document.png"),
        (".htaccess", "htaccess.png"),
        ('a"; filename="b.html', 'a"; filename="b.png'),
        ("карта.png", "карта.png"),
    ],
)
def test_a_name_is_short_and_harmless_and_ends_as_what_it_is(client, team, member, name, kept):
    assert File.read(PNG, name).name == kept
    assert client.post(new(team), upload(name, alt="A map")).status_code == 302
    document = Document.objects.get()
    assert document.name.endswith(".png")
    header = client.get(document.get_absolute_url())["Content-Disposition"]
    assert header.startswith("attachment; filename")
    assert "\n" not in header


def test_the_same_file_twice_at_one_place_is_kept_once(client, team, member):
    problem = ProblemFactory(team=team)
    for _n in range(2):
        # The very same page again: nothing to complain about.
        assert client.post(new(team, problem), upload(alt="A map")).status_code == 302
    assert team.documents.count() == 1
    answer = client.post(new(team, problem), upload(alt="A map", title="Another"))
    assert errors_of(answer) == ["This very file is attached here already, as “Our map”. Choose another one"]
    # Elsewhere it may hang as well.
    assert client.post(new(team), upload(alt="A map")).status_code == 302
    assert team.documents.count() == 2


def test_a_team_has_only_so_much_room(client, team, member, monkeypatch):
    attach(team, b"x" * 50)
    monkeypatch.setattr(limits, "MOST_BYTES_OF_TEAM", 50 + len(PNG) - 1)
    [error] = errors_of(client.post(new(team), upload(alt="A map")))
    assert "A team keeps 500 documents and 200 MB at most" in error
    monkeypatch.setattr(limits, "MOST_BYTES_OF_TEAM", 50 + len(PNG))
    assert client.post(new(team), upload(alt="A map")).status_code == 302
    monkeypatch.setattr(limits, "MOST_OF_TEAM", 2)
    monkeypatch.setattr(limits, "MOST_BYTES_OF_TEAM", 10_000)
    assert client.post(new(team), upload("b.png", png(chunk(b"gAMA", bytes(4))), alt="A map")).status_code == 422
    assert team.documents.count() == 2


def test_a_document_is_changed_and_deleted_with_its_content(client, team, member):
    document = attach(team, title="Notse")
    page = f"{document.get_absolute_url()}change/"
    assert not soup_of(client.get(page)).select("[name=alt]")
    client.post(page, {"title": "Notes"})
    document.refresh_from_db()
    assert document.title == "Notes"
    assert "Notes (notes.txt)" in main_of(client.get(f"{document.get_absolute_url()}deletion/"))
    client.post(f"{document.get_absolute_url()}deletion/")
    assert not Document.objects.exists()
    assert not DocumentContent.objects.exists()
    assert "Deleted Notes File: notes.txt" in main_of(client.get(f"/teams/{team.slug}/history/"))


def test_what_hung_on_a_deleted_problem_hangs_on_the_team(client, team, member):
    problem = ProblemFactory(team=team)
    document = attach(team, on=problem)
    assert "Its evidence and its documents are kept" in main_of(client.get(f"{problem.get_absolute_url()}deletion/"))
    client.post(f"{problem.get_absolute_url()}deletion/")
    document.refresh_from_db()
    assert document.problem is None
    assert "Notes Plain text, 1 KB The team" in main_of(client.get(f"/teams/{team.slug}/documents/"))


def test_what_hangs_on_a_merged_problem_shows_on_the_other(client, team, member):
    one, two = ProblemFactory.create_batch(2, team=team)
    attach(team, on=one)
    assert "Notes (Plain text" not in main_of(client.get(two.get_absolute_url()))
    one.merge_into(two, by=member.user)
    assert "Notes (Plain text" in main_of(client.get(two.get_absolute_url()))


def test_an_observer_reads_and_adds_nothing(client, team):
    problem = ProblemFactory(team=team)
    document = attach(team, on=problem)
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    assert client.get(document.get_absolute_url()).content == b"What we saw"
    for page in (problem.get_absolute_url(), f"/teams/{team.slug}/documents/"):
        assert "/documents/new/" not in str(soup_of(client.get(page)).main)
    assert client.post(new(team), upload(alt="A map")).status_code == 403
    assert client.post(f"{document.get_absolute_url()}deletion/").status_code == 403


def test_files_and_problems_of_another_team_are_not_there(client, team, member):
    theirs = ProblemFactory(number=77)
    document = attach(theirs.team, on=theirs)
    for end in ("", "change/", "deletion/"):
        assert client.get(f"/teams/{team.slug}/documents/{document.pk}/{end}").status_code == 404
        assert client.get(f"/teams/{theirs.team.slug}/documents/{document.pk}/{end}").status_code == 404
    for strange in ("77", "x", "-1", "9" * 40, "\x00", "²"):
        assert client.post(f"{new(team)}?problem={strange}", upload(alt="A map")).status_code == 404
    assert Document.objects.get() == document


def test_no_page_but_the_download_loads_what_is_in_a_file(client, team, member):
    problem = ProblemFactory(team=team)
    for n in range(60):
        attach(team, f"Notes {n}".encode(), on=problem, title=f"Notes {n}")
    for page in (problem.get_absolute_url(), f"/teams/{team.slug}/documents/"):
        with CaptureQueriesContext(connection) as sent:
            assert client.get(page).status_code == 200
        assert not [query["sql"] for query in sent if "documentcontent" in query["sql"].lower()]
    assert "1 to 50 of 60" in main_of(client.get(f"/teams/{team.slug}/documents/"))
