"""Agreement, held to figures that others published or computed with other programs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.scoring import Scale, agreement, krippendorffs_alpha

FIVE = Scale(1, 5)
# Twelve units, each scored by up to four raters: the reliability data of Krippendorff's textbook.
UNITS = ["11-1", "2232", "3333", "3333", "2222", "1234", "4444", "1121", "2222", "-555", "--11", "--3-"]

counts = st.lists(st.integers(0, 40), min_size=2, max_size=10)


@pytest.mark.parametrize(
    ("frequencies", "expected"),
    [
        # By the R package agrmt.
        ((30, 40, 210, 130, 530, 50, 10), 0.6113),
        ((6, 8, 5, 3, 2), 0.3125),
        ((2, 0, 1, 1), 0.0833),
        # Split in two, evenly spread, unanimous.
        ((5, 0, 0, 0, 5), -1),
        ((2, 2, 2, 2, 2), 0),
        ((0, 0, 10, 0, 0), 1),
        ((0, 4), 1),
        ((3, 3), 0),
    ],
)
def test_van_der_eijks_a(frequencies, expected):
    assert agreement(frequencies) == pytest.approx(expected, abs=0.00005)


def test_where_nobody_answered_there_is_no_agreement():
    assert agreement((0, 0, 0)) is None


@given(counts, st.integers(1, 9))
def test_a_lies_between_its_ends_and_minds_neither_the_size_of_the_room_nor_the_direction(frequencies, times):
    found = agreement(frequencies)
    if found is None:
        assert not any(frequencies)
        return
    assert -1 - 1e-9 <= found <= 1 + 1e-9
    assert agreement(frequencies[::-1]) == pytest.approx(found)
    assert agreement([times * count for count in frequencies]) == pytest.approx(found)


def in_counts(units, points=range(1, 6)):
    return [[unit.count(str(point)) for point in points] for unit in units]


@pytest.mark.parametrize(("level", "expected"), [("nominal", 0.7434), ("ordinal", 0.8154), ("interval", 0.8491)])
def test_krippendorffs_alpha_of_the_textbook(level, expected):
    # By the R package irr, and by the textbook's own arithmetic.
    alpha = krippendorffs_alpha([(FIVE, unit) for unit in in_counts(UNITS)], level=level)
    assert alpha == pytest.approx(expected, abs=0.00005)


def test_alpha_minds_neither_how_long_the_scale_is_nor_its_direction_nor_the_order_of_units():
    units = in_counts(UNITS)
    expected = krippendorffs_alpha([(FIVE, unit) for unit in units])
    turned = Scale(1, 5, high_first=False)
    ten = Scale(0, 8)
    stretched = [[unit[n // 2] if n % 2 == 0 else 0 for n in range(9)] for unit in units]
    assert krippendorffs_alpha([(turned, unit[::-1]) for unit in units[::-1]]) == pytest.approx(expected)
    assert krippendorffs_alpha([(ten, unit) for unit in stretched]) == pytest.approx(expected)


@pytest.mark.parametrize(
    "units",
    [
        [],
        # Nobody answered; one rater; all the same, in all units; one unit with a pair, which agrees.
        [(0, 0, 0, 0, 0)],
        [(0, 1, 0, 0, 0), (0, 0, 0, 1, 0)],
        [(0, 0, 4, 0, 0), (0, 0, 3, 0, 0)],
        [(0, 0, 4, 0, 0), (1, 0, 0, 0, 0)],
    ],
)
def test_where_alpha_is_not_defined_there_is_none(units):
    assert krippendorffs_alpha([(FIVE, unit) for unit in units]) is None
