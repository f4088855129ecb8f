"""Words that a careless format would compute, run, cut or turn round, in every place and every format.

Cell by cell, the spreadsheets are held to the CSV in test_export_files.py, and the CSV to the JSON in
test_csv_on_the_web.py: here the JSON is held to what was written, and with it what has no table.
"""

import csv
import io
import json
import re
import zipfile
from itertools import takewhile
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.test import Client
from django.urls import reverse
from markdown_it import MarkdownIt

from ideation.models import Idea
from roadmap.models import Dependency, Item, Record, Shortlist
from teams.csv_files import guarded
from teams.models import Membership, Team
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.publishing import EVERYTHING, look, public_pages, publish, read, soup_of
from tests.roadmap.reading import at
from tests.roadmap.scored import scored_ideas

SVG = "{http://www.w3.org/2000/svg}"
# Of each table, the columns that hold the words of the idea or the problem with this number.
IN_EVERY_ROW = {
    "ideas": ("number", ["title", "detail", "theme", "scope_reason"], ["user_groups"]),
    "problems": ("number", ["title", "statement", "user_group"], []),
    "results": ("reference", ["title"], []),
    "shortlist": ("idea_number", ["idea", "detail", "theme", "scope_reason"], ["user_groups"]),
    "roadmap": (
        "idea_number",
        ["idea", "title", "detail", "owner", "we_believe_that", "will", "we_will_know_when", "measure"],
        ["user_groups"],
    ),
}


def rows(client: Client, team: Team, table: str) -> list[dict[str, Any]]:
    address = at("shortlist_file", team, "json") if table == "shortlist" else at("table", team, table, "json")
    found: list[dict[str, Any]] = json.loads(client.get(address).content)["rows"]
    return found


def together(words: str) -> str:
    """Without white space, which a page may break at, and without what turns others around."""
    return "".join(words.replace("\u202e", "").replace("\u202c", "").split())


@pytest.mark.parametrize("table", IN_EVERY_ROW)
def test_each_table_has_them_as_they_were_written(client: Client, team: Team, exercise: list[Idea], table: str) -> None:
    number, names, lists = IN_EVERY_ROW[table]
    told = 0
    for row in rows(client, team, table):
        place = int(row[number][1:]) - 1
        # One problem was merged, and of one item nobody has said anything.
        if place == len(HOSTILE) or row.get("owner", "said") is None:
            continue
        words = HOSTILE[place]
        assert {name: row[name] for name in names} == dict.fromkeys(names, words)
        assert all(words in row[name] for name in lists)
        told += 1
    assert told >= 9


def test_the_decisions_have_their_reasons_as_they_were_written(
    client: Client, team: Team, exercise: list[Idea]
) -> None:
    found = rows(client, team, "decisions")
    placed = [(row["idea"], row["reason"]) for row in found if row["about"] == "scope"]
    assert sorted(placed) == sorted((words, words) for words in HOSTILE)
    others = {(row["about"], row["reason"]) for row in found if row["about"] != "scope"}
    assert others == {("shortlist", HOSTILE[0]), ("shortlist", HOSTILE[2]), ("record", HOSTILE[12])}


@pytest.mark.parametrize("tool", ["jira", "trello", "github"])
def test_the_next_tool_gets_them_as_words(client: Client, team: Team, exercise: list[Idea], tool: str) -> None:
    response = client.get(at("next_tool", team, tool))
    found = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"), newline="")))
    titles = [row["idea"] for row in rows(client, team, "shortlist") if row["decision"] == "in"]
    assert len(titles) > 8
    # A title is one line, and a cell that a spreadsheet would compute is guarded.
    assert [row[0] for row in found[1:]] == [guarded(" ".join(title.split())) for title in titles]
    for row, words in zip(found[1:], titles, strict=True):
        if tool == "jira":
            assert row[2].startswith(str(guarded(words)))
            labels = [label for label in row[3:] if label]
            assert not any(re.search(r"\s", label) for label in labels)
            assert str(guarded("-".join(words.split()))) in labels
        else:
            assert read_as_markdown(row[1]).startswith(words)


def read_as_markdown(text: str) -> str:
    """The words of its paragraphs, of which nothing is anything else."""
    # The quote before what a spreadsheet would compute is none of the text.
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text.removeprefix("'"))
    assert {token.type for token in tokens} == {"paragraph_open", "inline", "paragraph_close"}
    children = [child for token in tokens for child in [*(token.children or [])]]
    assert {child.type for child in children} <= {"text", "text_special"}
    return "\n\n".join(
        "".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"
    )


def test_the_picture_of_dependencies_has_each_title(client: Client, team: Team, product_manager: Membership) -> None:
    ideas = scored_ideas(team, [90] * len(HOSTILE))
    Shortlist.draw_line(team, len(HOSTILE), by=product_manager.user)
    for idea, words in zip(ideas, HOSTILE, strict=True):
        Idea.objects.filter(pk=idea.pk).update(title=words)
        if idea.number > 1:
            Dependency.add(ideas[0], idea, by=product_manager.user)

    svg = ET.fromstring(client.get(at("dependencies_picture", team)).content)

    texts = list(svg.iter(f"{SVG}text"))
    for number, words in enumerate(HOSTILE, start=1):
        (place,) = (n for n, text in enumerate(texts) if text.text == f"I{number}")
        lines = takewhile(lambda text: text.get("font-weight") is None, texts[place + 1 :])
        drawn = "".join("".join(str(line.text).split()) for line in lines)
        # A box has room for two lines; the list beside it has the rest.
        assert drawn.removesuffix("…") and "".join(words.split()).startswith(drawn.removesuffix("…"))  # noqa: PT018
        assert drawn.endswith("…") or drawn == "".join(words.split())


def test_the_post_and_its_pictures_have_them(client: Client, team: Team, exercise: list[Idea]) -> None:
    for number, words in enumerate(HOSTILE[:19], start=2):
        Record.objects.create(team=team, number=number, considered=9, is_of_one_room=True, note=words)
    response = client.get(reverse("roadmap:design_history_zip", args=[team.slug]))
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    (post,) = (text for name, text in files.items() if name.endswith(".md"))
    assert not re.search(r"\{[{%#]", post)
    tokens = MarkdownIt("commonmark").enable("table").parse(post.split("---\n", 2)[2])
    said = ["".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"]
    # In a list, in a table, and as the reason of a decision and the note of a record.
    for number, words in enumerate(HOSTILE[:10]):
        assert any(line.startswith(f"P{number + 1} {words}") for line in said)
        if number % 4 == 0:
            assert f"I{number + 1} {words} (Out of scope for the MVP): {words}".rstrip() in said
        assert any(line.endswith(f"The line was under the first 10. {words}") for line in said)
    drawn = [
        text.text
        for name, content in files.items()
        if name.endswith("problems.svg")
        for text in ET.fromstring(content).iter(f"{SVG}text")
    ]
    for number, words in enumerate(HOSTILE[:10]):
        assert " ".join(f"P{number + 1} {words}".split()) in drawn


def test_the_pages_around_what_is_published_show_them(
    client: Client, team: Team, product_manager: Membership, exercise: list[Idea]
) -> None:
    for words in HOSTILE:
        team.service, team.organisation = words, words
        team.save()
        said = dict.fromkeys(["owner", "belief", "outcome", "known_when", "measure"], words)
        Item.change(exercise[2], by=product_manager.user, horizon="MVP", purpose=None, own_title=words[:150], **said)
        checked = look(client, team, shown=EVERYTHING, note=words, contact=words)
        version = publish(team, by=product_manager.user, shown=EVERYTHING, note=words, contact=words)
        shown = {
            "check": checked,
            "changes": soup_of(read(public_pages(version)["changes"])),
            "versions": soup_of(client.get(at("published_versions", team))),
        }
        for name, soup in shown.items():
            assert not soup.select("main script, main a[href='http://example.com']"), name
            count = together(soup.main.text).count(together(words))
            # The first version has nothing that it could be compared with.
            most = {"check": 10, "changes": 5 if version.number > 1 else 0, "versions": 1}
            assert count >= most[name], (name, words)
