from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea
from roadmap.models.horizons import Horizon
from teams.models import Event, Purpose, Team, User

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from django.db.models.fields.related_descriptors import RelatedManager


class Progress(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    STARTED = "started", _("In progress")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")


class Item(models.Model):
    """What stands on the roadmap: one shortlisted idea, or several that are built as one thing.

    An idea that nobody has said more about stands there too, as an item that is not stored.
    """

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="items")
    # Empty: the title of its first idea.
    own_title = models.CharField(max_length=150, blank=True)
    # None: the team's first one.
    horizon = models.ForeignKey(Horizon, null=True, on_delete=models.PROTECT, related_name="items")
    purpose = models.ForeignKey(Purpose, null=True, blank=True, on_delete=models.SET_NULL, related_name="items")
    # The team that owns it.
    owner = models.CharField(max_length=150, blank=True)
    progress = models.CharField(max_length=12, choices=Progress, default=Progress.NOT_STARTED)
    # The first days of the months in which it begins and ends; both or neither.
    starts = models.DateField(null=True, blank=True)
    ends = models.DateField(null=True, blank=True)
    # "We believe that …", "will …", "We will know when …", and what is counted to know it.
    belief = models.CharField(max_length=500, blank=True)
    outcome = models.CharField(max_length=500, blank=True)
    known_when = models.CharField(max_length=500, blank=True)
    measure = models.CharField(max_length=500, blank=True)

    if TYPE_CHECKING:
        parts: RelatedManager[Part]

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(progress__in=Progress.values), name="item_progress_known"),
            models.CheckConstraint(
                condition=Q(starts=None, ends=None) | Q(starts__isnull=False, ends__gte=F("starts")),
                name="item_period_in_order",
            ),
        ]

    @property
    def hypothesis(self) -> str:
        """One sentence, once both of its halves are there."""
        if not self.belief or not self.outcome:
            return ""
        return str(_("We believe that %(belief)s will %(outcome)s.")) % {
            "belief": self.belief.rstrip("."),
            "outcome": self.outcome.rstrip("."),
        }

    @property
    def period(self) -> tuple[date, date] | None:
        return (self.starts, self.ends) if self.starts and self.ends else None

    @classmethod
    def of_idea(cls, idea: Idea) -> Item:
        """The item that the idea is a part of, which is made if there is none.

        Must be called inside the transaction that changes it.
        """
        idea.team.lock()
        part = Part.objects.select_related("item").filter(idea=idea).first()
        if part:
            return part.item
        item = cls.objects.create(team=idea.team)
        item.parts.create(idea=idea, position=0)
        return item

    @classmethod
    def place(cls, idea: Idea, *, horizon: str, purpose: Purpose | None, by: User) -> Item:
        """Give what the idea is a part of its place on the roadmap. Raise Horizon.DoesNotExist."""
        return cls.change(idea, by=by, horizon=horizon, purpose=purpose)

    @classmethod
    def change(cls, idea: Idea, *, by: User, horizon: str, purpose: Purpose | None, **fields: Any) -> Item:
        """Say where the item of this idea stands, and what else is known of it. Raise Horizon.DoesNotExist."""
        with transaction.atomic():
            item = cls.of_idea(idea)
            fields |= {"horizon": Horizon.named(idea.team, horizon), "purpose": purpose}
            for name, value in fields.items():
                setattr(item, name, value)
            item.save(update_fields=list(fields))
            idea.team.record(by, Event.Verb.PLACED, idea, horizon=horizon, purpose=str(purpose) if purpose else "")
        return item

    @classmethod
    def combine(cls, ideas: Sequence[Idea], *, by: User) -> Item:
        """Make one item of these ideas of a team, in this order: what is known of the first one's is kept.

        The items that lose their last idea this way are gone, with what they waited for.
        """
        first = ideas[0]
        with transaction.atomic():
            item = cls.of_idea(first)
            others = [idea for idea in ideas if idea.pk != first.pk]
            emptied = set(Part.objects.filter(idea__in=others).exclude(item=item).values_list("item", flat=True))
            Part.objects.filter(idea__in=ideas).exclude(item=item).delete()
            # Those that are not named any more stand for themselves again.
            item.parts.exclude(idea__in=ideas).delete()
            for position, idea in enumerate([first, *others]):
                Part.objects.update_or_create(idea=idea, defaults={"item": item, "position": position})
            cls.objects.filter(pk__in=emptied, parts=None).delete()
            first.team.record(by, Event.Verb.CHANGED, first, item=[str(idea) for idea in [first, *others]])
        return item


class Part(models.Model):
    """An idea that an item is made from; the one at position 0 gives it its number."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="parts")
    idea = models.OneToOneField(Idea, on_delete=models.PROTECT, related_name="part")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
