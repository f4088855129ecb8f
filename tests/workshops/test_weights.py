"""How far a weight can move: inside its ends the first keep their places, at the ends and past them they do not."""

from dataclasses import replace
from math import sqrt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from workshops.scoring import Scale, priority, ranks
from workshops.scoring.weights import HEAVIEST, reaches

SCALES = st.builds(
    lambda low, points, high_first, weight: Scale(low, low + points, high_first, weight / 4),
    st.integers(0, 1),
    st.integers(1, 9),
    st.booleans(),
    st.integers(1, 40),
)


@st.composite
def results(draw):
    """Means of up to seven candidates on up to four criteria, some of them answered by nobody, and how many count."""
    scales = draw(st.lists(SCALES, min_size=1, max_size=4))

    def mean(scale: Scale) -> float | None:
        share = draw(st.sampled_from([None, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]))
        return None if share is None else scale.lowest + share / 10 * (scale.highest - scale.lowest)

    means = [[mean(scale) for scale in scales] for _candidate in range(draw(st.integers(1, 7)))]
    return means, scales, draw(st.integers(1, 7))


def places(means, scales, first):
    found = ranks([priority(row, scales) for row in means])
    return {n: rank for n, rank in enumerate(found) if rank is not None and rank <= first}


def with_weight(scales, criterion, weight):
    return [replace(scale, weight=weight) if n == criterion else scale for n, scale in enumerate(scales)]


@settings(max_examples=200)
@given(results(), st.floats(0.001, 0.999))
def test_between_the_ends_the_first_stay_and_past_them_they_do_not(result, where):
    means, scales, first = result
    now = places(means, scales, first)
    for criterion, reach in enumerate(reaches(means, scales, first)):
        weight = scales[criterion].weight
        assert reach.lowest <= weight <= reach.highest

        def at(x: float, criterion: int = criterion):
            return places(means, with_weight(scales, criterion, x), first)

        if reach.lowest < reach.highest:
            width = reach.highest - reach.lowest
            for x in (reach.lowest + width * where, reach.lowest + width * 0.001, reach.highest - width * 0.001):
                assert at(x) == now, (criterion, x, reach)
        # At an end two have the same score. Where rounding hides it, the order is another right behind.
        if reach.lowest > 0:
            assert at(reach.lowest) != now or at(reach.lowest - 1e-4 * weight) != now or reach.lowest == weight
        if reach.highest < HEAVIEST and reach.highest != weight:
            assert at(reach.highest) != now or at(reach.highest + 1e-4) != now
        if reach.lowest == weight == reach.highest:
            assert at(weight * 1.01) != now or at(weight * 0.99) != now
        assert reach.holds_at_zero == (reach.lowest == 0 and at(0.0) == now)


@settings(max_examples=100)
@given(results())
def test_the_ends_that_are_shown_hold_and_one_step_further_does_not(result):
    means, scales, first = result
    now = places(means, scales, first)
    for criterion, reach in enumerate(reaches(means, scales, first)):
        assume(reach.highest - reach.lowest > 0.05)
        lowest, highest = reach.in_steps_of(0.01)
        for x in (lowest, highest):
            assert places(means, with_weight(scales, criterion, x), first) == now
        assert lowest == 0 or lowest - 0.01 <= reach.lowest + 1e-9
        assert highest == HEAVIEST or highest + 0.01 >= reach.highest - 1e-9


def test_a_weight_may_move_until_the_second_overtakes():
    # (60 + 50x) / (1 + x) and (40 + 75x) / (1 + x): equal where 20 = 25x.
    scales = [Scale(0, 100, weight=0.5), Scale(0, 100)]
    found = reaches([[50, 60], [75, 40]], scales, 10)[0]
    assert [found.lowest, found.highest] == pytest.approx([0, 0.8])
    assert found.holds_at_zero
    # At 0.8 itself they share the first place.
    assert found.in_steps_of() == (0, 0.79)


def test_candidates_that_miss_different_criteria_may_meet_twice():
    # (90 + 20x) / (1 + x) and (720 + 10x) / (9 + x): equal where 10x² − 460x + 90 = 0.
    scales = [Scale(0, 100), Scale(0, 100), Scale(0, 100, weight=9)]
    found = reaches([[20, 90, None], [10, None, 80]], scales, 10)[0]
    apart = sqrt(460**2 - 3600)
    assert [found.lowest, found.highest] == pytest.approx([(460 - apart) / 20, (460 + apart) / 20])


def test_a_criterion_that_only_one_has_moves_the_other():
    # The first has 70 whatever the weight; the second (80·0.5 + 60x) / (0.5 + x): they meet at 0.5.
    scales = [Scale(0, 100, weight=0.25), Scale(0, 100), Scale(0, 100, weight=0.5)]
    means = [[None, 70, None], [60, None, 80]]
    found = reaches(means, scales, 10)[0]
    assert [found.lowest, found.highest] == pytest.approx([0, 0.5])
    # A score of a criterion alone cannot be without it: at 0 the first one has no rank, so the order is not the same.
    alone = reaches([[90, None, None], [60, None, 80]], scales, 10)[0]
    assert (alone.lowest, alone.holds_at_zero) == (0, False)
    assert alone.in_steps_of()[0] == 0.01


def test_who_shares_a_place_must_go_on_to_share_it():
    scales = [Scale(0, 100), Scale(0, 100)]
    by_chance = reaches([[40, 60], [60, 40], [0, 0]], scales, 10)
    assert [(reach.lowest, reach.highest) for reach in by_chance] == [(1, 1), (1, 1)]
    # The same on every criterion: no weight tells them apart.
    always = reaches([[40, 60], [40, 60], [0, 0]], scales, 10)
    assert [(reach.lowest, reach.highest, reach.holds_at_zero) for reach in always] == [(0, HEAVIEST, True)] * 2
    # Behind the first nobody cares.
    behind = reaches([[90, 90], [40, 60], [60, 40]], scales, 1)
    assert [(reach.lowest, reach.highest) for reach in behind] == [(0, HEAVIEST)] * 2


def test_without_a_rank_there_is_nothing_to_keep():
    assert [r.holds_at_zero for r in reaches([[None], [None]], [Scale(1, 5)], 10)] == [True]
