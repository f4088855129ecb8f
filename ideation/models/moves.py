from __future__ import annotations

from datetime import timedelta

from django.db import models
from django.db.models import Exists, OuterRef, Subquery
from django.utils import timezone

from ideation.models.themes import Theme
from teams.models import Team, User

# For so long somebody is told that another person has moved what they moved.
TOLD_FOR = timedelta(days=1)


class MoveQuerySet(models.QuerySet["Move"]):
    def overtaking(self, team: Team, user: User, *, after: int = 0) -> MoveQuerySet:
        """Moves of notes that this person had moved before, and that somebody else moved last.

        Each with `first_theme`, the name of the theme that they had moved it to. `after` is the key of the last one
        that they have been told of.
        """
        of_note = Move.objects.filter(idea=OuterRef("idea")).order_by("-pk")
        their_own = of_note.filter(by=user)
        return (
            self.filter(
                Exists(their_own),
                idea__team=team,
                idea__merged_into=None,
                at__gte=timezone.now() - TOLD_FOR,
                pk__gt=after,
                pk=Subquery(of_note.values("pk")[:1]),
            )
            .exclude(by=user)
            .annotate(first_theme=Subquery(their_own.values("theme__name")[:1]))
            .select_related("idea", "theme", "by")
        )


class Move(models.Model):
    """That somebody put an idea into a theme, or into none: who moved the same note before is told."""

    idea = models.ForeignKey("ideation.Idea", on_delete=models.CASCADE, related_name="moves")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = MoveQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
