"""The parts of a roadmap that a product manager may publish, or keep."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Shown(models.TextChoices):
    """What is always shown is the service, the organisation, the columns, and the title of each item."""

    PURPOSES = "purposes", _("Core purposes")
    GROUPS = "groups", _("User groups")
    PROGRESS = "progress", _("Progress")
    OWNER = "owner", _("Owners")
    PERIODS = "periods", _("Months")
    HYPOTHESES = "hypotheses", _("Hypotheses and measures")
    PROBLEMS = "problems", _("Problems, in a sentence each")
    EVIDENCE = "evidence", _("Figures of the evidence")
    SCORES = "scores", _("Scores, ranks and how it was decided")
    DEPENDENCIES = "dependencies", _("What waits for what")
    NOT_DOING = "not_doing", _("What you are not doing, and why")
    NEEDS = "needs", _("Needs that are not met yet")


# Nothing that somebody wrote for the team alone, and nothing that readers could take for a promise.
AT_FIRST = [Shown.PURPOSES, Shown.GROUPS, Shown.PROGRESS]

HINTS: dict[str, str | Promise] = {
    Shown.PURPOSES: _("As the rows of the roadmap"),
    Shown.GROUPS: _("Whom each item is for"),
    Shown.PROGRESS: _("Not started, in progress, paused or done"),
    Shown.OWNER: _("The team that owns each item. A person is not published"),
    Shown.PERIODS: _("When each item begins and ends. Readers may take it for a promise"),
    Shown.HYPOTHESES: _("What you believe, and how you will know"),
    Shown.PROBLEMS: _("The statement of each problem that an item answers, as your team wrote it"),
    Shown.EVIDENCE: _("For example “312 tickets”, with what they show. Quotes and sources are never published"),
    Shown.SCORES: _("With the number of people who scored, the criteria, and the reason for each exception"),
    Shown.DEPENDENCIES: _("With the reason that your team gave"),
    Shown.NOT_DOING: _("Ideas in scope that are not on the shortlist, with the reason that your team gave"),
    Shown.NEEDS: _("The wider needs that you have parked, with the reason that your team gave"),
}


def in_order(parts: Iterable[str]) -> list[str]:
    """Each once, in the order of the page."""
    chosen = set(parts)
    return [str(part) for part in Shown.values if part in chosen]
