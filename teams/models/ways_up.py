from collections.abc import Callable


def leads_to(goal: int, start: int | None, above: Callable[[int], int | None]) -> bool:
    """Whether the way up from `start`, itself included, comes by `goal`. `above` gives the next one; None ends it."""
    seen: set[int] = set()
    place = start
    while place is not None and place != goal and place not in seen:
        seen.add(place)
        place = above(place)
    return place == goal
