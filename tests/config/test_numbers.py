"""Numbers on pages, with and without the short way that long tables take."""

import pytest
from django.utils import translation
from django.utils.formats import number_format
from hypothesis import given
from hypothesis import strategies as st

from config.jinja import number


@pytest.mark.parametrize(
    ("value", "places", "written"),
    [
        (None, 2, "–"),
        (0, 0, "0"),
        (3, 0, "3"),
        (-0.0004, 2, "0.00"),
        (-1.005, 1, "−1.0"),
        (999.96, 1, "1,000.0"),
        (1234.5, 0, "1,234"),
        (-1234567, 0, "−1,234,567"),
    ],
)
def test_a_number_is_written_as_people_read_it(value, places, written):
    assert number(value, places) == written


@given(st.floats(-2000, 2000), st.integers(0, 3), st.sampled_from(["en-gb", "cy", "de"]))
def test_the_short_way_writes_what_django_writes(value, places, language):
    with translation.override(language):
        by_django = number_format(round(value, places) or 0, places, force_grouping=True).replace("-", "−")
        assert number(value, places) == by_django
