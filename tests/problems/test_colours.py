"""What the colour of a note is called."""

import pytest

from problems.colours import colour_name, is_colour
from tests.problems.imports.made import COLOURS


def test_the_colours_of_mural_have_the_names_that_people_give_them():
    assert [colour_name(colour) for colour in COLOURS] == [
        *("Yellow", "Orange", "Blue", "Green", "Purple", "Pink", "Grey"),
    ]


@pytest.mark.parametrize(
    ("colour", "name"),
    [
        *(("#f00", "Red"), ("#ff0005", "Red"), ("#FFF", "White"), ("#000000", "Black"), ("#0ff", "Turquoise")),
        *(("#00f", "Blue"), ("#FF69B4", "Pink"), ("#8b0000", "Red"), ("#fefefe", "White"), ("#0b0c0c", "Black")),
    ],
)
def test_every_colour_has_a_name(colour, name):
    assert colour_name(colour) == name


@pytest.mark.parametrize("label", ["", "#", "yellow", "#12", "#12345g", "123456", "#1234567", "Schools", "#٣٣٣"])
def test_what_is_no_colour_has_none(label):
    assert not is_colour(label)
