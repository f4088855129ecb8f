"""What was published stays readable, whatever is published today.

The file beside this one is a version as it was kept in format 1. It is never changed: roadmaps that are kept so are out
there. A new format gets a file of its own.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from roadmap.models import Publication, PublishedVersion
from roadmap.publishing.snapshot import FORMAT
from teams.models import Membership, Team
from tests.reading import text_of
from tests.roadmap.marked import make_marked
from tests.roadmap.publishing import EVERYTHING, edition, public_pages, publish, read, soup_of

KEPT = {1: json.loads((Path(__file__).parent / "published_format_1.json").read_text())}


@pytest.fixture
def version(team: Team) -> PublishedVersion:
    return Publication.objects.create(team=team).versions.create(number=1, **KEPT[1])


def test_a_version_of_format_1_is_read_as_it_was_written(version: PublishedVersion) -> None:
    response = read(public_pages(version)["latest"])
    assert response.status_code == 200
    words = text_of(response)
    for said in (
        "Department for Education Roadmap: Manage training for early career teachers Version 1, published on",
        "I7 Guide registration step by step",
        "SCH : Schools Organisation",
        "Progress In progress When April 2027 to June 2027 Owner Registration team",
        "Problems Schools do not know when they are done It takes two forms",
        "Evidence 1,312 tickets : People ask what to do first",
        "Hypothesis We believe that one form will save schools from entering a teacher twice.",
        "We will know when half as many schools ask Measure tickets each month",
        "Score 82.5 of 100, rank 1 on this roadmap Why, and how we will know",
        "I2 Show the right dates",
        "Progress a progress that is no more Taken in because It was promised",
        "I7 Guide registration step by step waits for I2 Show the right dates It needs the dates",
        "I3 A hotline Others have one",
        "I4 A poster Others come first: it scored 31.3 of 100.",
        "I5 A prize It was scored on other criteria than most",
        "I6 A song It has not been scored yet.",
        "P9 Mentors have no time ME : Mentors Not ours to give",
        "P10 Support is dear Next year",
        "The ideas were scored in private in 2 votes, the latest on 3 November 2026 by 22 people, on 2 criteria: "
        "Feasibility, Impact on all users.",
        "1 of 2 was taken in for another reason than its score",
        "Contact roadmap@example.gov.uk",
    ):
        assert said in words
    rows = [row.text for row in soup_of(response).select(".app-horizon")[0].select("h3")]
    assert rows == ["Help schools", "Pay providers", "Other"]
    assert [column.h2.text for column in soup_of(response).select(".app-horizon")] == [
        "MVP",
        "After the MVP",
        "Some day",
    ]


def test_an_old_format_is_compared_with_todays(
    team: Team, product_manager: Membership, version: PublishedVersion
) -> None:
    make_marked(team, product_manager.user)
    publish(team, by=product_manager.user, shown=EVERYTHING)
    response = read(public_pages(version)["changes"])
    assert response.status_code == 200
    words = text_of(response)
    assert "I7 Guide registration step by step It was in: MVP" in words
    assert "Taken out: Show the right dates (end)" in words


def shapes(value: Any, path: str = "") -> set[str]:
    """The path of everything in a snapshot, with the kinds of values that it has."""
    if isinstance(value, dict):
        return {f"{path}: object"}.union(*(shapes(part, f"{path}.{key}") for key, part in value.items()))
    if isinstance(value, list):
        return {f"{path}: list"}.union(*(shapes(part, f"{path}[]") for part in value))
    return {f"{path}: {type(value).__name__}"}


def test_what_is_written_today_has_the_shape_of_the_file_of_its_format(team: Team, product_manager: Membership) -> None:
    make_marked(team, product_manager.user)
    team.problems.create(number=99, kind="business", title="Ours", state="parked", state_reason="Later")

    written = shapes(edition(team, shown=EVERYTHING).snapshot)

    assert not written - shapes(KEPT[FORMAT]["snapshot"]), "What is kept has changed: it needs a new format"
    paths = [{shape.split(": ")[0] for shape in these} for these in (written, shapes(KEPT[FORMAT]["snapshot"]))]
    assert paths[0] == paths[1]
