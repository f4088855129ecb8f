"""A file, and what has to become of it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    what: str
    # Of what the answer must say some words: of the draft that was made, or of the refusal.
    expected: str
    make: Callable[[], bytes]
    # What is sent instead of the file itself: a stream, and how many bytes of it are announced.
    stream: tuple[Callable[[], Iterator[bytes]], int] | None = None
    # How many bytes are sent before the connection is closed.
    cut_at: int | None = None
    # Files that the team has imported before.
    before: Callable[[], list[bytes]] = list
    # For MB more than before, and seconds.
    most_memory: int = 150
    most_seconds: int = 60
