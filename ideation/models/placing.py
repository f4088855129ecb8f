"""That an idea is put into a bucket of the scope."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ideation.models.scope import PlacedMeanwhile, Scope, ScopeDecision
from teams.models import Event, Membership, Mergeable, NotMerged, Team, User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from ideation.models.ideas import Idea


class Placeable(Mergeable):
    scope = models.CharField(max_length=20, choices=Scope, default=Scope.NOT_PLACED)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        number: int
        scope_decisions: RelatedManager[ScopeDecision]

    @property
    def is_placed(self) -> bool:
        return self.scope != Scope.NOT_PLACED

    @property
    def decision(self) -> ScopeDecision | None:
        """The scope decision that holds now."""
        return next(iter(self.scope_decisions.all()), None)

    @property
    def next_to_place(self) -> Idea | None:
        """The not placed idea that comes after this one; after the last, the first that is left."""
        left = self.team.ideas.not_placed().exclude(pk=self.pk)
        return left.filter(number__gt=self.number).first() or left.first()

    def place(
        self,
        scope: str,
        *,
        reason: str,
        by: User | None,
        look_again_on: date | None = None,
        seen: int | None = None,
    ) -> ScopeDecision:
        """Put the idea into a bucket. Every decision stays in its history, with its reason.

        A product manager confirms by placing. `seen` is the key of the decision that they looked at, 0 where there was
        none. Raise NotMerged when another idea stands for it, and PlacedMeanwhile when another decision holds.
        """
        with transaction.atomic():
            idea = self.team.ideas.select_for_update().get(pk=self.pk)
            if idea.is_merged:
                raise NotMerged(_("%(idea)s is merged into another idea, and is placed with it"), idea=idea.reference)
            latest = idea.scope_decisions.first()
            words = {"scope": scope, "reason": reason, "look_again_on": look_again_on}
            if latest and idea.scope == scope and all(getattr(latest, name) == word for name, word in words.items()):
                return latest
            # Asked here, as two may place it at the same moment.
            if latest and seen not in {None, latest.pk}:
                raise PlacedMeanwhile(latest)
            now = timezone.now()
            confirms = Membership.objects.filter(team_id=idea.team_id, user=by, product_manager=True).exists()
            decision = idea.scope_decisions.create(
                **words, by=by, at=now, confirmed_by=by if confirms else None, confirmed_at=now if confirms else None
            )
            idea.scope = scope
            idea.save(update_fields=["scope"])
            self.scope = scope
            self.team.record(by, Event.Verb.PLACED, self, scope=scope, reason=reason)
        return decision

    @classmethod
    def place_all(cls, team: Team, ideas: list[Idea], scope: str, *, by: User, **words: Any) -> list[Idea]:
        """Put those of these ideas that are not placed yet into a bucket, for one reason; return them.

        What somebody else placed or merged meanwhile is left as it is. `words` are those of `place`.
        """
        with transaction.atomic():
            # In one order, or two who place several at once would wait for each other.
            rows = team.ideas.select_for_update().not_placed().filter(pk__in=[idea.pk for idea in ideas])
            left = list(rows.order_by("pk"))
            for idea in left:
                idea.team = team
                idea.place(scope, by=by, **words)
        return left
