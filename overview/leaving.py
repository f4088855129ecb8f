"""What goes when a team goes, and what goes next by itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ideation.models import AgreementRound, Guest, Idea
from problems.models import Document, Evidence, Problem
from roadmap.models import Item, PublishedVersion, Record
from teams.models import Membership, Team, years_after
from workshops.models import Participant, Result, State, Workshop


@dataclass(frozen=True)
class Belongings:
    """How much of everything a team has."""

    problems: int
    evidence: int
    ideas: int
    items: int
    records: int
    # Of the roadmap, those of addresses that were withdrawn too.
    published: int
    documents: int
    megabytes: int
    workshops: int
    results: int
    under_way: int
    # In those that are under way.
    in_room: int
    people: int

    @classmethod
    def of(cls, team: Team) -> Belongings:
        """In one statement."""
        workshops = Workshop.objects.filter(team=OuterRef("pk"))
        under_way = Q(state__in=[State.OPEN, State.VOTING, State.CLOSED])
        counts = {
            "problems": _count(Problem.objects.all()),
            "evidence": _count(Evidence.objects.all()),
            "ideas": _count(Idea.objects.all()),
            "items": _count(Item.objects.all()),
            "records": _count(Record.objects.all()),
            "published": _count(PublishedVersion.objects.all(), "publication__team"),
            "documents": _count(Document.objects.all()),
            "bytes": _total(Document.objects.filter(team=OuterRef("pk")), "team", Sum("size")),
            "workshops": _count(Workshop.objects.all()),
            "results": _count(Result.objects.all(), "workshop__team"),
            "under_way": _total(workshops.filter(under_way), "team", Count("pk")),
            "in_room": _total(workshops.filter(under_way), "team", Count("participants")),
            "people": _count(Membership.objects.all()),
        }
        row = Team.objects.filter(pk=team.pk).order_by().values_list(*counts.values()).get()
        found: dict[str, int] = dict(zip(counts, row, strict=True))
        return cls(megabytes=round(found.pop("bytes") / 1_000_000), **found)


def _count(rows: QuerySet[Any], team: str = "team") -> Coalesce:
    return _total(rows.filter(**{team: OuterRef("pk")}), team, Count("pk"))


def _total(rows: QuerySet[Any], team: str, what: Any) -> Coalesce:
    found = rows.order_by().values(team).annotate(total=what).values("total")
    return Coalesce(Subquery(found), 0, output_field=IntegerField())


@dataclass(frozen=True)
class NextToGo:
    on: date
    # "the names of …", or the team.
    what: str


def next_to_go(team: Team) -> NextToGo | None:
    """What goes next if nothing is done in the team; None when it is kept for ever."""
    if not team.keeps_for:
        return None
    whole = team.to_be_deleted_on or years_after(team.last_touched, team.keeps_for)
    found = [NextToGo(whole, _("this team, with everything in it, if nothing is done in it until then"))]
    workshop = workshops_with_names(Workshop.objects.filter(team=team)).first()
    if workshop and workshop.finished_at:
        names = _("the names of those who took part in “%(title)s”") % {"title": workshop.title}
        found.append(NextToGo(years_after(workshop.finished_at, team.keeps_for), names))
    joined = rounds_with_names(AgreementRound.objects.filter(team=team)).first()
    if joined and joined.closed_at:
        names = _("the names of those who joined agreement round %(number)d by its code") % {"number": joined.number}
        found.append(NextToGo(years_after(joined.closed_at, team.keeps_for), names))
    return min(found, key=lambda one: one.on)


def workshops_with_names(workshops: QuerySet[Workshop]) -> QuerySet[Workshop]:
    """Finished ones in which somebody took part whose name is still kept, the oldest first."""
    people = Participant.objects.filter(Participant.with_name()).values("workshop")
    return workshops.filter(state=State.FINISHED, pk__in=people).order_by("finished_at", "pk")


def rounds_with_names(rounds: QuerySet[AgreementRound]) -> QuerySet[AgreementRound]:
    """Closed ones that somebody joined whose name is still kept, the oldest first."""
    people = Guest.objects.filter(Guest.with_name()).values("round")
    return rounds.filter(closed_at__isnull=False, pk__in=people).order_by("closed_at", "pk")


def people_lose_it(people: int) -> str:
    """Who else does, beside whoever reads this."""
    others = people - 1
    if not others:
        return _("You are the only person in it.")
    return ngettext(
        "%(count)d other person loses it too, without being asked.",
        "%(count)d other people lose it too, without being asked.",
        others,
    ) % {"count": others}
