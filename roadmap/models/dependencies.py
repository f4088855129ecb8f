from __future__ import annotations

from collections.abc import Iterable
from graphlib import CycleError, TopologicalSorter

from django.db import models, transaction
from django.db.models import F, Q

from ideation.models import Idea
from roadmap.models.items import Item
from teams.models import Event, Team, User


class Circle(Exception):
    """What it is to wait for waits for it already; `items` are those on the way, from it and back to it."""

    def __init__(self, items: list[Item]) -> None:
        self.items = items
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
            found, _new = cls.objects.update_or_create(item=item, needs=needed, defaults={"reason": reason})
            idea.team.record(by, Event.Verb.CHANGED, idea, needs=str(needs), reason=reason)
        return found

    def remove(self, idea: Idea, *, by: User) -> None:
        with transaction.atomic():
            deleted, _rows = Dependency.objects.filter(pk=self.pk).delete()
            if deleted:
                idea.team.record(by, Event.Verb.CHANGED, idea, needs=None)

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
    graph: dict[int, set[int]] = {}
    for waits, for_what in Dependency.of(team).values_list("item", "needs"):
        graph.setdefault(waits, set()).add(for_what)
    graph.setdefault(item.pk, set()).add(needed.pk)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        keys: list[int] = error.args[1]
        items = Item.objects.in_bulk(keys)
        raise Circle([items[key] for key in keys]) from error
