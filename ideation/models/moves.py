from __future__ import annotations

from django.db import models
from django.utils import timezone

from ideation.models.themes import Theme
from teams.models import User


class Move(models.Model):
    """That somebody put an idea into a theme, or into none: who moved the same note before is told."""

    idea = models.ForeignKey("ideation.Idea", on_delete=models.CASCADE, related_name="moves")
    theme = models.ForeignKey(Theme, null=True, on_delete=models.SET_NULL, related_name="+")
    by = models.ForeignKey(User, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
