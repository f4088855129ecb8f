from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Lower
from django.utils.formats import localize
from django.utils.translation import gettext_lazy as _

from teams.models import Event, Team
from workshops.models.ready import ReadyRows

if TYPE_CHECKING:
    from teams.models import User
    from workshops.models.workshops import Workshop


def named[Row: models.Model](rows: QuerySet[Row], name: str, field: str = "name") -> Row | None:
    """The one of these few rows that has this name, whatever its case.

    As people see it, and as the database does: they differ about É on SQLite and about İ on PostgreSQL.
    """
    both: Any = rows.annotate(its_name=Lower(field), asked_for=Lower(Value(name)))
    same = (row for row in both if row.its_name == row.asked_for or getattr(row, field).casefold() == name.casefold())
    return next(same, None)


class Direction(models.TextChoices):
    HIGH_FIRST = "high", _("The high end means more priority")
    LOW_FIRST = "low", _("The low end means more priority")


class Criterion(models.Model):
    """A question scored on a scale of whole numbers from `lowest` to `highest`."""

    # What a copy of a criterion takes, into another workshop or into a preset.
    COPIED = [
        "name",
        "question",
        "hint",
        "lowest",
        "highest",
        "low_label",
        "high_label",
        "labels",
        "direction",
        "weight",
        "finds_symptoms",
    ]

    workshop = models.ForeignKey("workshops.Workshop", on_delete=models.CASCADE, related_name="criteria")
    position = models.PositiveSmallIntegerField(default=0)
    name = models.CharField(max_length=80)
    question = models.CharField(max_length=300)
    hint = models.CharField(max_length=300, blank=True)
    lowest = models.PositiveSmallIntegerField(default=1)
    highest = models.PositiveSmallIntegerField(default=5)
    low_label = models.CharField(max_length=60)
    high_label = models.CharField(max_length=60)
    # One for each point from the lowest to the highest, or none: then only the ends have words.
    labels = models.JSONField(default=list, blank=True)
    direction = models.CharField(max_length=4, choices=Direction, default=Direction.HIGH_FIRST)
    weight = models.DecimalField(max_digits=5, decimal_places=2, default=1)
    # Whether it asks if a problem is the root, at the end that means more priority, or a symptom of a bigger one.
    finds_symptoms = models.BooleanField(default=False)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint("workshop", Lower("name"), name="criterion_name_unique_in_workshop"),
            models.CheckConstraint(
                condition=Q(highest__gt=models.F("lowest"), highest__lte=models.F("lowest") + 9),
                name="criterion_has_2_to_10_points",
            ),
            # As high as a score can be.
            models.CheckConstraint(condition=Q(highest__lte=10), name="criterion_ends_at_10"),
            models.CheckConstraint(condition=Q(weight__gt=0, weight__lte=100), name="criterion_weight_positive"),
            models.CheckConstraint(condition=Q(direction__in=Direction.values), name="criterion_direction_known"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def all_of(cls, workshop: Workshop) -> list[Criterion]:
        """Every criterion of the workshop in its order, for a voter's page."""
        return _ALL_OF(workshop.pk)

    @property
    def plain_weight(self) -> str:
        """The weight without zeros at its end."""
        return plain(self.weight)

    @property
    def points(self) -> range:
        return range(self.lowest, self.highest + 1)

    @property
    def more_priority_label(self) -> str:
        """The words of the end that means more priority."""
        return self.high_label if self.direction == Direction.HIGH_FIRST else self.low_label

    def label(self, point: int) -> str:
        """The words of a point of the scale; empty where it has none."""
        if self.labels:
            return str(self.labels[point - self.lowest])
        return {self.lowest: self.low_label, self.highest: self.high_label}.get(point, "")

    @property
    def is_between_two_words(self) -> bool:
        """Two points that both have words, such as no and yes: their numbers would say nothing more."""
        return len(self.points) == 2 and all(self.label(point) for point in self.points)

    @property
    def written_points(self) -> list[tuple[str, str, str]]:
        """Each point as a voter reads it: the value that is sent, its number and its words; each may be empty."""
        hides_numbers = self.is_between_two_words
        return [(str(p), "" if hides_numbers else str(p), self.label(p)) for p in self.points]

    def said(self, point: int) -> str:
        """What somebody said who chose this point."""
        words = self.label(point)
        return words if self.is_between_two_words else f"{point} {words}".strip()

    def words_and_scale(self) -> dict[str, Any]:
        """What a copy of it takes, as JSON."""
        return {field: getattr(self, field) for field in self.COPIED} | {"weight": str(self.weight)}


_ALL_OF = ReadyRows[Criterion](lambda workshop: Criterion.objects.filter(workshop=workshop), -1)


class Preset(models.Model):
    """A team's own set of criteria, kept to be used again. `criteria` holds what Criterion.words_and_scale gives."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="presets")
    name = models.CharField(max_length=100)
    criteria = models.JSONField()

    class Meta:
        ordering = [Lower("name"), "pk"]
        constraints = [
            models.UniqueConstraint("team", Lower("name"), name="preset_name_unique_in_team"),
            models.CheckConstraint(condition=~Q(name=""), name="preset_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    def criterion_names(self) -> list[str]:
        return [criterion["name"] for criterion in self.criteria]

    def remove(self, *, by: User) -> None:
        """Delete it. Workshops that used it keep their criteria."""
        with transaction.atomic():
            deleted, _rows = Preset.objects.filter(pk=self.pk).delete()
            if deleted:
                self.team.record(by, Event.Verb.DELETED, self, criterion=self.criterion_names())


def plain(weight: Decimal) -> str:
    """A weight without zeros at its end, as the active language writes it."""
    return localize(weight.normalize() if weight % 1 else int(weight))
