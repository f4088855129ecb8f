from __future__ import annotations

from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext

from ideation.models.idea_queries import IdeaQuerySet
from teams.models import Event, Team, User


class NotAgreedYet(Exception):
    """Why the scope cannot be called agreed, each reason in words for people."""

    def __init__(self, missing: list[str]) -> None:
        self.missing = missing
        super().__init__("; ".join(missing))


class ScopeVersion(models.Model):
    """A moment of the whole scope that somebody gave a name; what held at it is in the decisions."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="scope_versions")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    # Called agreed by a product manager: all placed and confirmed, no challenge without an answer.
    agreed = models.BooleanField(default=False)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="scope_version_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(name=""), name="scope_version_has_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @classmethod
    def name_as_it_stands(cls, team: Team, name: str, *, by: User) -> ScopeVersion:
        """Give this moment a name. Sent twice while nothing changes, it is one version."""
        with transaction.atomic():
            _let_nothing_move(team)
            latest = team.scope_versions.first()
            if latest and latest.name == name and not latest.agreed and not latest.changes_since().exists():
                return latest
            return cls._add(team, by=by, verb=Event.Verb.NAMED, name=name)

    @classmethod
    def agree(cls, team: Team, *, by: User) -> ScopeVersion:
        """Call the scope agreed. Raise NotAgreedYet while something is missing."""
        # It counts versions, too.
        from ideation.models.counts import ScopeCounts

        with transaction.atomic():
            _let_nothing_move(team)
            if missing := ScopeCounts.of(team).missing:
                raise NotAgreedYet(missing)
            latest = cls.latest_agreed(team)
            if latest and not latest.changes_since().exists():
                return latest
            return cls._add(team, by=by, verb=Event.Verb.AGREED, name=gettext("Agreed scope"), agreed=True)

    @classmethod
    def latest_agreed(cls, team: Team) -> ScopeVersion | None:
        return team.scope_versions.filter(agreed=True).first()

    def changes_since(self) -> IdeaQuerySet:
        """The ideas that stand elsewhere now, are new, or have been merged."""
        changed: IdeaQuerySet = self.team.ideas.changed_between(self.at, timezone.now())
        return changed

    @classmethod
    def _add(cls, team: Team, *, by: User, verb: Event.Verb, **fields: Any) -> ScopeVersion:
        latest = team.scope_versions.aggregate(latest=models.Max("number"))["latest"]
        version = cls.objects.create(team=team, number=(latest or 0) + 1, by=by, **fields)
        team.record(by, verb, version)
        return version


def _let_nothing_move(team: Team) -> None:
    """Let no idea of the team be placed, merged, added or challenged until this transaction ends."""
    team.lock()
    list(team.ideas.select_for_update().order_by("pk").values_list("pk"))
