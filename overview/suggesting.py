"""What is suggested to somebody on the page of a team."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from overview.progress import Progress


@dataclass(frozen=True)
class Link:
    text: str
    href: str


@dataclass(frozen=True)
class NextThing:
    title: str
    text: str
    # None where somebody else has to act.
    action: Link | None = None
    other: Link | None = None


def workshop_page(progress: Progress, number: int) -> str:
    return reverse("workshops:workshop", args=[progress.team.slug, number])
