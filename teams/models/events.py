from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Event(models.Model):
    """A line of the event log: who did what, when. Nothing here ties a score to a person."""

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

    team = models.ForeignKey("teams.Team", on_delete=models.CASCADE, related_name="events")
    at = models.DateTimeField(default=timezone.now, db_index=True)
    actor = models.ForeignKey("teams.User", null=True, on_delete=models.SET_NULL, related_name="+")
    verb = models.CharField(max_length=20, choices=Verb)
    what = models.CharField(max_length=300)
    detail = models.JSONField(default=dict)

    class Meta:
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.actor or ''} {self.get_verb_display()} {self.what}".strip()
