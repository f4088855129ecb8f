"""The ballot paper: how much one person is asked."""

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
