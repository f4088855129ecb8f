from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from ideation.models import Idea
from roadmap.models.lines import Line, Lined, line_constraints, plain
from teams.models import Event, Team, User

if TYPE_CHECKING:
    from decimal import Decimal


class Shortlist(Lined):
    """Where a team draws the line under its ranked ideas."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, related_name="shortlist")

    class Meta:
        constraints = line_constraints()

    def __str__(self) -> str:
        return "the shortlist"

    @classmethod
    def of(cls, team: Team) -> Shortlist:
        """The team's shortlist; not stored until its line is first moved."""
        return cls.objects.filter(team=team).first() or cls(team=team)

    @classmethod
    def line_of_team(cls) -> dict[str, Subquery]:
        """Where the line is, for the query of something of the team: both None where it was never moved."""
        of_team = cls.objects.filter(team=OuterRef("team"))
        return {name: Subquery(of_team.values(name)[:1]) for name in ("cut_line", "cut_score")}

    @classmethod
    def draw_line(cls, team: Team, cut_line: int, *, by: User) -> None:
        """Draw the line under so many ideas, whatever score the last of them has."""
        cls._draw(team, Line(ideas=cut_line), by=by, cut_line=cut_line)

    @classmethod
    def draw_line_at(cls, team: Team, score: Decimal, *, by: User) -> None:
        """Draw the line under all ideas with this score or more, however many these are."""
        cls._draw(team, Line(score=score), by=by, cut_score=plain(score))

    @classmethod
    def _draw(cls, team: Team, line: Line, *, by: User, **told: Any) -> None:
        with transaction.atomic():
            # Who records the decision finds the line where they saw it.
            team.lock()
            before = cls.objects.filter(team=team).first()
            if before and before.line == line:
                return
            shortlist, _new = cls.objects.update_or_create(
                team=team, defaults={"cut_line": line.ideas, "cut_score": line.score}
            )
            team.record(by, Event.Verb.DREW_LINE, shortlist, **told)


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
            # Who records the decision meanwhile waits, or is waited for.
            Idea.objects.select_for_update(no_key=True).get(pk=idea.pk)
            deleted, _rows = cls.objects.filter(idea=idea).delete()
            if deleted:
                idea.team.record(by, Event.Verb.CHOSE, idea, included=None, reason="")
