"""Problems that turned out to be one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from problems.models.ways_up import leads_to
from teams.models import Event

if TYPE_CHECKING:
    from problems.models.problems import Problem
    from teams.models import User


class NotMerged(Exception):
    """Why two problems cannot become one, in words for people."""

    def __init__(self, words: str | Promise, **names: str) -> None:
        self.words = str(words) % names
        super().__init__(self.words)


class Merging(models.Model):
    """A problem that is the same as another is merged into it.

    No row is moved or deleted: evidence, ideas, votes and symptoms stay with the problem that they were recorded for,
    and are read through the one that stands for both.
    """

    # The one that stands for this one. That is never merged itself, so one step leads there.
    merged_into = models.ForeignKey(
        "problems.Problem", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )
    # The one that this was merged into, where that has been merged in its turn. It takes this back when it is undone.
    merged_through = models.ForeignKey(
        "problems.Problem", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        merged_into_id: int | None

    @property
    def is_merged(self) -> bool:
        return self.merged_into_id is not None

    def merge_into(self: Problem, other: Problem, *, by: User) -> Problem:  # type: ignore[misc]
        """Say that this is the same problem as `other`; return the one that stands for both.

        That is `other`, or what `other` is merged into. Raise NotMerged, with words, when the two cannot become one.
        """
        with transaction.atomic():
            # Of two merges at once the second one sees the first: together they could make a circle.
            self.team.lock()
            rows = self.rows_of_team().in_bulk()
            for problem in (self, other):
                if problem.pk not in rows:
                    raise NotMerged(_("%(problem)s is not there any more"), problem=problem.reference)
            this, into = rows[self.pk], rows[other.pk]
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

    def undo_merge(self: Problem, *, by: User) -> None:  # type: ignore[misc]
        """Let the problem stand for itself again, with those that had been merged into it before."""
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

    def rows_of_team(self: Problem) -> models.QuerySet[Problem]:  # type: ignore[misc]
        """All problems of its team, without their long words."""
        return type(self).objects.filter(team_id=self.team_id).defer("statement")

    @staticmethod
    def _refuse_merge(this: Problem, other: Problem, into: Problem, rows: dict[int, Problem]) -> None:
        names = {"problem": this.reference, "other": other.reference, "into": into.reference}
        if this.pk == other.pk:
            raise NotMerged(_("A problem is not merged into itself. Choose another problem"))
        if into.pk == this.pk:
            raise NotMerged(_("%(other)s is merged into %(problem)s already. Choose another problem"), **names)
        if this.merged_into_id:
            names["first"] = rows[this.merged_into_id].reference
            raise NotMerged(_("%(problem)s is merged into %(first)s already. Undo that first"), **names)

        def root_once_merged(key: int) -> int | None:
            root = rows[key].root_id
            if root is None:
                return None
            root = rows[root].merged_into_id or root
            return into.pk if root == this.pk else root

        if leads_to(into.pk, root_once_merged(into.pk), root_once_merged):
            words = _(
                "%(into)s is a symptom of %(problem)s, so it cannot stand for both. "
                "Merge %(into)s into %(problem)s, or take that link away first"
            )
            raise NotMerged(words, **names)


def merging_constraints() -> list[models.CheckConstraint]:
    """What a database can hold of it. That no problem is merged into a merged one is for the verbs to hold."""
    return [
        models.CheckConstraint(
            condition=Q(merged_into=None) | ~Q(merged_into=F("id")), name="problem_not_merged_into_itself"
        ),
        models.CheckConstraint(
            condition=Q(merged_through=None)
            | (Q(merged_into__isnull=False) & ~Q(merged_through=F("id")) & ~Q(merged_through=F("merged_into"))),
            name="problem_merged_through_another",
        ),
    ]
