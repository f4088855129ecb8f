from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    PROBLEM = "problem", _("Problem workshop")
    IDEA = "idea", _("Idea workshop")


class State(models.TextChoices):
    DRAFT = "draft", _("Being set up")
    OPEN = "open", _("Open to join")
    VOTING = "voting", _("Voting")
    CLOSED = "closed", _("Voting closed")
    FINISHED = "finished", _("Finished")


class NotNow(Exception):
    """The workshop is in a state in which this cannot be done; the message says what to do instead."""
