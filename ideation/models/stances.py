"""That the wider team agrees with the scope, or challenges it: members, and people who joined by code."""

from __future__ import annotations

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from ideation.models.ideas import Idea
from ideation.models.rounds import Guest
from ideation.models.scope import ScopeDecision
from teams.models import Event, Team, User


class PlacedAnew(Exception):
    """What somebody agrees with or challenges is not the placement that holds now."""


class AnsweredAlready(Exception):
    """Another product manager was quicker."""


class NoLongerChallenged(Exception):
    """The challenger agrees now, or the idea has become a part of another one."""


class StanceQuerySet(models.QuerySet["Stance"]):
    def challenges(self) -> StanceQuerySet:
        return self.filter(agrees=False)

    def unanswered(self) -> StanceQuerySet:
        """Challenges that no product manager has answered, of ideas that stand for themselves."""
        return self.challenges().filter(answered_at=None, decision__idea__merged_into=None)

    def of(self, person: User | Guest) -> StanceQuerySet:
        return self.filter(guest=person) if isinstance(person, Guest) else self.filter(user=person)


class Stance(models.Model):
    """That somebody agrees with a scope decision, or challenges it with a reason.

    A later one replaces it, unless it has been answered: then it stays, with its answer.
    """

    decision = models.ForeignKey(ScopeDecision, on_delete=models.CASCADE, related_name="stances")
    # A member, or a guest; neither once the account is gone.
    user = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    guest = models.ForeignKey(Guest, null=True, blank=True, on_delete=models.CASCADE, related_name="stances")
    agrees = models.BooleanField()
    reason = models.CharField(max_length=1000, blank=True)
    at = models.DateTimeField(default=timezone.now)
    # A product manager's answer to a challenge: it was moved, or kept because…
    answer = models.CharField(max_length=1000, blank=True)
    moved = models.BooleanField(null=True, blank=True)
    answered_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = StanceQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["decision", "user"], condition=Q(answered_at=None), name="stance_once_for_member"
            ),
            models.UniqueConstraint(
                fields=["decision", "guest"], condition=Q(answered_at=None), name="stance_once_for_guest"
            ),
            models.CheckConstraint(condition=Q(user=None) | Q(guest=None), name="stance_of_one_person"),
            models.CheckConstraint(condition=Q(agrees=True) | ~Q(reason=""), name="challenge_has_reason"),
            models.CheckConstraint(
                condition=Q(answered_at=None, answer="", moved=None)
                | Q(answered_at__isnull=False, moved__isnull=False, agrees=False) & ~Q(answer=""),
                name="challenge_answered_in_words",
            ),
        ]

    @classmethod
    def of_team(cls, team: Team) -> StanceQuerySet:
        """Those about ideas of the team that stand for themselves, with what a page shows of each."""
        found: StanceQuerySet = cls.objects.filter(decision__idea__team=team, decision__idea__merged_into=None)
        return found.select_related("decision__idea", "user", "guest", "answered_by")

    @property
    def who(self) -> str:
        return str(self.guest or self.user or gettext("A former member"))

    @property
    def is_answered(self) -> bool:
        return self.answered_at is not None

    @classmethod
    def take(cls, decision: ScopeDecision, *, by: User | Guest, challenge: str = "") -> Stance:
        """Agree with where an idea is placed, or challenge it with the reason that is given.

        Raise PlacedAnew when it is placed otherwise now, and RoundClosed when a guest is too late.
        """
        said = {"agrees": not challenge, "reason": challenge}
        with transaction.atomic():
            if isinstance(by, Guest):
                by.refuse_if_closed()
            idea = Idea.objects.select_for_update(no_key=True).get(pk=decision.idea_id)
            if idea.is_merged or not idea.is_placed or idea.scope_decisions.first() != decision:
                raise PlacedAnew
            latest = decision.stances.of(by).last()
            if latest and (latest.agrees, latest.reason) == (said["agrees"], said["reason"]):
                return latest
            if latest and not latest.is_answered:
                decision.stances.filter(pk=latest.pk).update(**said, at=timezone.now())
                latest.refresh_from_db()
                stance = latest
            else:
                person = {"guest": by} if isinstance(by, Guest) else {"user": by}
                stance = decision.stances.create(**said, **person)
            if challenge:
                guest = {"guest": by.name} if isinstance(by, Guest) else {}
                idea.team.record(
                    by if isinstance(by, User) else None, Event.Verb.CHALLENGED, idea, reason=challenge, **guest
                )
        return stance

    def answer_with(self, scope: str, *, reason: str, by: User) -> None:
        """Answer the challenge: the idea is moved to this scope, or kept where it was, and why.

        Raise AnsweredAlready or NoLongerChallenged.
        """
        with transaction.atomic():
            idea = Idea.objects.select_for_update().get(pk=self.decision.idea_id)
            found = Stance.objects.select_for_update(of=("self",)).select_related("decision").get(pk=self.pk)
            if found.is_answered and (found.answer, found.answered_by_id) == (reason, by.pk):
                return
            if found.is_answered:
                raise AnsweredAlready
            if found.agrees or idea.is_merged:
                raise NoLongerChallenged
            if scope != idea.scope:
                idea.place(scope, reason=reason, by=by)
            found.answer, found.moved = reason, scope != found.decision.scope
            found.answered_by, found.answered_at = by, timezone.now()
            found.save(update_fields=["answer", "moved", "answered_by", "answered_at"])
            idea.team.record(by, Event.Verb.ANSWERED, idea, scope=scope, reason=reason)
