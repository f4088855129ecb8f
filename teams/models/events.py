from __future__ import annotations

from typing import Any, NoReturn

from django.db import IntegrityError, models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class EventQuerySet(models.QuerySet["Event"]):
    def delete(self) -> NoReturn:
        """Refuse. PostgreSQL refuses by itself; SQLite could not without harm to later migrations."""
        raise IntegrityError("the event log is append only")

    def touching(self) -> EventQuerySet:
        """Those by which somebody did something, so that the team is not one that nobody needs any more."""
        return self.exclude(verb__in=Event.Verb.of_the_service())


class Event(models.Model):
    """A line of the event log: who did what, when. Nothing here ties a score to a person.

    Append only: the database refuses to change a line, but for taking out the name of somebody who is erased, and
    to delete one while its team is there.
    """

    class Verb(models.TextChoices):
        CREATED = "created", _("created")
        CHANGED = "changed", _("changed")
        DELETED = "deleted", _("deleted")
        IMPORTED = "imported", _("imported")
        ARCHIVED = "archived", _("made an archive of")
        BROUGHT_IN = "brought_in", _("brought in from an archive:")
        JOINED = "joined", _("joined the team")
        LEFT = "left", _("left the team")
        INVITED = "invited", _("invited")
        REVOKED = "revoked", _("withdrew the invitation of")
        REMOVED = "removed", _("removed")
        CHANGED_ROLES = "changed_roles", _("changed the roles of")
        OPENED = "opened", _("opened")
        STARTED = "started", _("started voting in")
        CLOSED = "closed", _("closed voting in")
        REOPENED = "reopened", _("reopened voting in")
        FINISHED = "finished", _("showed the results of")
        WITHDREW = "withdrew", _("withdrew from the vote")
        PUT_BACK = "put_back", _("put back to the vote")
        SET_ASIDE = "set_aside", _("set aside a ballot in")
        BROUGHT_BACK = "brought_back", _("let a ballot count again in")
        ENTERED_PAPER = "entered_paper", _("entered a ballot on paper in")
        PLACED = "placed", _("placed")
        MOVED = "moved", _("moved ideas to")
        CONFIRMED = "confirmed", _("confirmed the scope of")
        CHALLENGED = "challenged", _("challenged the scope of")
        ANSWERED = "answered", _("answered a challenge to")
        AGREED = "agreed", _("called the scope agreed:")
        NAMED = "named", _("named the scope as it stands:")
        OPENED_ROUND = "opened_round", _("opened the scope to agree or challenge:")
        CLOSED_ROUND = "closed_round", _("closed")
        CHOSE = "chose", _("decided on")
        DREW_LINE = "drew_line", _("moved the cut line of")
        RENEWED = "renewed", _("renewed the invitation of")
        ERASED = "erased", _("erased the name of")
        KEPT = "kept", _("decided to keep")
        CLEARED = "cleared", _("took out the names of those who took part in")
        PUBLISHED = "published", _("published")
        UNPUBLISHED = "unpublished", _("withdrew")
        RECORDED = "recorded", _("recorded")

        @classmethod
        def about_people(cls) -> set[Event.Verb]:
            """Those whose object is somebody, by name."""
            return {
                cls.JOINED,
                cls.LEFT,
                cls.INVITED,
                cls.REVOKED,
                cls.RENEWED,
                cls.REMOVED,
                cls.CHANGED_ROLES,
                cls.ERASED,
            }

        @classmethod
        def of_the_service(cls) -> set[Event.Verb]:
            """What is done by the clock."""
            return {cls.CLEARED}

    team = models.ForeignKey("teams.Team", on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey("teams.User", null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=20, choices=Verb)
    # Of what kind it is: the name of the model, and PERSON for whoever is in the team or invited to it.
    kind = models.CharField(max_length=40, blank=True)
    what = models.CharField(max_length=300)
    # Whose name `what` is, and which invitation it is about, so that the name can be taken out again.
    person = models.ForeignKey("teams.User", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    invitation = models.ForeignKey(
        "teams.Invitation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # A name was taken out: that of who did it, of whom it is about, or both.
    is_erased = models.BooleanField(default=False)
    detail = models.JSONField(default=dict)

    objects = EventQuerySet.as_manager()

    PERSON = "person"
    # The keys of `detail` that hold somebody's name.
    NAMES = ("guest",)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.actor or ''} {self.get_verb_display()} {self.what}".strip()

    @classmethod
    def kind_of(cls, what: Any) -> str:
        return str(what._meta.model_name) if isinstance(what, models.Model) else ""
