"""A version as its page tells it: read from what was kept, by what knows the format that it was kept in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap.models import Progress

if TYPE_CHECKING:
    from roadmap.models import Edition, PublishedVersion


@dataclass(frozen=True)
class Group:
    name: str
    label: str
    colour: str


@dataclass(frozen=True)
class Figure:
    count: int
    unit: str
    finding: str


@dataclass(frozen=True)
class Need:
    """That an item waits for another one."""

    reference: str
    title: str
    reason: str

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


@dataclass(frozen=True)
class Card:
    """An item; what was not shown is empty."""

    reference: str
    title: str
    horizon: str
    purpose: str = ""
    # None is the organisation itself.
    groups: list[Group | None] = field(default_factory=list)
    progress: str = ""
    owner: str = ""
    # The first days of the months in which it begins and ends.
    period: tuple[date, date] | None = None
    hypothesis: str = ""
    known_when: str = ""
    measure: str = ""
    problems: list[str] = field(default_factory=list)
    evidence: list[Figure] = field(default_factory=list)
    score: float | None = None
    rank: int | None = None
    against_the_line: list[str] = field(default_factory=list)
    waits_for: list[Need] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"

    @property
    def has_facts(self) -> bool:
        """Whether more is told at a glance than its title and whom it is for."""
        is_told = self.progress or self.months or self.owner or self.against_the_line
        return bool(is_told) or self.score is not None

    @property
    def has_reasons(self) -> bool:
        return bool(self.problems or self.evidence or self.hypothesis or self.known_when or self.measure)

    @property
    def months(self) -> str:
        """September 2026 to November 2026"""
        if not self.period:
            return ""
        first, last = (date_format(day, "F Y") for day in self.period)
        return first if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}


@dataclass(frozen=True)
class Left:
    """Something that is not done, or not yet, and why."""

    reference: str
    title: str
    reason: str
    # What the organisation itself needs has None, as has what is not told of.
    group: Group | None = None

    def __str__(self) -> str:
        return f"{self.reference} {self.title}"


@dataclass(frozen=True)
class Vote:
    on: date | None
    voters: int


@dataclass(frozen=True)
class Row:
    """The items of a column that serve one core purpose; empty where none is named."""

    purpose: str
    cards: list[Card]


@dataclass(frozen=True)
class Column:
    name: str
    rows: list[Row]


@dataclass(frozen=True)
class Published:
    service: str
    organisation: str
    contact: str
    # Which parts were ticked.
    shown: list[str]
    horizons: list[str]
    purposes: list[str]
    cards: list[Card]
    not_doing: list[Left]
    needs: list[Left]
    # Those that the scores are from, the latest first.
    votes: list[Vote]
    criteria: list[str]

    @classmethod
    def of(cls, kept: PublishedVersion | Edition) -> Published:
        read = _FORMATS[kept.snapshot["format"]]
        return read(kept.snapshot, kept.shown)

    @property
    def columns(self) -> list[Column]:
        """Each with the same rows, so that they can stand at the same height."""
        # What serves none has a row of its own, unless there is nothing to show in it.
        names = [*self.purposes, *([""] if not self.purposes or any(not card.purpose for card in self.cards) else [])]
        return [
            Column(
                horizon,
                [
                    Row(name, [card for card in self.cards if (card.horizon, card.purpose) == (horizon, name)])
                    for name in names
                ],
            )
            for horizon in self.horizons
        ]

    @property
    def waiting(self) -> list[Card]:
        return [card for card in self.cards if card.waits_for]

    @cached_property
    def decided(self) -> list[str]:
        """How it was decided, in three sentences; none where nobody has scored anything."""
        scores = [card.score for card in self.cards if card.score is not None]
        if not self.votes or not scores:
            return []
        return [self._who_scored(), self._what_it_gave(scores), self._what_went_against_it()]

    def _who_scored(self) -> str:
        latest = self.votes[0]
        words = {
            "people": ngettext("%(voters)d person", "%(voters)d people", latest.voters) % {"voters": latest.voters},
            "day": date_format(latest.on, "j F Y") if latest.on else "",
            "votes": len(self.votes),
            "criteria": ngettext("%(count)d criterion", "%(count)d criteria", len(self.criteria))
            % {"count": len(self.criteria)},
            "names": ", ".join(self.criteria),
        }
        if len(self.votes) == 1:
            return _("%(people)s scored the ideas in private on %(day)s, on %(criteria)s: %(names)s.") % words
        return (
            _(
                "The ideas were scored in private in %(votes)d votes, the latest on %(day)s by %(people)s, "
                "on %(criteria)s: %(names)s."
            )
            % words
        )

    @staticmethod
    def _what_it_gave(scores: list[float]) -> str:
        low, high = (number_format(score, 1) for score in (min(scores), max(scores)))
        if low == high:
            return _("What is on this roadmap scored %(high)s of 100.") % {"high": high}
        words = _("What is on this roadmap scored from %(low)s to %(high)s of 100; the highest comes first.")
        return words % {"low": low, "high": high}

    def _what_went_against_it(self) -> str:
        against = sum(bool(card.against_the_line) for card in self.cards)
        if not against:
            return _("Nothing on it was chosen against the scores: all %(all)d follow from them.") % {
                "all": len(self.cards)
            }
        words = ngettext(
            "%(count)d of %(all)d was taken in for another reason than its score, which is given with it.",
            "%(count)d of %(all)d were taken in for another reason than their score, which is given with each.",
            against,
        )
        return words % {"count": against, "all": len(self.cards)}


def _format_1(kept: dict[str, Any], shown: list[str]) -> Published:
    titles = {item["reference"]: item["title"] for item in kept["items"]}
    decided = kept.get("decided", {})
    return Published(
        service=kept["service"],
        organisation=kept["organisation"],
        contact=kept["contact"],
        shown=shown,
        horizons=kept["horizons"],
        purposes=kept.get("purposes", []),
        cards=[_card(item, titles) for item in kept["items"]],
        not_doing=[Left(left["reference"], left["title"], _why_not(left)) for left in kept.get("not_doing", [])],
        needs=[
            Left(need["reference"], need["title"], need["reason"], _group(need.get("group")))
            for need in kept.get("needs", [])
        ],
        votes=[Vote(_day(vote["on"]), vote["voters"]) for vote in decided.get("votes", [])],
        criteria=decided.get("criteria", []),
    )


def _card(item: dict[str, Any], titles: dict[str, str]) -> Card:
    begins, ends = [_day(day) for day in item.get("period", [])] or (None, None)
    return Card(
        reference=item["reference"],
        title=item["title"],
        horizon=item["horizon"],
        purpose=item.get("purpose") or "",
        groups=[_group(group) for group in item.get("groups", [])],
        progress=_progress(item.get("progress", "")),
        owner=item.get("owner", ""),
        period=(begins, ends) if begins and ends else None,
        hypothesis=item.get("hypothesis", ""),
        known_when=item.get("known_when", ""),
        measure=item.get("measure", ""),
        problems=item.get("problems", []),
        evidence=[Figure(**figure) for figure in item.get("evidence", [])],
        score=item.get("score"),
        rank=item.get("rank"),
        against_the_line=item.get("against_the_line", []),
        waits_for=[
            Need(need["reference"], titles[need["reference"]], need["reason"]) for need in item.get("waits_for", [])
        ],
    )


def _group(group: dict[str, str] | None) -> Group | None:
    return Group(**group) if group else None


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def _progress(code: str) -> str:
    """In today's words; what was known of it then is shown even when it is no more."""
    return str(dict(Progress.choices).get(code, code))


def _why_not(left: dict[str, Any]) -> str:
    match left["why"]:
        case "decided":
            return str(left["reason"])
        case "not_compared":
            return _("It was scored on other criteria than most, so it cannot be compared yet.")
        case "not_scored":
            return _("It has not been scored yet.")
        case _ if "score" in left:
            return _("Others come first: it scored %(score)s of 100.") % {"score": number_format(left["score"], 1)}
        case _:
            return _("Others come first.")


# Never changed once something is kept in it: old versions are shown for as long as they are published.
_FORMATS: dict[int, Callable[[dict[str, Any], list[str]], Published]] = {1: _format_1}
