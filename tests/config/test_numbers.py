"""Numbers on pages, with and without the short way that long tables take."""

import pytest
from django.utils import translation
from django.utils.formats import number_format
from hypothesis import given
from hypothesis import strategies as st

from config.jinja import number
from teams.rounding import rounded


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (None, 2, "–"),
        (0, 0, "0"),
        (3, 0, "3"),
        (-0.0004, 2, "0.00"),
        (-1.005, 1, "−1.0"),
        # Whoever rounds what a file says has the same: at halves, and where binary fractions fall short of them.
        (81.25, 1, "81.3"),
        (-81.25, 1, "−81.3"),
        (2.675, 2, "2.68"),
        (81.24999999999999, 1, "81.3"),
        (81.2499999, 1, "81.2"),
        (10**17, 2, "100,000,000,000,000,000.00"),
        (999.96, 1, "1,000.0"),
        (1234.5, 0, "1,235"),
        (-1234567, 0, "−1,234,567"),
    ],
)
def test_a_number_is_written_as_people_read_it(value, places, written):
    assert number(value, places) == written


@given(st.floats(-2000, 2000), st.integers(0, 3), st.sampled_from(["en-gb", "cy", "de"]))
def test_the_short_way_writes_what_django_writes(value, places, language):
    with translation.override(language):
        by_django = number_format(rounded(value, places), places, force_grouping=True).replace("-", "−")
        assert number(value, places) == by_django
