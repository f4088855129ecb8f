from django.db import models
from django.utils.translation import gettext_lazy as _


class Origin(models.TextChoices):
    TEAM = "team", _("Added by the team")
    WORKSHOP = "workshop", _("Added in a workshop")
    PUBLISHED = "published", _("From the published account")
    ILLUSTRATIVE = "illustrative", _("Illustrative")
    IMPORTED = "imported", _("From an imported file")
    AGREEMENT = "agreement", _("Added when the scope was agreed")
    # What is made of several is no note of its own: with those that came to be merged into it, it is counted once.
    SOLUTION = "solution", _("Made of several ideas")
