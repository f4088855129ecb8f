"""The last step of the funnel: how many of the ideas in scope are on the shortlist."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import ngettext

from ideation.funnel import Funnel, Step
from teams.models import Team


def steps_to_shortlist(team: Team, funnel: Funnel, shortlisted: int) -> list[Step]:
    # The roadmap lists exactly those that are on the shortlist.
    roadmap = reverse("roadmap:roadmap", args=[team.slug])
    words = ngettext("on the shortlist", "on the shortlist", shortlisted)
    return [*funnel.steps(team), Step(shortlisted, words, roadmap)]
