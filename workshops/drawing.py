"""The results of a finished workshop as HTML, drawn once: they never change, and a whole room asks at one moment."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import caches
from django.template.loader import render_to_string
from django.utils.translation import get_language
from markupsafe import Markup

from workshops.findings import Findings


@dataclass(frozen=True)
class Drawn:
    summary: list[str]
    # Whether it says where else each candidate could stand.
    has_ranges: bool
    # The table and its pictures.
    order: Markup


def draw(findings: Findings, results_url: str, *, for_team: bool) -> Drawn:
    """Take it from what this worker has drawn, or draw it. `results_url` is the page that it is shown on."""
    if findings.result.is_withheld:
        return Drawn([], has_ranges=False, order=Markup())
    key = _key(findings, results_url, for_team=for_team)
    drawn: Drawn | None = caches["drawn"].get(key)
    if drawn is None:
        context = {
            "workshop": findings.workshop,
            "findings": findings,
            "results_url": results_url,
            "for_team": for_team,
        }
        order = Markup(render_to_string("workshops/_order.html", context))  # noqa: S704, a template of ours
        drawn = Drawn(findings.summary, findings.has_ranges, order)
        caches["drawn"].set(key, drawn)
    return drawn


def _key(findings: Findings, results_url: str, *, for_team: bool) -> str:
    """Of all that it depends on. A result is written once, and the words of its candidates are frozen."""
    workshop, result = findings.workshop, findings.result
    # What the team may change, and stands below the pictures for those who take them away.
    names = (workshop.title, workshop.team.name) if for_team else ()
    parts = [result.pk, result.computed_at, findings.order, results_url, names, get_language()]
    return sha256(repr(parts).encode()).hexdigest()
