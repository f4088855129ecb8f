from __future__ import annotations

import json
import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from teams.models import Event, Team, User

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager


class ChangedSinceSeen(Exception):
    """What would be published is not what somebody looked at: the roadmap has changed, or another version is out."""


@dataclass(frozen=True)
class Edition:
    """What is to be published, and what was chosen for it."""

    # As snapshot_of() makes it: nothing but what everybody may read.
    snapshot: dict[str, Any]
    shown: list[str]
    # The numbers of the items that are not in it: the team's own business.
    left_out: list[int]
    note: str = ""

    def seen_after(self, latest: PublishedVersion | None) -> str:
        """A fingerprint of what somebody looks at before they publish it, and of the version that it would follow."""
        whole = [self.snapshot, self.shown, self.note, latest and latest.pk]
        return sha256(json.dumps(whole, sort_keys=True).encode()).hexdigest()


def new_token() -> str:
    """192 random bits: nobody finds a roadmap by guessing."""
    return secrets.token_urlsafe(24)


class PublicationQuerySet(models.QuerySet["Publication"]):
    def live(self) -> PublicationQuerySet:
        return self.filter(withdrawn_at=None)

    def with_latest(self) -> PublicationQuerySet:
        """Give each `latest_number`, that of its latest version."""
        newest = PublishedVersion.objects.filter(publication=OuterRef("pk")).order_by("-number")
        # By a dict: a name that the types of Django can read, they would declare once more.
        latest = {"latest_number": Subquery(newest.values("number")[:1])}
        return self.annotate(**latest)


class Publication(models.Model):
    """An address at which everybody who has it reads a roadmap; once withdrawn, only that there was one."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="publications")
    token = models.CharField(max_length=64, default=new_token)
    # Whether search engines may list it.
    searchable = models.BooleanField(default=False)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    withdrawn_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    objects = PublicationQuerySet.as_manager()

    if TYPE_CHECKING:
        versions: RelatedManager[PublishedVersion]
        # From with_latest().
        latest_number: int

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(fields=["token"], name="publication_token_unique"),
            models.CheckConstraint(condition=~Q(token=""), name="publication_has_token"),
            models.UniqueConstraint(
                fields=["team"], condition=Q(withdrawn_at=None), name="publication_one_live_in_team"
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_by=None) | Q(withdrawn_at__isnull=False), name="publication_withdrawn_at_and_by"
            ),
        ]

    def __str__(self) -> str:
        return gettext("the published roadmap")

    @property
    def is_withdrawn(self) -> bool:
        return self.withdrawn_at is not None

    @property
    def path(self) -> str:
        return reverse("roadmap:published", args=[self.token])

    @property
    def url(self) -> str:
        """The whole address, to be passed on."""
        return f"{settings.PUBLIC_URL}{self.path}"

    @classmethod
    def publish(
        cls, team: Team, edition: Edition, *, seen: str, searchable: bool = False, by: User
    ) -> PublishedVersion:
        """Add a version at the team's address, which is made if there is none.

        What is out already, word for word, is no new version: a form that was sent twice. Raise ChangedSinceSeen
        where `seen` is the fingerprint of anything else.
        """
        with transaction.atomic():
            team.lock()
            latest = PublishedVersion.live_of(team)
            is_out = latest is not None and latest.holds(edition)
            if not is_out and edition.seen_after(latest) != seen:
                raise ChangedSinceSeen
            publication = latest.publication if latest else cls(team=team)
            was_searchable, publication.searchable = publication.searchable, searchable
            publication.save()
            if latest and is_out:
                if was_searchable != searchable:
                    team.record(by, Event.Verb.CHANGED, publication, searchable=searchable)
                return latest
            version = publication.versions.create(
                number=latest.number + 1 if latest else 1,
                by=by,
                note=edition.note,
                snapshot=edition.snapshot,
                shown=edition.shown,
                left_out=edition.left_out,
            )
            told: dict[str, Any] = {"left_out": len(edition.left_out)} if edition.left_out else {}
            team.record(by, Event.Verb.PUBLISHED, version, shown=edition.shown, searchable=searchable, **told)
        return version

    def withdraw(self, *, by: User) -> None:
        """Show its content to nobody any more, not even that of an old version. This is final."""
        with transaction.atomic():
            self.team.lock()
            live = Publication.objects.live().filter(pk=self.pk)
            if live.update(withdrawn_at=timezone.now(), withdrawn_by=by):
                self.team.record(by, Event.Verb.UNPUBLISHED, self)


class PublishedVersion(models.Model):
    """The roadmap as it was at a moment: it stays as it is, whatever becomes of what it was made from."""

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(default=timezone.now)
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    # For readers.
    note = models.CharField(max_length=1000, blank=True)
    snapshot = models.JSONField()
    # What was ticked, and which items were not.
    shown = models.JSONField(default=list)
    left_out = models.JSONField(default=list)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="published_version_number_unique_in_publication"
            ),
            models.CheckConstraint(condition=Q(number__gte=1), name="published_version_number_from_1"),
        ]

    def __str__(self) -> str:
        return gettext("version %(number)d of the roadmap") % {"number": self.number}

    @classmethod
    def of_team(cls, team: Team) -> models.QuerySet[PublishedVersion]:
        """The latest first; those of withdrawn addresses too."""
        return cls.objects.filter(publication__team=team).select_related("publication")

    @classmethod
    def live_of(cls, team: Team) -> PublishedVersion | None:
        """What everybody reads now."""
        last = cls.of_team(team).first()
        return last if last and not last.publication.is_withdrawn else None

    def holds(self, edition: Edition) -> bool:
        """Whether this is what it says, so that nobody would learn anything from another version."""
        is_same = (self.snapshot, self.shown) == (edition.snapshot, edition.shown)
        return is_same and edition.note in {"", self.note}
