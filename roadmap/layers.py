"""Where things stand that wait for one another, drawn so that every arrow leads to the right. No Django in here.

Things are numbered from 0. An arrow is a pair: what is needed, and what waits for it. Each thing stands in a layer
(a column) after all that it waits for, and in the band (a row across all layers) that it is said to be of. An
arrow that passes a layer has a gap of its own there, so that it runs over no thing. Lengths are in the units of the
picture, from its top left corner.
"""

from __future__ import annotations

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from graphlib import TopologicalSorter
from itertools import count, pairwise
from operator import itemgetter

type Arrow = tuple[int, int]

# How often the layers are put in order, from the left and from the right.
SWEEPS = 4


@dataclass(frozen=True)
class Sizes:
    """Of a thing, of what lies between two, of the gap of an arrow, and of the head of a band."""

    width: int = 208
    height: int = 66
    between_layers: int = 60
    between_things: int = 14
    gap: int = 10
    head: int = 34
    foot: int = 14
    margin: int = 14


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    @property
    def right(self) -> float:
        return self.left + self.width

    @property
    def bottom(self) -> float:
        return self.top + self.height

    @property
    def middle(self) -> float:
        return self.top + self.height / 2

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )


@dataclass(frozen=True)
class Bend:
    """The part of an arrow between two layers."""

    start: tuple[float, float]
    end: tuple[float, float]

    @property
    def turn(self) -> float:
        """Half-way between the two layers."""
        return (self.start[0] + self.end[0]) / 2


@dataclass(eq=False)
class _Slot:
    """A place in a layer: of a thing, or of an arrow that passes."""

    layer: int
    band: int
    thing: int | None = None
    before: list[_Slot] = field(default_factory=list, repr=False)
    after: list[_Slot] = field(default_factory=list, repr=False)
    # Its place in its layer, from the top.
    place: int = 0


@dataclass(frozen=True)
class Arrangement:
    boxes: list[Box]
    # In the order of the arrows that were given.
    arrows: list[list[Bend]]
    # From top to bottom; those in which nothing stands are left out.
    bands: dict[int, Box]
    width: float
    height: float


def layers(things: int, arrows: Sequence[Arrow]) -> list[int]:
    """For each thing its layer: as far to the left as it can stand, but close to the first that waits for it where it
    waits for nothing itself. Raise graphlib.CycleError where one waits for itself in the end."""
    sorter: TopologicalSorter[int] = TopologicalSorter(dict.fromkeys(range(things), ()))
    for needed, waits in arrows:
        sorter.add(waits, needed)
    sorter.prepare()
    found = [0] * things
    for layer in count():
        ready = sorter.get_ready()
        if not ready:
            break
        for thing in ready:
            found[thing] = layer
        sorter.done(*ready)
    first_after = {needed: layer for layer, needed in sorted(((found[w], n) for n, w in arrows), reverse=True)}
    return [layer or first_after.get(thing, 1) - 1 for thing, layer in enumerate(found)]


def arrange(bands: Sequence[int], arrows: Sequence[Arrow], sizes: Sizes | None = None) -> Arrangement:
    """Draw as many things as there are bands said, with their arrows."""
    sizes = sizes or Sizes()
    slots, ways = _slots(bands, arrows)
    columns = _columns(slots)
    _order(columns)
    frames = _bands(columns, sizes)
    placed = {slot: box for column in columns for slot, box in _stack(column, frames, sizes)}
    return Arrangement(
        [placed[slot] for slot in slots[: len(bands)]],
        [_bends([placed[slot] for slot in way]) for way in ways],
        frames,
        _width(len(columns), sizes),
        max((frame.bottom for frame in frames.values()), default=0),
    )


def _slots(bands: Sequence[int], arrows: Sequence[Arrow]) -> tuple[list[_Slot], list[list[_Slot]]]:
    """The things, then the gaps of arrows; and for each arrow the slots that it leads through."""
    its_layer = layers(len(bands), arrows)
    slots = [_Slot(its_layer[thing], band, thing) for thing, band in enumerate(bands)]
    ways = []
    for needed, waits in arrows:
        passed = [_Slot(layer, bands[waits]) for layer in range(its_layer[needed] + 1, its_layer[waits])]
        way = [slots[needed], *passed, slots[waits]]
        for left, right in pairwise(way):
            left.after.append(right)
            right.before.append(left)
        slots += passed
        ways.append(way)
    return slots, ways


def _columns(slots: Iterable[_Slot]) -> list[list[_Slot]]:
    columns: dict[int, list[_Slot]] = defaultdict(list)
    for slot in slots:
        columns[slot.layer].append(slot)
    return [columns[layer] for layer in sorted(columns)]


# Order within a layer: fewer crossings


def _order(columns: list[list[_Slot]]) -> None:
    """Put each layer in the order of what its slots are joined with in the layer beside it, one side after the other,
    and keep the best that was met: the barycentre method of Sugiyama, Tagawa and Toda (1981)."""
    for column in columns:
        column.sort(key=lambda slot: slot.band)
    best, fewest = [list(column) for column in columns], crossings(columns)
    for sweep in range(SWEEPS * 2):
        if not fewest:
            break
        for column in columns if sweep % 2 == 0 else reversed(columns):
            _sort(column, from_left=sweep % 2 == 0)
        crossed = crossings(columns)
        if crossed < fewest:
            best, fewest = [list(column) for column in columns], crossed
    columns[:] = best


def _sort(column: list[_Slot], *, from_left: bool) -> None:
    def key(slot: _Slot) -> tuple[int, float]:
        beside = slot.before if from_left else slot.after
        return slot.band, sum(other.place for other in beside) / len(beside) if beside else slot.place

    column.sort(key=key)
    for place, slot in enumerate(column):
        slot.place = place


def crossings(columns: list[list[_Slot]]) -> int:
    """How often two arrows cross. Notes the place of each slot on the way."""
    for column in columns:
        for place, slot in enumerate(column):
            slot.place = place
    crossed = 0
    for column in columns:
        ends: list[int] = []
        for slot in column:
            # Those that leave one slot do not cross each other.
            leaving = [other.place for other in slot.after]
            crossed += sum(len(ends) - bisect_right(ends, place) for place in leaving)
            for place in leaving:
                insort(ends, place)
    return crossed


# Lengths


def _width(columns: int, sizes: Sizes) -> float:
    return columns * sizes.width + max(0, columns - 1) * sizes.between_layers + 2 * sizes.margin


def _height(stack: Iterable[_Slot], sizes: Sizes) -> float:
    heights = [sizes.gap if slot.thing is None else sizes.height for slot in stack]
    return sum(heights) + max(0, len(heights) - 1) * sizes.between_things


def _bands(columns: list[list[_Slot]], sizes: Sizes) -> dict[int, Box]:
    """Each as high as the highest of its stacks; they lie under each other."""
    tallest: dict[int, float] = {}
    for column in columns:
        for band, stack in _by_band(column):
            tallest[band] = max(tallest.get(band, 0), _height(stack, sizes))
    frames, top = {}, 0.0
    for band, height in sorted(tallest.items(), key=itemgetter(0)):
        frames[band] = Box(0, top, _width(len(columns), sizes), sizes.head + height + sizes.foot)
        top = frames[band].bottom
    return frames


def _stack(column: list[_Slot], frames: dict[int, Box], sizes: Sizes) -> Iterable[tuple[_Slot, Box]]:
    """The slots of a layer under each other, in each band in the middle of its height."""
    for band, stack in _by_band(column):
        frame = frames[band]
        room = frame.height - sizes.head - sizes.foot
        top = frame.top + sizes.head + (room - _height(stack, sizes)) / 2
        for slot in stack:
            height = sizes.gap if slot.thing is None else sizes.height
            left = sizes.margin + slot.layer * (sizes.width + sizes.between_layers)
            yield slot, Box(left, top, sizes.width, height)
            top += height + sizes.between_things


def _by_band(column: Iterable[_Slot]) -> list[tuple[int, list[_Slot]]]:
    stacks: dict[int, list[_Slot]] = defaultdict(list)
    for slot in column:
        stacks[slot.band].append(slot)
    return list(stacks.items())


def _bends(way: list[Box]) -> list[Bend]:
    return [Bend((left.right, left.middle), (right.left, right.middle)) for left, right in pairwise(way)]
