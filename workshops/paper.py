"""The ballot paper: how much one person is asked, and in which order."""

from dataclasses import dataclass

SECONDS_PER_ANSWER = 20


@dataclass(frozen=True)
class Size:
    """What one person is asked to do in a workshop."""

    candidates: int
    criteria: int

    @property
    def answers(self) -> int:
        return self.candidates * self.criteria

    @property
    def minutes(self) -> int:
        """About how long it takes: twenty seconds an answer, said in steps of five minutes."""
        return max(5, 5 * round(self.answers * SECONDS_PER_ANSWER / 300))


@dataclass(frozen=True)
class Order:
    """The order in which candidates are scored, by their numbers."""

    numbers: list[int]

    def place(self, number: int) -> int:
        return self.numbers.index(number) + 1

    def following(self, number: int) -> int | None:
        """The number after this one; None after the last."""
        place = self.place(number)
        return self.numbers[place] if place < len(self.numbers) else None
