"""What was not ticked is nowhere: not on any page, not in what is sent with it, and not in what is kept of it."""

import json
import re

import pytest
from django.test import Client

from ideation.models import Idea
from roadmap.models import PublishedVersion
from roadmap.publishing.shown import Shown
from teams.models import Membership, Team
from tests.roadmap.marked import ALWAYS, MARKERS, NEVER, TOGETHER, make_marked
from tests.roadmap.publishing import EVERYTHING, look, public_pages, publish, publish_by_pages, read

SECRET = 3


@pytest.fixture
def marked(team: Team, product_manager: Membership) -> list[Idea]:
    return make_marked(team, product_manager.user)


def everything_sent(version: PublishedVersion) -> dict[str, str]:
    """Of each public page all that leaves, its headers first, and of the version all that is kept to be shown."""
    found = {"snapshot": json.dumps(version.snapshot, ensure_ascii=False)}
    for name, path in public_pages(version).items():
        response = read(path)
        assert response.status_code == 200
        found[name] = f"{dict(response.headers)}\n{response.content.decode()}"
    return found


def words_of(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def test_every_part_has_words_of_its_own() -> None:
    assert MARKERS.keys() == set(EVERYTHING)
    assert all(MARKERS.values())


@pytest.mark.parametrize("part", EVERYTHING)
def test_a_part_is_published_when_it_is_ticked_and_nothing_else_is(
    team: Team, product_manager: Membership, marked: list[Idea], part: str
) -> None:
    publish(team, by=product_manager.user, shown=[], left_out=[SECRET])
    version = publish(team, by=product_manager.user, shown=[part], left_out=[SECRET])

    sent = everything_sent(version)

    for page in ("latest", "version"):
        for word in MARKERS[part] + ALWAYS:
            assert word in words_of(sent[page]), f"{word} on {page}"
    others = [word for other in EVERYTHING if other != part for word in MARKERS[other]]
    for page, text in sent.items():
        for word in others + NEVER + TOGETHER["scores", "not_doing"]:
            assert word not in text, f"{word} on {page}"


@pytest.mark.parametrize("part", EVERYTHING)
def test_a_part_is_not_published_when_everything_else_is(
    team: Team, product_manager: Membership, marked: list[Idea], part: str
) -> None:
    others = [other for other in EVERYTHING if other != part]
    publish(team, by=product_manager.user, shown=[], left_out=[SECRET])
    version = publish(team, by=product_manager.user, shown=others, left_out=[SECRET])

    sent = everything_sent(version)

    for page, text in sent.items():
        for word in MARKERS[part] + NEVER:
            assert word not in text, f"{word} on {page}"
    for word in [word for other in others for word in MARKERS[other]]:
        assert word in words_of(sent["latest"]), word


def test_with_nothing_ticked_titles_and_columns_are_all(
    team: Team, product_manager: Membership, marked: list[Idea]
) -> None:
    version = publish(team, by=product_manager.user, shown=[], left_out=[SECRET])

    for page, text in everything_sent(version).items():
        for word in [word for words in MARKERS.values() for word in words] + NEVER:
            assert word not in text, f"{word} on {page}"
    assert version.snapshot == {
        "format": 1,
        "service": "Zservice",
        "organisation": "Zorganisation",
        "contact": "",
        "horizons": ["MVP", "After the MVP"],
        "items": [
            {"reference": "I1", "title": "Zfirst", "horizon": "After the MVP"},
            {"reference": "I2", "title": "Zsecond", "horizon": "MVP"},
            {"reference": "I6", "title": "Ztaken", "horizon": "MVP"},
        ],
    }


def test_with_everything_ticked_all_of_it_is_there(team: Team, product_manager: Membership, marked: list[Idea]) -> None:
    version = publish(team, by=product_manager.user, shown=EVERYTHING)

    words = words_of(everything_sent(version)["latest"])

    for word in [*ALWAYS, "Zsecret", *TOGETHER["scores", "not_doing"]]:
        assert word in words
    assert "I1 Zfirst waits for I3 Zsecret" in words
    assert "1 of 4 was taken in for another reason than its score" in words
    assert "scored from 60.5 to 90.5 of 100" in words


def test_without_scores_nothing_stands_in_their_order(
    team: Team, product_manager: Membership, marked: list[Idea]
) -> None:
    hidden = publish(team, by=product_manager.user, shown=["not_doing"]).snapshot
    shown = publish(team, by=product_manager.user, shown=["not_doing", "scores"]).snapshot

    def order(snapshot: dict, part: str) -> list[str]:
        return [thing["reference"] for thing in snapshot[part]]

    assert order(hidden, "items") == ["I1", "I2", "I3", "I6"]
    assert order(shown, "items") == ["I1", "I3", "I2", "I6"]
    assert order(hidden, "not_doing") == order(shown, "not_doing") == ["I4", "I5"]
    assert [left["why"] for left in hidden["not_doing"]] == ["decided", "below_the_line"]


def test_nobody_can_tell_that_an_item_was_left_out(team: Team, product_manager: Membership, marked: list[Idea]) -> None:
    version = publish(team, by=product_manager.user, shown=EVERYTHING, left_out=[SECRET])

    # Not even the row itself, but for what the team alone sees of it.
    assert version.left_out == [SECRET]
    for page, text in everything_sent(version).items():
        assert "Zsecret" not in text, page
        assert "I3" not in text, page
    assert [item["rank"] for item in version.snapshot["items"]] == [1, 2, None]
    # The figures are of the vote and of what is shown, not of how many ideas there were.
    words = words_of(everything_sent(version)["latest"])
    assert "1 of 3 was taken in" in words
    assert "of 4" not in words


def test_no_person_is_named_on_any_page(team: Team, product_manager: Membership, marked: list[Idea]) -> None:
    version = publish(team, by=product_manager.user, shown=EVERYTHING, note="New", contact="roadmap@example.gov.uk")
    assert version.by == product_manager.user
    for page, text in everything_sent(version).items():
        assert "Zperson" not in text, page
        assert "zmail" not in text, page


def test_what_was_looked_at_is_what_is_published(
    client: Client, team: Team, product_manager: Membership, marked: list[Idea]
) -> None:
    chosen = {"shown": EVERYTHING, "items": ["1", "2", "6"], "note": "First\nversion", "contact": "us@example.gov.uk"}

    looked = look(client, team, **chosen).select_one(".app-look")
    version = publish_by_pages(client, team, **chosen)

    text = read(public_pages(version)["latest"]).content.decode()
    published = text[text.index('<div class="app-published">') :]
    assert words_of(str(looked)) == words_of(published[: published.index("</main>")])
    assert [str(part) for part in Shown] == version.shown
