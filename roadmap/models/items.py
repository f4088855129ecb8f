from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models import Idea
from roadmap.models.horizons import Horizon
from teams.models import Event, Purpose, Team, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from datetime import date

    from django.db.models.fields.related_descriptors import RelatedManager


class Progress(models.TextChoices):
    NOT_STARTED = "not_started", _("Not started")
    STARTED = "started", _("In progress")
    PAUSED = "paused", _("Paused")
    DONE = "done", _("Done")


# What can be known of an item, in those fields that say something together only.
TOGETHER = (
    ("own_title",),
    ("horizon",),
    ("purpose",),
    ("owner",),
    ("progress",),
    ("starts", "ends"),
    ("belief", "outcome", "known_when", "measure"),
)


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

    @property
    def months(self) -> str:
        """Its period in words: April to June 2027."""
        if not self.starts or not self.ends:
            return ""
        first, last = date_format(self.starts, "F Y"), date_format(self.ends, "F Y")
        if first == last:
            return last
        if self.starts.year == self.ends.year:
            first = date_format(self.starts, "F")
        return gettext("%(first)s to %(last)s") % {"first": first, "last": last}

    @property
    def known(self) -> list[tuple[str, str]]:
        """What somebody has said of it: names and words."""
        is_begun = self.progress != Progress.NOT_STARTED
        words = [
            (gettext("Title"), self.own_title),
            (gettext("Column"), self.horizon.name if self.horizon else ""),
            (gettext("Core purpose"), self.purpose.name if self.purpose else ""),
            (gettext("Owner"), self.owner),
            (gettext("Progress"), str(Progress(self.progress).label) if is_begun else ""),
            (gettext("Months"), self.months),
            (gettext("We believe that"), self.belief),
            (gettext("will"), self.outcome),
            (gettext("We will know when"), self.known_when),
            (gettext("Measure"), self.measure),
        ]
        return [(name, said) for name, said in words if said]

    @classmethod
    def of_idea(cls, idea: Idea) -> Item:
        """The item that the idea is a part of, itself or through one merged into it; made if there is none.

        Must be called inside the transaction that changes it.
        """
        idea.team.lock()
        if parts := Part.of(idea):
            return parts[0].item
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
            # Somebody may have taken the purpose away meanwhile.
            purpose = idea.team.purposes.filter(pk=purpose.pk).first() if purpose else None
            fields |= {"horizon": Horizon.named(idea.team, horizon), "purpose": purpose}
            changed = [name for name, value in fields.items() if getattr(item, name) != value]
            for name in changed:
                setattr(item, name, fields[name])
            if changed:
                item.save(update_fields=changed)
                others = [name for name in changed if name not in {"horizon", "purpose"}]
                its_purpose = str(purpose) if purpose else ""
                idea.team.record(by, Event.Verb.PLACED, idea, horizon=horizon, purpose=its_purpose, fields=others)
        return item

    @classmethod
    def combine(cls, ideas: Sequence[Idea], *, by: User) -> Item:
        """Make one item of these ideas of a team, in this order; it is the item of the first one.

        An idea that was a part of it and is not named stands for itself again. An item that loses its last idea this
        way is gone: what was known of it fills what nobody has said of this one, and what it waited for, and what
        waited for it, is this one's to wait for and be waited for. Raise Circle, and change nothing, where it would
        then wait for itself.
        """
        from roadmap.models.dependencies import Dependency

        first = ideas[0]
        with transaction.atomic():
            item = cls.of_idea(first)
            before = list(item.parts.values_list("idea", "position"))
            others = item.parts.exclude(Q(idea__in=ideas) | Q(idea__merged_into__in=ideas))
            taken_out = {str(part.idea.merged_into or part.idea) for part in others.select_related("idea__merged_into")}
            others.delete()
            left = Part.join(item, ideas)
            emptied = cls.objects.select_related("horizon", "purpose").filter(parts=None).in_bulk(list(left))
            gave_way = [
                f"{idea.reference} {name}: {words}"
                for key, idea in left.items()
                if key in emptied
                for name, words in item._take_from(emptied[key])
            ]
            if emptied:
                item.save()
                Dependency.move(emptied.values(), item)
                cls.objects.filter(pk__in=emptied).delete()
            if before != list(item.parts.values_list("idea", "position")):
                its = [str(idea) for idea in ideas] if len(ideas) > 1 else []
                detail = {"item": its, "taken_out": sorted(taken_out), "gave_way": gave_way}
                first.team.record(by, Event.Verb.CHANGED, first, **detail)
        return item

    def _take_from(self, other: Item) -> list[tuple[str, str]]:
        """Take what nobody has said of this one yet; return what gives way to what somebody has."""
        nothing = Item()
        for fields in TOGETHER:
            if all(getattr(self, name) == getattr(nothing, name) for name in fields):
                for name in fields:
                    setattr(self, name, getattr(other, name))
        mine = self.known
        return [said for said in other.known if said not in mine]

    def remove(self, *, by: User) -> None:
        """Forget what is known of it, and what it waits for. Its ideas stay; the history keeps what was known."""
        with transaction.atomic():
            self.team.lock()
            item = Item.objects.select_related("horizon", "purpose").filter(pk=self.pk).first()
            if item is None:
                return
            part = item.parts.select_related("idea").first()
            known = [f"{name}: {words}" for name, words in item.known]
            item.delete()
            if part:
                self.team.record(by, Event.Verb.CHANGED, part.idea, forgotten=known)


class Part(models.Model):
    """An idea that an item is made from; the one at position 0 gives it its number.

    It stays with an idea that is merged into another, which then stands in the item through it, unless that one is a
    part of an item itself.
    """

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="parts")
    idea = models.OneToOneField(Idea, on_delete=models.PROTECT, related_name="part")
    position = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]

    @classmethod
    def of(cls, idea: Idea) -> list[Part]:
        """Those through which the idea stands in an item: its own first, and those of ideas merged into it."""
        found = cls.objects.filter(Q(idea=idea) | Q(idea__merged_into=idea)).select_related("item", "idea")
        parts = list(found.order_by(F("idea__merged_into").asc(nulls_first=True), "idea__number"))
        return [part for part in parts if part.item_id == parts[0].item_id]

    @classmethod
    def join(cls, item: Item, ideas: Iterable[Idea]) -> dict[int, Idea]:
        """Make these ideas parts of the item, in this order; return the keys of the items that they left.

        What is merged into one of them goes with it from the item that both stood in.
        """
        left: dict[int, Idea] = {}
        for position, idea in enumerate(ideas):
            its = cls.of(idea)
            left |= {part.item_id: idea for part in its if part.item_id != item.pk}
            cls.objects.filter(pk__in=[part.pk for part in its]).update(item=item, position=position)
            cls.objects.update_or_create(idea=idea, defaults={"item": item, "position": position})
        return left
