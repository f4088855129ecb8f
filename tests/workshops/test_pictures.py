"""Which candidate stands in which picture of the order."""

from types import SimpleNamespace

import pytest

from workshops.pictures import TALLEST, Picture


def ranked(number, title="Short"):
    return [
        SimpleNamespace(rank=rank, candidate=SimpleNamespace(reference=f"P{rank}", title=title))
        for rank in range(1, number + 1)
    ]


@pytest.mark.parametrize("title", ["Short", "A title that is so long that it needs more than a line " * 3, "x" * 200])
@pytest.mark.parametrize("number", [1, 2, 19, 20, 21, 41, 60, 61, 183, 200])
def test_pictures_fit_on_a_sheet_hold_everybody_once_and_none_stands_alone(number, title):
    rows = ranked(number, title)
    pictures = Picture.of_all(rows)
    assert [bar.row for picture in pictures for bar in picture.bars] == rows
    assert all(picture.height <= TALLEST for picture in pictures)
    sizes = [len(picture.bars) for picture in pictures]
    assert max(sizes) - min(sizes) <= 1
    assert number == 1 or min(sizes) > 1
    assert [picture.id for picture in pictures] == [f"picture-{n}" for n in range(1, len(pictures) + 1)]


def test_no_more_pictures_are_made_than_are_needed():
    assert len(Picture.of_all(ranked(20))) == 1
    assert len(Picture.of_all(ranked(60))) == 3
    assert [len(picture.bars) for picture in Picture.of_all(ranked(61))] == [16, 15, 15, 15]


def test_without_ranks_there_is_no_picture():
    assert Picture.of_all([]) == []
