"""Two criteria of a finished workshop against each other: where each candidate stands in a picture."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import product
from math import hypot
from typing import Self

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from workshops.models import Criterion, ResultRow
from workshops.models.results import criterion_scale

# In the units of the picture, of which a letter of its labels is about 8 wide.
# These are the ends of the scales. The frame is so much wider, so that what stands at an end has room for its label.
LEFT, RIGHT, TOP, BOTTOM = 76, 704, 90, 540
MARGIN = 26
DOT = 6
LETTER, LINE = 8.0, 17
# Of what stands together so many are named, so many on a line; the table has all.
NAMED, ON_A_LINE = 12, 4
# Those that are further apart share no label.
NEIGHBOURS = 90


@dataclass(frozen=True)
class Place:
    """Where a candidate stands: shares from 0 to 100, more is more priority."""

    row: ResultRow
    across_mean: float
    up_mean: float
    across: float
    up: float

    @property
    def x(self) -> float:
        return round(LEFT + (RIGHT - LEFT) * self.across / 100, 1)

    @property
    def y(self) -> float:
        return round(BOTTOM - (BOTTOM - TOP) * self.up / 100, 1)


@dataclass(frozen=True)
class Box:
    left: float
    top: float
    width: float
    height: float

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.left + other.width
            and other.left < self.left + self.width
            and self.top < other.top + other.height
            and other.top < self.top + self.height
        )

    @property
    def fits(self) -> bool:
        return (
            self.left >= LEFT - MARGIN
            and self.top >= TOP - MARGIN
            and self.left + self.width <= RIGHT + MARGIN
            and self.top + self.height <= BOTTOM + MARGIN
        )


@dataclass(eq=False)
class Label:
    """The references of those that stand at one spot, or so near that they share a label."""

    places: list[Place]
    box: Box = field(default_factory=lambda: Box(0, 0, 0, 0))

    @property
    def lines(self) -> list[str]:
        references = [place.row.candidate.reference for place in self.places]
        named, more = references[:NAMED], len(references) - NAMED
        lines = [", ".join(named[n : n + ON_A_LINE]) for n in range(0, len(named), ON_A_LINE)]
        if more > 0:
            lines.append(ngettext("and %(more)s more", "and %(more)s more", more) % {"more": more})
        return lines

    @property
    def baselines(self) -> list[tuple[float, str]]:
        return [(round(self.box.top + LINE * (n + 0.76), 1), line) for n, line in enumerate(self.lines)]

    def spots(self) -> Iterable[Box]:
        """Right, left, above, below, then at the corners."""
        lines = self.lines
        width, height = LETTER * max(map(len, lines)) + 2, float(LINE * len(lines))
        xs, ys = [p.x for p in self.places], [p.y for p in self.places]
        west, east = min(xs) - DOT - 4 - width, max(xs) + DOT + 4
        north, south = min(ys) - DOT - 2 - height, max(ys) + DOT + 2
        middle_x, middle_y = (min(xs) + max(xs) - width) / 2, (min(ys) + max(ys) - height) / 2
        for left, top in [
            (east, middle_y),
            (west, middle_y),
            (middle_x, north),
            (middle_x, south),
            *product((east - DOT, west + DOT), (north, south)),
        ]:
            yield Box(left, top, width, height)


@dataclass(frozen=True)
class Crossing:
    across: Criterion
    up: Criterion
    # In the order of their ranks.
    places: list[Place]
    # Those that too few people, or nobody, scored on one of the two.
    missing: list[ResultRow]
    labels: list[Label]

    @classmethod
    def of(cls, rows: Sequence[ResultRow], criteria: Sequence[Criterion], across: Criterion, up: Criterion) -> Self:
        at_across, at_up = criteria.index(across), criteria.index(up)
        of_across, of_up = criterion_scale(across), criterion_scale(up)
        places, missing = [], []
        for row in rows:
            x, y = row.cells[at_across]["mean"], row.cells[at_up]["mean"]
            if x is None or y is None:
                missing.append(row)
            else:
                places.append(Place(row, x, y, of_across.share(x), of_up.share(y)))
        return cls(across, up, places, missing, labelled(places))

    def quadrant(self, place: Place) -> str:
        """Where it stands, in words; the middle counts as high."""
        words = {
            (True, True): _("high on both"),
            (True, False): _("high on “%(criterion)s” only") % {"criterion": self.across.name},
            (False, True): _("high on “%(criterion)s” only") % {"criterion": self.up.name},
            (False, False): _("low on both"),
        }
        return words[place.across >= 50, place.up >= 50]

    @property
    def corners(self) -> list[tuple[int, int, str, str]]:
        """The four parts of the picture: x, y, which end of its words stands there, and its words."""
        only = _("High on “%(criterion)s” only")
        words = [Truncator(c.name).chars(30) for c in (self.across, self.up)]
        left, right, top, bottom = LEFT - MARGIN, RIGHT + MARGIN, TOP - MARGIN - 8, BOTTOM + MARGIN + 44
        return [
            (left, top, "start", only % {"criterion": words[1]}),
            (right, top, "end", _("High on both")),
            (left, bottom, "start", _("Low on both")),
            (right, bottom, "end", only % {"criterion": words[0]}),
        ]

    @property
    def across_ticks(self) -> list[tuple[float, int]]:
        return [(round(LEFT + (RIGHT - LEFT) * share / 100, 1), point) for share, point in _points(self.across)]

    @property
    def up_ticks(self) -> list[tuple[float, int]]:
        return [(round(BOTTOM - (BOTTOM - TOP) * share / 100, 1), point) for share, point in _points(self.up)]


def _points(criterion: Criterion) -> list[tuple[float, int]]:
    scale = criterion_scale(criterion)
    return [(scale.share(point), point) for point in criterion.points]


def default_axes(criteria: Sequence[Criterion]) -> tuple[Criterion, Criterion]:
    """Feasibility across and impact up, as people draw it; otherwise the first two. There are two at least."""
    feasible = next((c for c in criteria if c.name == _("Feasibility")), None)
    impact = next((c for c in criteria if c.name in {_("Impact and severity"), _("Impact on all users")}), None)
    return (feasible, impact) if feasible and impact else (criteria[0], criteria[1])


def labelled(places: Iterable[Place]) -> list[Label]:
    """Labels that lie on no other label and on no dot. Those that find no room share one with their neighbour."""
    near: dict[tuple[int, int], Label] = {}
    for place in places:
        near.setdefault((round(place.x / DOT), round(place.y / DOT)), Label([])).places.append(place)
    labels = list(near.values())
    while True:
        # Each round has fewer labels than the one before.
        joined = False
        for label in _lay_out(labels):
            others = [other for other in labels if other is not label]
            nearest = min(others, key=lambda other: _distance(label, other), default=None)
            if label in labels and nearest and _distance(label, nearest) <= NEIGHBOURS:
                labels.remove(label)
                nearest.places += label.places
                joined = True
        if not joined:
            return labels


def _lay_out(labels: Sequence[Label]) -> list[Label]:
    """Give every label its box; return those for which there was no room."""
    dots = [Box(p.x - DOT, p.y - DOT, 2 * DOT, 2 * DOT) for label in labels for p in label.places[:NAMED]]
    laid: list[Box] = []
    without_room = []
    for label in labels:
        spots = [spot for spot in label.spots() if spot.fits]
        free = (spot for spot in spots if not any(spot.meets(box) for box in (*laid, *dots)))
        if (spot := next(free, None)) is None:
            without_room.append(label)
            label.box = min(label.spots(), key=lambda box: sum(box.meets(other) for other in laid) + (not box.fits) * 9)
        else:
            label.box = spot
            laid.append(spot)
    return without_room


def _distance(one: Label, other: Label) -> float:
    """Between those of them that are nearest."""
    return min(hypot(p.x - q.x, p.y - q.y) for p, q in product(one.places, other.places))
