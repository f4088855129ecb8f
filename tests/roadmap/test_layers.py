"""Where things stand that wait for one another: nothing lies over anything else, and every arrow leads to the right."""

from graphlib import CycleError
from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from roadmap.layers import Arrangement, Arrow, Bend, Box, arrange, layers


@st.composite
def graphs(draw: st.DrawFn) -> tuple[list[int], list[Arrow]]:
    """Bands of up to 20 things, and arrows between any two of them but no way round."""
    bands = draw(st.lists(st.sampled_from([0, 1, 2, 7]), min_size=1, max_size=20))
    order = draw(st.permutations(range(len(bands))))
    pairs = list(combinations(order, 2))
    return bands, draw(st.lists(st.sampled_from(pairs), unique=True, max_size=40)) if pairs else []


def test_a_thing_stands_in_the_layer_after_the_last_that_it_waits_for() -> None:
    assert layers(5, [(0, 1), (1, 2), (0, 2), (3, 2)]) == [0, 1, 2, 1, 0]


def test_what_waits_for_itself_in_the_end_has_no_layer() -> None:
    with pytest.raises(CycleError):
        layers(3, [(0, 1), (1, 2), (2, 0)])


@given(graphs())
def test_nothing_lies_over_anything_else(graph: tuple[list[int], list[Arrow]]) -> None:
    bands, arrows = graph
    found = arrange(bands, arrows)

    assert len(found.boxes) == len(bands)
    assert not [pair for pair in combinations(found.boxes, 2) if pair[0].meets(pair[1])]
    frames = list(found.bands.values())
    assert not [pair for pair in combinations(frames, 2) if pair[0].meets(pair[1])]
    for box, band in zip(found.boxes, bands, strict=True):
        assert is_within(box, found.bands[band])
        assert box.right <= found.width
        assert box.bottom <= found.height


@given(graphs())
def test_an_arrow_leads_from_its_thing_to_the_right_and_over_no_other(graph: tuple[list[int], list[Arrow]]) -> None:
    bands, arrows = graph
    found = arrange(bands, arrows)

    assert len(found.arrows) == len(arrows)
    for (needed, waits), bends in zip(arrows, found.arrows, strict=True):
        first, last = found.boxes[needed], found.boxes[waits]
        assert bends[0].start == (first.right, first.middle)
        assert bends[-1].end == (last.left, last.middle)
        for bend in bends:
            assert bend.start[0] < bend.end[0]
            # Between two layers, where no thing is.
            assert not [box for box in found.boxes if box.left < bend.end[0] and bend.start[0] < box.right]
        for run in passings(bends):
            assert not [box for box in found.boxes if box.meets(run)]


def passings(bends: list[Bend]) -> list[Box]:
    """Where an arrow passes a layer: straight on."""
    for before, after in pairwise(bends):
        assert before.end[1] == after.start[1]
        assert before.end[0] < after.start[0]
    return [
        Box(before.end[0], before.end[1] - 1, after.start[0] - before.end[0], 2) for before, after in pairwise(bends)
    ]


def is_within(box: Box, frame: Box) -> bool:
    return frame.left <= box.left and box.right <= frame.right and frame.top <= box.top and box.bottom <= frame.bottom


def heights(found: Arrangement, things: list[int]) -> list[int]:
    """These things from top to bottom."""
    return sorted(things, key=lambda thing: found.boxes[thing].top)


def test_things_stand_beside_what_they_are_joined_with() -> None:
    # As given, every arrow would cross every other one.
    found = arrange([0] * 6, [(0, 5), (1, 4), (2, 3)])

    assert heights(found, [3, 4, 5]) == [5, 4, 3] or heights(found, [0, 1, 2]) == [2, 1, 0]
    assert crossed(found) == 0


@given(graphs())
def test_putting_in_order_never_makes_more_crossings(graph: tuple[list[int], list[Arrow]]) -> None:
    bands, arrows = graph
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("roadmap.layers.SWEEPS", 0)
        as_given = crossed(arrange(bands, arrows))
    assert crossed(arrange(bands, arrows)) <= as_given


def crossed(found: Arrangement) -> int:
    """How many bends of different arrows change sides between two layers."""
    bends = [bend for arrow in found.arrows for bend in arrow]
    return sum(
        (one.start[1] - other.start[1]) * (one.end[1] - other.end[1]) < 0
        for one, other in combinations(bends, 2)
        if one.start[0] == other.start[0]
    )


def test_a_band_in_which_nothing_stands_is_left_out() -> None:
    found = arrange([4, 2, 4], [(0, 1)])

    assert list(found.bands) == [2, 4]
    assert found.bands[2].bottom == found.bands[4].top
    assert found.boxes[1].top < found.boxes[0].top


def test_sixty_things_in_a_chain_and_sixty_after_one_have_room() -> None:
    chain = arrange([0] * 60, [(n, n + 1) for n in range(59)])
    assert len({box.top for box in chain.boxes}) == 1
    star = arrange([0] * 60, [(0, n) for n in range(1, 60)])
    assert len({box.left for box in star.boxes}) == 2
    assert star.height < 60 * 90
