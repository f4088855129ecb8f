from hypothesis import given
from hypothesis import strategies as st

from roadmap.lettering import shortened, width_of, wrapped


def test_words_stay_whole_where_they_fit() -> None:
    assert wrapped("Show the right data over the API", 150, 14, most=2) == ["Show the right data", "over the API"]


def test_what_does_not_fit_ends_in_an_ellipsis() -> None:
    lines = wrapped("Improve how school accounts are created, and the rules around them", 164, 14, most=2)
    assert len(lines) == 2
    assert lines[0] == "Improve how school"
    assert lines[1].startswith("accounts are")
    assert lines[1].endswith("…")


@given(st.text(max_size=200), st.integers(1, 3))
def test_no_line_is_wider_than_its_room(text: str, most: int) -> None:
    lines = wrapped(text, 164, 14, most=most)
    assert len(lines) <= most
    assert all(width_of(line, 14) <= 164 for line in lines)
    assert (lines == []) == (not text.split())


@given(st.text(max_size=100))
def test_what_is_shortened_fits_and_begins_as_it_did(text: str) -> None:
    short = shortened(text, 100, 16, bold=True)
    assert width_of(short, 16, bold=True) <= 100
    assert short == text or text.startswith(short.removesuffix("…"))


def test_wide_letters_take_more_room_and_marks_on_letters_none() -> None:
    assert width_of("WW", 10) > width_of("ii", 10)
    assert width_of("データ", 10) > width_of("abc", 10)
    assert width_of("e\u0301", 10) == width_of("e", 10)
