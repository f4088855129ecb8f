"""The post of the whole exercise, as the sites that publish it read it."""

import io
import re
import zipfile
from datetime import date
from decimal import Decimal
from xml.etree import ElementTree

import pytest
import yaml
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from markdown_it import MarkdownIt

from ideation.models import Idea, Scope
from roadmap.exports.markdown import markdown
from roadmap.exports.markdown import yaml as yaml_scalar
from roadmap.models import Choice, Shortlist
from roadmap.recording import record_decision
from teams.models import Membership, Team
from tests.factories import IdeaFactory, ProblemFactory
from tests.roadmap.hostile import HOSTILE
from tests.roadmap.reading import page
from tests.roadmap.scored import finish

NUNJUCKS = re.compile(r"\{[{%#]")


def post(client: Client, team: Team) -> tuple[dict[str, object], str, str]:
    """Its front matter, its body and the name of its file."""
    response = client.get(reverse("roadmap:design_history", args=[team.slug]))
    assert response.status_code == 200
    assert response["Content-Type"] == "text/markdown; charset=utf-8"
    name = re.fullmatch(r'attachment; filename="([^"]+)"', response["Content-Disposition"])
    text = response.content.decode()
    start, front, body = text.split("---\n", 2)
    assert (start, bool(name)) == ("", True)
    return yaml.safe_load(front), body, name[1]


def read(body: str) -> str:
    """All words, as a reader of Markdown sees them."""
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    return "\n".join(
        "".join(child.content for child in token.children or []) for token in tokens if token.type == "inline"
    )


@pytest.mark.parametrize("words", HOSTILE)
def test_words_in_markdown_and_in_yaml_read_as_they_were_written(words: str) -> None:
    assert not NUNJUCKS.search(markdown(words))
    assert not NUNJUCKS.search(yaml_scalar(words))
    tokens = MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(markdown(words))
    assert [token.type for token in tokens] == ["paragraph_open", "inline", "paragraph_close"]
    assert {child.type for child in tokens[1].children or []} <= {"text", "text_special"}
    assert "".join(child.content for child in tokens[1].children or []) == words
    assert yaml.safe_load(f"title: {yaml_scalar(words)}") == {"title": words}


def test_the_front_matter_is_what_a_design_history_takes(
    client: Client, team: Team, product_manager: Membership
) -> None:
    team.service, team.name, team.organisation = 'Register {{ 7*7 }} a: "teacher" ' * 4, "Team | #1", "Department"
    team.save()
    front, _body, name = post(client, team)
    assert list(front) == ["title", "description", "date", "author", "tags"]
    assert len(str(front["title"])) <= 70
    assert len(str(front["description"])) <= 250
    assert str(front["title"]).startswith("How we decided what to do first: Register {{ 7*7 }}")
    assert front["date"] == timezone.localdate()
    assert isinstance(front["date"], date)
    assert front["author"] == "Team | #1"
    assert front["tags"] == ["Prioritisation", team.service, "Department"]
    assert re.fullmatch(rf"{timezone.localdate().isoformat()}-[a-z0-9]+(-[a-z0-9]+)*\.md", name)


def test_the_body_tells_it_all_without_a_first_heading_and_without_a_template(
    client: Client, team: Team, exercise: list[Idea]
) -> None:
    team.aims = "Fewer calls\n{{ config }}"
    team.save()
    response = client.get(reverse("roadmap:design_history", args=[team.slug]))
    assert not NUNJUCKS.search(response.content.decode())
    _front, body, _name = post(client, team)
    tokens = MarkdownIt("commonmark").enable("table").parse(body)
    assert {token.tag for token in tokens if token.type == "heading_open"} == {"h2"}
    assert not [child for token in tokens for child in token.children or [] if child.type.startswith("html")]
    headings = [tokens[n + 1].content for n, token in enumerate(tokens) if token.type == "heading_open"]
    assert headings == [
        "Why we did this",
        "Who it is for",
        "What we knew",
        "How we scored",
        "What came first",
        "What we could do about it",
        "What is on the shortlist",
        "When we decided",
        "What we left out, and why",
    ]
    words = read(body)
    assert "Fewer calls\n{{ config }}" in words
    for title in HOSTILE[1:10]:
        assert title in words
    assert "There are 3 more." in words


def test_what_was_left_out_has_its_reason(client: Client, team: Team, product_manager: Membership) -> None:
    by = product_manager.user
    low, high, out = (IdeaFactory(team=team, title=title) for title in ("Low", "High", "Dear"))
    for idea in (low, high):
        idea.place(Scope.IN_MVP, reason="Needed", by=by)
    out.place(Scope.OUT_OF_SERVICE, reason="For others", by=by)
    finish(team, {high: 90, low: 10})
    Shortlist.draw_line(team, 1, by=by)
    ProblemFactory(team=team, title="Wider").move_to("parked", reason="Not ours", by=by)

    words = read(post(client, team)[1])

    assert "I1 Low: below the line" in words
    assert "I3 Dear (Completely out of scope for the service): For others" in words
    assert "P1 Wider: Not ours" in words


def test_ideas_are_counted_as_the_funnel_counts_them(client: Client, team: Team, product_manager: Membership) -> None:
    by = product_manager.user
    one, two, three, four = (IdeaFactory(team=team) for _n in range(4))
    for idea in (one, two, three):
        idea.place(Scope.IN_MVP, reason="Needed", by=by)
    finish(team, {one: 90, two: 80})
    before = "We noted down 4 ideas, and placed them:\nNot placed: 1\nIn scope for the MVP: 3"
    assert before in read(post(client, team)[1])

    four.merge_into(three, by=by)

    funnel = [" ".join(link.text.split()) for link in page(client, team).select(".app-funnel a")]
    assert funnel == [
        "4 ideas noted down",
        "3 solutions, once merged",
        "3 in scope for the MVP",
        "2 on the shortlist",
    ]
    same = "We noted down 4 ideas. Once merged there were 3 solutions, and we placed them:\nNot placed: 0\nIn scope"
    for is_recorded in (False, True):
        assert bool(team.shortlist_records.count()) == is_recorded
        front, body, _name = post(client, team)
        assert same in read(body)
        assert "to ideas (4) and to a shortlist (2)" in str(front["description"])
        record_decision(team, by=by)


def test_each_record_of_the_decision_is_told_and_what_changed_since(
    client: Client, team: Team, product_manager: Membership
) -> None:
    by = product_manager.user
    one, two, three = (IdeaFactory(team=team) for _n in range(3))
    for idea in (one, two, three):
        idea.place(Scope.IN_MVP, reason="Needed", by=by)
    assert "When we decided" not in post(client, team)[1]
    finish(team, {one: 90, two: 80, three: 70})
    Shortlist.draw_line(team, 2, by=by)
    record_decision(team, by=by, note="Agreed | at the board")
    Shortlist.draw_line_at(team, Decimal(85), by=by)
    record_decision(team, by=by)

    words = read(post(client, team)[1])

    today = date_format(timezone.localdate(), "j F Y")
    first = f"{today}: 2 ideas were chosen, 1 left out. The line was under the first 2. Agreed | at the board"
    second = f"{today}: 1 idea was chosen, 2 left out. The line was at a score of 85."
    assert f"{first}\n{second}" in words
    assert "Something has changed since" not in words

    Choice.make(two, included=True, reason="A duty", by=by)
    assert "Something has changed since. This post is about" in read(post(client, team)[1])


def test_a_team_that_has_nothing_yet_has_a_post_that_says_so(
    client: Client, team: Team, product_manager: Membership
) -> None:
    _front, body, _name = post(client, team)
    assert "We wanted to decide, as a team, what to do first." in body
    assert "![" not in body


def test_nobody_is_named(client: Client, team: Team, exercise: list[Idea], product_manager: Membership) -> None:
    product_manager.user.name = "Zebedee"
    product_manager.user.save()
    assert "Zebedee" not in client.get(reverse("roadmap:design_history", args=[team.slug])).content.decode()


def test_the_archive_has_the_post_and_each_picture_that_it_shows(
    client: Client, team: Team, exercise: list[Idea]
) -> None:
    response = client.get(reverse("roadmap:design_history_zip", args=[team.slug]))
    assert response["Content-Type"] == "application/zip"
    with zipfile.ZipFile(io.BytesIO(response.content)) as archive:
        assert archive.testzip() is None
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    (name,) = (name for name in files if name.endswith(".md"))
    tokens = MarkdownIt("commonmark").enable("table").parse(files[name].split("---\n", 2)[2])
    pictures = [child for token in tokens for child in token.children or [] if child.type == "image"]
    assert {str(picture.attrs["src"]) for picture in pictures} == files.keys() - {name}
    assert len(pictures) == 2
    for picture in pictures:
        svg = ElementTree.fromstring(files[str(picture.attrs["src"])])
        title, description = (svg.find(f"{{http://www.w3.org/2000/svg}}{tag}") for tag in ("title", "desc"))
        assert title.text
        assert description.text == picture.content or " ".join(description.text.split()) == " ".join(
            "".join(child.content for child in picture.children or []).split()
        )
        assert not [element for element in svg.iter() if element.tag.endswith("script")]
