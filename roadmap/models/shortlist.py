from __future__ import annotations

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from ideation.models import Idea
from teams.models import Event, Team, User


class Shortlist(models.Model):
    """Where a team draws the line under its ranked ideas."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="shortlist")
    # How many of the ranked ideas are above the line.
    cut_line = models.PositiveIntegerField(default=10)

    def __str__(self) -> str:
        return "the shortlist"

    @classmethod
    def of(cls, team: Team) -> Shortlist:
        """The team's shortlist; not stored until its line is first moved."""
        return cls.objects.filter(team=team).first() or cls(team=team)

    @classmethod
    def line_of_team(cls) -> Subquery:
        """Where the line is, for the query of something of the team; None where it was never moved."""
        return Subquery(cls.objects.filter(team=OuterRef("team")).values("cut_line")[:1])

    @classmethod
    def draw_line(cls, team: Team, cut_line: int, *, by: User) -> None:
        with transaction.atomic():
            shortlist, _new = cls.objects.update_or_create(team=team, defaults={"cut_line": cut_line})
            team.record(by, Event.Verb.DREW_LINE, shortlist, cut_line=cut_line)


class NotInScope(Exception):
    """Only an idea in scope can be on the shortlist."""


class Choice(models.Model):
    """An idea taken in, or left out, against the cut line; always with a reason."""

    idea = models.OneToOneField(Idea, on_delete=models.PROTECT, related_name="choice")
    included = models.BooleanField()
    reason = models.CharField(max_length=1000)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="choice_has_reason")]

    @classmethod
    def make(cls, idea: Idea, *, included: bool, reason: str, by: User) -> None:
        """Take the idea in, or leave it out, against the line. Raise NotInScope when it has left the scope."""
        with transaction.atomic():
            # Nobody moves it out of scope while we decide.
            if not Idea.objects.select_for_update().in_scope().filter(pk=idea.pk).exists():
                raise NotInScope
            cls.objects.update_or_create(
                idea=idea, defaults={"included": included, "reason": reason, "by": by, "at": timezone.now()}
            )
            idea.team.record(by, Event.Verb.CHOSE, idea, included=included, reason=reason)

    @classmethod
    def withdraw(cls, idea: Idea, *, by: User) -> None:
        """Let the line decide about the idea again."""
        with transaction.atomic():
            deleted, _rows = cls.objects.filter(idea=idea).delete()
            if deleted:
                idea.team.record(by, Event.Verb.CHOSE, idea, included=None, reason="")
