import pytest
from hypothesis import given
from hypothesis import strategies as st

from workshops.scoring import Scale, Tally, are_too_few, priority, ranks, tally, withheld

FIVE = Scale(1, 5)


def test_answers_are_counted_by_point_and_abstentions_apart():
    assert tally([1, 5, 5, None, 3], FIVE) == Tally(counts=(1, 0, 1, 0, 2), abstained=1, mean=3.5)


def test_nobody_answering_gives_no_mean():
    assert tally([None, None], FIVE) == Tally(counts=(0, 0, 0, 0, 0), abstained=2, mean=None)


@pytest.mark.parametrize("value", [0, 6])
def test_a_value_off_the_scale_is_refused(value):
    with pytest.raises(ValueError, match="not on the scale from 1 to 5"):
        tally([3, value], FIVE)


@pytest.mark.parametrize(
    ("answers", "private", "too_few"),
    [(0, 0, False), (1, 1, True), (2, 2, True), (3, 3, False), (4, 2, True), (4, 1, True), (4, 0, False), (2, 0, True)],
)
def test_answers_of_which_one_could_be_worked_out_are_too_few(answers, private, too_few):
    assert are_too_few(answers, private) is too_few


def test_a_withheld_tally_says_nothing():
    assert withheld(FIVE) == Tally((0,) * 5, 0, None, withheld=True)


def test_the_ends_of_a_scale_are_0_and_100():
    assert priority([1], [FIVE]) == 0
    assert priority([5], [FIVE]) == 100


def test_a_criterion_whose_low_end_means_priority_is_turned():
    turned = Scale(1, 5, high_first=False)
    assert priority([2], [turned]) == 75


def test_scales_of_the_same_shape_and_another_length_give_the_same_score():
    yes_no = Scale(0, 1)
    assert priority([0.5], [yes_no]) == priority([3], [FIVE]) == 50


def test_criteria_count_by_their_weight():
    heavy = Scale(1, 5, weight=3)
    # 100 three times and 0 once.
    assert priority([5, 1], [heavy, FIVE]) == 75


def test_a_criterion_that_nobody_answered_is_left_out_of_the_score():
    assert priority([5, None], [FIVE, FIVE]) == 100
    assert priority([None], [FIVE]) is None


def test_equal_scores_share_a_rank_and_the_next_is_skipped():
    assert ranks([10.0, 30.0, 10.0, None, 5.0]) == [2, 1, 2, None, 4]


def test_scores_that_differ_by_rounding_alone_share_a_rank():
    assert ranks([0.1 + 0.2, 0.3]) == [1, 1]


SCALES = st.builds(
    Scale,
    lowest=st.integers(0, 1),
    highest=st.integers(2, 10),
    high_first=st.booleans(),
    weight=st.floats(0.01, 100),
)


@st.composite
def ballots(draw: st.DrawFn) -> list[tuple[Scale, list[int | None]]]:
    """Up to six criteria, each with its scale and the answers of up to twelve voters."""
    scales = draw(st.lists(SCALES, min_size=1, max_size=6))
    return [
        (scale, draw(st.lists(st.none() | st.integers(scale.lowest, scale.highest), max_size=12))) for scale in scales
    ]


def score_of(answers: list[tuple[Scale, list[int | None]]]) -> float | None:
    return priority([tally(values, scale).mean for scale, values in answers], [scale for scale, _values in answers])


@given(ballots())
def test_a_score_is_from_0_to_100_or_none_when_nobody_answered(answers):
    score = score_of(answers)
    if any(value is not None for _scale, values in answers for value in values):
        assert score is not None
        assert 0 <= score <= 100
    else:
        assert score is None


@given(ballots(), st.floats(0.1, 10), st.randoms(use_true_random=False))
def test_all_weights_times_a_number_and_voters_in_another_order_change_nothing(answers, factor, random):
    changed = [
        (Scale(s.lowest, s.highest, s.high_first, s.weight * factor), random.sample(values, len(values)))
        for s, values in answers
    ]
    assert score_of(changed) == pytest.approx(score_of(answers), abs=1e-9)


@given(ballots())
def test_turning_every_criterion_turns_the_score(answers):
    turned = [(Scale(s.lowest, s.highest, not s.high_first, s.weight), values) for s, values in answers]
    score = score_of(answers)
    assert score_of(turned) == (None if score is None else pytest.approx(100 - score, abs=1e-9))
