from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from django.db import models, transaction
from django.db.models import F, Q

from ideation.models import Idea
from roadmap.models.items import Item, Part
from teams.models import Event, Team, User


class Circle(Exception):
    """What it is to wait for waits for it already.

    `items` are those on the way: each waits for the next one, and the last is the first again. `ideas` are the first
    idea of each.
    """

    def __init__(self, parts: list[Part]) -> None:
        self.items = [part.item for part in parts]
        self.ideas = [part.idea for part in parts]
        super().__init__()


class Dependency(models.Model):
    """An item that needs another one to be there first."""

    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="needs")
    needs = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="needed_by")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["item", "needs"], name="dependency_once"),
            models.CheckConstraint(condition=~Q(item=F("needs")), name="dependency_on_another"),
        ]

    @classmethod
    def of(cls, team: Team) -> models.QuerySet[Dependency]:
        return cls.objects.filter(item__team=team)

    @classmethod
    def add(cls, idea: Idea, needs: Idea, *, reason: str = "", by: User) -> Dependency:
        """Say that the item of one idea needs the item of another. Raise Circle where that one waits for it."""
        with transaction.atomic():
            # Of two added at once the second sees the first: together they could make a circle.
            idea.team.lock()
            item, needed = Item.of_idea(idea), Item.of_idea(needs)
            _refuse_circle(idea.team, item, needed)
            found, is_new = cls.objects.get_or_create(item=item, needs=needed, defaults={"reason": reason})
            if is_new or found.reason != reason:
                found.reason = reason
                found.save(update_fields=["reason"])
                idea.team.record(by, Event.Verb.CHANGED, idea, needs=str(needs), reason=reason)
        return found

    @classmethod
    def remove(cls, idea: Idea, needs: Idea, *, by: User) -> None:
        """The item of one idea needs the item of another no more. Both items stay."""
        with transaction.atomic():
            idea.team.lock()
            item, needed = ({part.item_id for part in Part.of(each)} for each in (idea, needs))
            deleted, _rows = cls.objects.filter(item__in=item, needs__in=needed).delete()
            if deleted:
                idea.team.record(by, Event.Verb.CHANGED, idea, no_longer_needs=str(needs))

    @classmethod
    def move(cls, items: Iterable[Item], to: Item) -> None:
        """Let one item wait for what these waited for, and be waited for instead of them; they are about to go.

        Among themselves they wait no more: they are one. Raise Circle where that one would then wait for itself.
        Must be called inside the transaction that does away with them, which holds the lock of the team.
        """
        these = {item.pk for item in items}
        for row in cls.objects.filter(Q(item__in=these) | Q(needs__in=these)).order_by("pk"):
            waits, for_what = (to.pk if key in these else key for key in (row.item_id, row.needs_id))
            if waits != for_what:
                kept, _new = cls.objects.get_or_create(
                    item_id=waits, needs_id=for_what, defaults={"reason": row.reason}
                )
                if row.reason and not kept.reason:
                    cls.objects.filter(pk=kept.pk).update(reason=row.reason)
        cls.objects.filter(Q(item__in=these) | Q(needs__in=these)).delete()
        # A circle would lead over it.
        if needed := Item.objects.filter(needed_by__item=to).first():
            _refuse_circle(to.team, to, needed)


def _refuse_circle(team: Team, item: Item, needed: Item) -> None:
    graph: dict[int, set[int]] = {item.pk: {needed.pk}}
    for waits, for_what in Dependency.of(team).values_list("item", "needs"):
        graph.setdefault(waits, set()).add(for_what)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        raise Circle(_first_parts(_in_order_of_waiting(error.args[1], item.pk))) from error


def _in_order_of_waiting(cycle: list[int], start: int) -> list[int]:
    """What graphlib found, where each is needed by the next one, read the other way and from `start` to `start`."""
    ring = cycle[:0:-1]
    at = ring.index(start)
    return [*ring[at:], *ring[:at], start]


def _first_parts(items: list[int]) -> list[Part]:
    parts = Part.objects.filter(item__in=items).select_related("idea", "item").order_by("-position")
    first = {part.item_id: part for part in parts}
    return [first[key] for key in items]
