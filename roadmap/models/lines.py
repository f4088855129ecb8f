"""The cut line: after a number of ideas, or at a score."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.db.models import Q
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from teams.rounding import rounded

# Where it is until somebody moves it: under so many ideas.
TO_START_WITH = 10


@dataclass(frozen=True)
class Line:
    """Either how many ideas are above it, or the score from which on all are."""

    ideas: int | None = None
    score: Decimal | None = None

    @property
    def is_at_score(self) -> bool:
        return self.score is not None

    @property
    def plain_score(self) -> str:
        return "" if self.score is None else plain(self.score)

    def above(self, scores: Sequence[float]) -> int:
        """How many of these scores, highest first, are above the line."""
        if self.score is None:
            return min(self.ideas or 0, len(scores))
        return sum(1 for score in scores if as_shown(score) >= self.score)

    def __str__(self) -> str:
        """Where it is, as the end of a sentence that begins with "The line is"."""
        if self.score is None:
            return _("under the first %(num)s") % {"num": number_format(self.ideas or 0, force_grouping=True)}
        return _("at a score of %(score)s") % {"score": self.plain_score}


def as_shown(score: float) -> Decimal:
    """A score as precisely as pages show it, so that nobody reads 60.0 and finds it below a line at 60.

    First to a billionth, as ranks are: scores that are equal are on one side of a line.
    """
    return Decimal(str(rounded(round(score, 9), 1)))


def plain(score: Decimal) -> str:
    """60, or 62.5."""
    return number_format(score, 0 if score == score.to_integral_value() else 1)


class Lined(models.Model):
    """Something with a cut line."""

    # How many of the ranked ideas are above the line; or, instead, the score that they need for it.
    cut_line = models.PositiveIntegerField(null=True, default=TO_START_WITH)
    cut_score = models.DecimalField(null=True, max_digits=4, decimal_places=1)

    class Meta:
        abstract = True

    @property
    def line(self) -> Line:
        return Line(self.cut_line, self.cut_score)


def line_constraints() -> list[models.BaseConstraint]:
    return [
        models.CheckConstraint(
            condition=Q(cut_line__isnull=False, cut_score=None)
            | Q(cut_line=None, cut_score__isnull=False, cut_score__gte=0, cut_score__lte=100),
            name="%(class)s_line_is_a_number_or_a_score",
        )
    ]
