"""Problems under their roots: the trees of a team as one list of lines that can be cut into pages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.db.models.functions import Coalesce

from teams.models import Team

# The root, or the problem that it was merged into.
ROOT_THAT_STANDS = Coalesce("root__merged_into", "root")
# Lists stand in each other so deep; what is deeper stands at the last level and names its root in words.
LEVELS = 5


@dataclass(eq=False)
class Place:
    """Where a problem stands: right below `root`; `below` counts those below it, at any depth."""

    key: int
    root: Place | None = None
    below: int = 0
    depth: int = field(init=False)

    def __post_init__(self) -> None:
        self.depth = self.root.depth + 1 if self.root else 1

    @property
    def is_in_tree(self) -> bool:
        return self.root is not None or self.below > 0

    @property
    def above(self) -> list[Place]:
        """Those above it, the uppermost first."""
        found = []
        place = self.root
        while place:
            found.append(place)
            place = place.root
        return found[::-1]


def places(roots: dict[int, int | None]) -> list[Place]:
    """The trees, each line by line from its root down, then the problems that are in no tree.

    `roots` gives the root of each problem, in the order in which they shall stand. A root that is not among them
    counts as none, and so does one that would close a circle.
    """
    symptoms: dict[int | None, list[int]] = {}
    for key, root in roots.items():
        symptoms.setdefault(root if root in roots else None, []).append(key)
    found: dict[int, Place] = {}
    for start in (*symptoms.get(None, []), *roots):
        # Not by calling itself: a chain may be deeper than Python allows.
        waiting = [Place(start)] if start not in found else []
        while waiting:
            place = waiting.pop()
            if place.key not in found:
                found[place.key] = place
                waiting += [Place(key, place) for key in reversed(symptoms.get(place.key, []))]
    for place in reversed(found.values()):
        if place.root:
            place.root.below += 1 + place.below
    return sorted(found.values(), key=lambda place: not place.is_in_tree)


@dataclass(frozen=True)
class Group:
    """As much of a user group as its tag shows."""

    label: str
    name: str
    colour: str


@dataclass(frozen=True)
class Listed:
    """As much of a problem as a line shows."""

    number: int
    title: str
    user_group: Group | None = None

    @property
    def reference(self) -> str:
        return f"P{self.number}"

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


@dataclass
class Node:
    """A problem on a page, with what stands below it on this page."""

    problem: Listed
    place: Place
    # Its root, where it stands deeper than lists do.
    root: Listed | None = None
    # It stands on a page before, and is here again for what is below it.
    is_continued: bool = False
    symptoms: list[Node] = field(default_factory=list)


class Trees:
    """All problems of a team in their trees."""

    def __init__(self, team: Team) -> None:
        # All in one go: with thousands of problems, rows cost a tenth of what objects do.
        rows = list(
            team.problems.unmerged().values_list(
                "pk", ROOT_THAT_STANDS, "number", "title", "user_group__label", "user_group__name", "user_group__colour"
            )
        )
        self._rows = {key: (number, title, group) for key, _root, number, title, *group in rows}
        self.places = places({key: root for key, root, *_others in rows})

    @property
    def in_trees(self) -> int:
        return sum(1 for place in self.places if place.is_in_tree)

    @property
    def alone(self) -> int:
        return len(self.places) - self.in_trees

    @property
    def count(self) -> int:
        return sum(1 for place in self.places if place.is_in_tree and not place.root)

    def choices(self) -> list[tuple[str, str]]:
        """Every problem by its number, with its group, in the order of numbers."""
        return [
            (str(number), f"{group[0]}: P{number} {title}" if group[0] else f"P{number} {title}")
            for number, title, group in self._rows.values()
        ]

    def line_of(self, number: str) -> int:
        """The line on which a problem stands; 0, the first one, for one that is not there."""
        lines = (line for line, place in enumerate(self.places) if str(self._rows[place.key][0]) == number)
        return next(lines, 0)

    def nested(self, page: Sequence[Place]) -> list[Node]:
        """The lines of a page as lists in lists, at most LEVELS deep."""
        top: list[Node] = []
        # The last one at each level.
        last: list[Node] = []

        def add(node: Node) -> None:
            (last[-1].symptoms if last else top).append(node)
            last.append(node)

        for place in page:
            level = min(place.depth, LEVELS)
            if len(last) < level - 1:
                for above in place.above[: level - 1]:
                    add(Node(self._listed(above), above, is_continued=True))
            del last[level - 1 :]
            root = self._listed(place.root) if place.root and place.depth > LEVELS else None
            add(Node(self._listed(place), place, root))
        return top

    def _listed(self, place: Place) -> Listed:
        number, title, group = self._rows[place.key]
        return Listed(number, title, Group(*group) if group[0] else None)
