"""Rows of a team that turned out to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from teams.models.events import Event
from teams.models.ways_up import leads_to

if TYPE_CHECKING:
    from teams.models.people import User
    from teams.models.teams import Team


class NotMerged(Exception):
    """Why two rows cannot become one, in words for people."""

    def __init__(self, words: str | Promise, **names: str) -> None:
        self.words = str(words) % names
        super().__init__(self.words)


class Mergeable(models.Model):
    """What is the same as another, or a part of it, is merged into it.

    No row is moved or deleted: what refers to the merged one stays with it, and is read through the one that stands
    for both.

    Each kind has two keys to rows of its own: `merged_into`, the one that stands for this one, which is never merged
    itself, so that one step leads there; and `merged_through`, the one that this was merged into, where that has been
    merged in its turn. It takes this back when it is undone.
    """

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        team: models.ForeignKey[Team, Team]
        team_id: int
        merged_into: models.ForeignKey[Any, Any]
        merged_into_id: int | None
        merged_through: models.ForeignKey[Any, Any]

        @property
        def reference(self) -> str: ...

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    def merge_into(self, other: Self, *, by: User) -> Self:
        """Say that `other` stands for this one too; return the one that stands for both.

        That is `other`, or what `other` is merged into. Raise NotMerged, with words, when the two cannot become one.
        """
        with transaction.atomic():
            # Of two merges at once the second one sees the first: together they could make a circle.
            self.team.lock()
            rows = self.rows_of_team().in_bulk()
            for row in (self, other):
                if row.pk not in rows:
                    raise NotMerged(_("%(this)s is not there any more"), this=row.reference)
            this: Self = rows[self.pk]
            into: Self = rows[other.pk]
            into = rows[into.merged_into_id] if into.merged_into_id else into
            if this.merged_into_id == into.pk:
                self.merged_into = into
                return into
            self._refuse_merge(this, other, into, rows)
            self.rows_of_team().filter(merged_into=this).update(
                merged_into=into, merged_through=Coalesce("merged_through", this.pk)
            )
            self.rows_of_team().filter(pk=this.pk).update(merged_into=into)
            self.merged_into = into
            self.team.record(by, Event.Verb.CHANGED, this, merged_into=str(into))
        return into

    def undo_merge(self, *, by: User) -> None:
        """Let it stand for itself again, with those that had been merged into it before."""
        with transaction.atomic():
            self.team.lock()
            this = self.rows_of_team().filter(pk=self.pk).exclude(merged_into=None).first()
            self.merged_into = self.merged_through = None
            if this is None:
                return
            through = dict(
                self.rows_of_team().filter(merged_into=this.merged_into_id).values_list("pk", "merged_through")
            )
            with_it = [pk for pk in through if pk != this.pk and leads_to(this.pk, pk, through.get)]
            back = self.rows_of_team().filter(pk__in=with_it)
            back.exclude(merged_through=this).update(merged_into=this)
            back.filter(merged_through=this).update(merged_into=this, merged_through=None)
            self.rows_of_team().filter(pk=this.pk).update(merged_into=None, merged_through=None)
            self.team.record(by, Event.Verb.CHANGED, this, merged_into=None)

    def rows_of_team(self) -> models.QuerySet[Any]:
        """All rows of its kind in its team."""
        return type(self)._default_manager.filter(team=self.team_id)  # type: ignore[misc] # not of this class alone

    @classmethod
    def _refuse_merge(cls, this: Self, other: Self, into: Self, rows: dict[int, Self]) -> None:
        """Raise NotMerged where the two cannot become one."""
        names = {"this": this.reference, "other": other.reference}
        if this.pk == other.pk:
            raise NotMerged(_("%(this)s is not merged into itself. Choose another one"), **names)
        if into.pk == this.pk:
            raise NotMerged(_("%(other)s is merged into %(this)s already. Choose another one"), **names)
        if this.merged_into_id:
            names["first"] = rows[this.merged_into_id].reference
            raise NotMerged(_("%(this)s is merged into %(first)s already. Undo that first"), **names)


def merging_constraints() -> list[models.CheckConstraint]:
    """What a database can hold of it. That nothing is merged into a merged row is for the verbs to hold."""
    return [
        models.CheckConstraint(
            condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="%(class)s_not_merged_into_itself"
        ),
        models.CheckConstraint(
            condition=Q(merged_through=None)
            | (Q(merged_into__isnull=False) & ~Q(merged_through=F("id")) & ~Q(merged_through=F("merged_into"))),
            name="%(class)s_merged_through_another",
        ),
    ]
