from types import SimpleNamespace

import pytest

from workshops.sentences import alpha_in_words, chance_in_words, ordinal, range_in_words, summary


def row(title, rank, high=None, agreement=None):
    """A row of a result as summary() reads it; the range of ranks begins at the rank."""
    candidate = SimpleNamespace(title=title, number=ord(title[0]))
    low = None if high is None else rank
    return SimpleNamespace(candidate=candidate, rank=rank, rank_low=low, rank_high=high, agreement=agreement)


def said(*rows, voters=40):
    return " ".join(summary(rows, voters))


def test_a_first_that_is_sure_would_still_be_first():
    assert said(row("B", 2, 3), row("A", 1, 1), row("C", 3, 3)) == (
        "“A” came first of 3, and would probably still be first if a few voters differed."
    )


def test_of_a_small_room_it_is_not_said_that_a_few_might_differ():
    rows = row("A", 1, 1), row("B", 2, 2)
    assert said(*rows, voters=4).startswith(
        "“A” came first of 2, and would probably still be first if any one of the 4 voters had stayed away. Only 4"
    )
    assert "any one of the 9 voters" in said(*rows, voters=9)
    assert "if a few voters differed" in said(*rows, voters=10)


@pytest.mark.parametrize(
    ("high", "words"),
    [(2, "first or second"), (4, "anywhere from first to fourth"), (12, "anywhere from first to 12th")],
)
def test_a_first_that_is_not_sure_could_be_elsewhere(high, words):
    assert said(row("A", 1, high), *(row("B", n, 12) for n in range(2, 13))) == (
        f"“A” came first of 12, but could be {words}."
    )


def test_of_a_result_without_ranges_nothing_is_said_about_how_sure_it_is():
    assert said(row("A", 1), row("B", 2)) == "“A” came first of 2."


def test_two_that_share_the_first_place_are_both_named():
    assert said(row("A", 1, 2), row("B", 1, 2), row("C", 3, 3)) == "“A” and “B” came first together, of 3."
    assert said(row("A", 1, 3), row("B", 1, 3), row("C", 3, 3)) == (
        "“A” and “B” came first together, of 3, but either could be anywhere from first to third."
    )
    assert said(row("A", 1), row("B", 1)) == "“A” and “B” came first together, of 2."


def test_more_that_share_the_first_place_are_counted():
    assert said(*(row(title, 1, 3) for title in "ABC"), row("D", 4, 4)) == "3 came first together, of 4."
    assert said(*(row(title, 1, 5) for title in "ABC"), row("D", 4, 5), row("E", 5, 5)) == (
        "3 came first together, of 5, but each could be anywhere from first to fifth."
    )


def test_where_all_have_the_same_score_none_is_said_to_be_first():
    assert said(*(row(title, 1, 3) for title in "ABC")) == "All 3 have the same score, so that none comes first."


def test_who_has_no_score_is_counted_apart():
    assert said(row("A", 1), row("B", 2), row("C", None)) == (
        "“A” came first of 2. 1 more has no score, because too few people scored it."
    )
    assert said(row("A", 1), row("B", None), row("C", None)) == (
        "“A” is the only one with a score. 2 more have no score, because too few people scored them."
    )
    assert said(row("A", None), row("B", None)) == "Nothing could be ranked, because too few people scored each."


def test_the_room_was_divided_on_one_and_agreed_about_another():
    rows = row("A", 1, agreement=0.7), row("B", 2, agreement=-0.3), row("C", 3, agreement=0.5)
    assert said(*rows).endswith("The room was most divided on “B” and agreed most about “A”.")


def test_where_nobody_was_divided_nobody_is_said_to_be():
    rows = row("A", 1, agreement=0.7), row("B", 2, agreement=0.2), row("C", 3, agreement=0.7)
    assert said(*rows).endswith("The room agreed least about “B” and most about “A” and “C”.")
    assert said(*(row(title, 1, agreement=1.0) for title in "ABC")).endswith(
        "Everybody who scored agreed about everything."
    )
    for alike in (0.4, None):
        assert "agree" not in said(*(row(title, 1, agreement=alike) for title in "ABC"))


def test_where_all_mostly_agreed_the_least_is_not_said_to_be_a_dispute():
    rows = row("A", 1, agreement=0.66), row("B", 2, agreement=0.54)
    assert said(*rows).endswith("The room mostly agreed about everything: least about “B”, most about “A”.")


def test_many_that_are_as_divided_are_counted():
    rows = [row(title, n, agreement=-0.1) for n, title in enumerate("ABC", start=1)]
    assert said(*rows, row("D", 4, agreement=0.9)).endswith("most divided on 3 of them and agreed most about “D”.")


def test_few_voters_make_ranks_less_sure():
    rows = row("A", 1, 1), row("B", 2, 2)
    assert "Only 19 people scored, which makes ranks less sure" in said(*rows, voters=19)
    assert "86 times in 100 with 5 voters, 90 with 8, 93 with 20 and 95 with 40" in said(*rows, voters=19)
    assert "sure" not in said(*rows, voters=20)
    old = said(row("A", 1), row("B", 2), voters=5)
    assert "Only 5 people scored" in old
    assert "range" not in old


def test_a_title_is_said_as_it_was_typed():
    assert said(row("100 %(num)s %", 1), row("B", 2)) == "“100 %(num)s %” came first of 2."


@pytest.mark.parametrize(
    ("place", "words"),
    [(1, "first"), (10, "tenth"), (11, "11th"), (13, "13th"), (21, "21st"), (42, "42nd"), (53, "53rd"), (112, "112th")],
)
def test_places_in_words(place, words):
    assert ordinal(place) == words


def test_ranges_in_words():
    assert range_in_words(3, 3) == "third"
    assert range_in_words(3, 4) == "third or fourth"
    assert range_in_words(3, 5) == "anywhere from third to fifth"
    assert range_in_words(None, None) == ""


def test_a_chance_is_never_said_to_be_certain():
    assert [chance_in_words(chance) for chance in (0, 0.01, 0.254, 0.99, 1)] == [
        "less than 1%",
        "about 1%",
        "about 25%",
        "about 99%",
        "more than 99%",
    ]


@pytest.mark.parametrize(
    ("alpha", "meaning"),
    [(0.8, "much alike"), (0.7, "careful conclusions"), (0.3, "differ a good deal"), (-0.1, "no more alike")],
)
def test_alpha_is_said_with_its_value_and_what_it_means(alpha, meaning):
    assert f"{alpha:.2f}: people scored" in alpha_in_words(alpha)
    assert meaning in alpha_in_words(alpha)
