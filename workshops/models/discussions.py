from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils import timezone

from teams.models import User
from workshops.models.candidates import Candidate


class Note(models.Model):
    """What was said about a candidate once its result was shown, as the facilitator wrote it down."""

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="notes")
    text = models.TextField()
    author = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_has_text")]
