from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from roadmap.likely import Likely
from roadmap.models.lines import Lined, line_constraints
from teams.models import Team, User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class RecordQuerySet(models.QuerySet["Record"]):
    def with_counts(self) -> RecordQuerySet:
        """The latest first, each with how many ideas were `chosen`, out of how many `in_scope`."""
        chosen = Count("ideas", filter=Q(ideas__included=True))
        return self.annotate(chosen=chosen, in_scope=Count("ideas")).order_by("-number")


class Record(Lined):
    """What was decided about the shortlist at a moment. Nothing changes it afterwards, and it names no voter.

    It is taken by roadmap/recording.py, and holds in its own words what it tells.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="shortlist_records")
    number = models.PositiveIntegerField()
    # Whose name can be erased.
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    note = models.TextField(max_length=2000, blank=True)
    # How many ideas stood for themselves, in scope or not.
    considered = models.PositiveIntegerField()
    # Whether all that are ranked were voted on together, so that rank intervals are of this very order.
    is_of_one_room = models.BooleanField()

    objects = RecordQuerySet.as_manager()

    if TYPE_CHECKING:
        ideas: RelatedManager[RecordedIdea]

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="record_number_unique_in_team"),
            *line_constraints(),
        ]

    def __str__(self) -> str:
        return _("the decision on the shortlist as record %(number)s") % {"number": self.number}

    def get_absolute_url(self) -> str:
        return reverse("roadmap:record", args=[self.team.slug, self.number])


class RecordedIdea(models.Model):
    """An idea in scope as it stood when the decision was recorded; by its number, whatever became of it."""

    record = models.ForeignKey(Record, on_delete=models.CASCADE, related_name="ideas")
    # In the order of the shortlist.
    position = models.PositiveIntegerField()
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    included = models.BooleanField()
    is_above_line = models.BooleanField()
    # Of an exception.
    reason = models.CharField(max_length=1000, blank=True)
    # None where the score cannot be compared, or there is none.
    rank = models.PositiveIntegerField(null=True)
    score = models.FloatField(null=True)
    # Who scored it, and who voted in that workshop at all.
    voters = models.PositiveIntegerField(null=True)
    people = models.PositiveIntegerField(null=True)
    # The workshop that scored it, and the day of its results.
    workshop_number = models.PositiveIntegerField(null=True)
    workshop_title = models.CharField(max_length=200, blank=True)
    scored_on = models.DateField(null=True)
    # Its rank in that workshop, among how many, and the ends of the 90% interval of that.
    room_rank = models.PositiveIntegerField(null=True)
    room_size = models.PositiveIntegerField(null=True)
    rank_low = models.PositiveIntegerField(null=True)
    rank_high = models.PositiveIntegerField(null=True)
    # From 0 to 1, of being above the line; None where it is not known.
    chance = models.FloatField(null=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["record", "number"], name="recorded_idea_once"),
            models.CheckConstraint(condition=~Q(title=""), name="recorded_idea_has_title"),
            models.CheckConstraint(
                condition=Q(included=F("is_above_line")) | ~Q(reason=""), name="recorded_exception_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(rank=None) | Q(rank__gte=1, score__isnull=False), name="recorded_rank_has_score"
            ),
            models.CheckConstraint(
                condition=Q(rank_low=None, rank_high=None)
                | Q(
                    # Or what is compared with nothing would pass.
                    rank_low__isnull=False,
                    rank_high__isnull=False,
                    room_rank__isnull=False,
                    room_size__isnull=False,
                    rank_low__gte=1,
                    rank_high__gte=F("rank_low"),
                ),
                name="recorded_interval_in_order",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def reference(self) -> str:
        return f"I{self.number}"

    @property
    def is_exception(self) -> bool:
        return self.included != self.is_above_line

    @property
    def likely(self) -> Likely | None:
        if self.rank_low is None or self.rank_high is None or self.room_rank is None or self.room_size is None:
            return None
        return Likely(
            self.room_rank,
            self.rank_low,
            self.rank_high,
            self.room_size,
            is_of_order=self.record.is_of_one_room,
            above_line=self.chance,
        )
