"""The scope as one person is asked about it: each placement, and what they and others say to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from ideation.forms import MissingForm
from ideation.models import Guest, Idea, IdeaQuerySet, ScopeDecision, Stance
from teams.models import Team, User

PER_PAGE = 50
# What an address calls those that somebody has not looked at.
NEW = "new"

type Asked = User | Guest


@dataclass
class Placement:
    idea: Idea
    decision: ScopeDecision
    # What this person says to it now.
    mine: Stance | None = None
    # Their challenges that have been answered, to this placement or an earlier one.
    answered: list[Stance] = field(default_factory=list)
    # What others say, and this person.
    agree: int = 0
    challenges: list[Stance] = field(default_factory=list)


@dataclass(frozen=True)
class Asking:
    """A page of placements, for one person."""

    team: Team
    person: Asked
    show: str
    page: Any
    placements: list[Placement]
    # How many this person has not looked at.
    new: int
    # Whether anybody has agreed with any of these ideas or challenged it, as it is placed or as it was.
    is_heard: bool
    # What a page tells its poll that it shows: see `seen_by`.
    seen: Seen

    @classmethod
    def of(cls, team: Team, person: Asked, query: Mapping[str, str]) -> Asking:
        is_said = Exists(_of(person).filter(decision=OuterRef("latest_decision")))
        is_heard = Exists(Stance.objects.filter(decision__idea=OuterRef("pk")).order_by())
        placed = _placed(team).annotate(is_said=is_said)
        show = NEW if query.get("show") == NEW else ""
        seen = seen_by(team, person)
        counts = placed.annotate(is_heard=is_heard).aggregate(
            all=Count("pk"), new=Count("pk", filter=Q(is_said=False)), heard=Count("pk", filter=Q(is_heard=True))
        )
        rows = placed.filter(is_said=False) if show else placed
        paginator = Paginator(rows.with_problems(), PER_PAGE)
        # Counted already, with the others.
        paginator.count = counts["new" if show else "all"]
        page, new = paginator.get_page(query.get("page")), counts["new"]
        placements = _placements(list(page), person)
        return cls(team, person, show, page, placements, new, counts["heard"] > 0, seen)

    @property
    def context(self) -> dict[str, Any]:
        return {"asking": self, "missing": MissingForm(), "back": {"show": self.show, "page": self.page.number}}


def placement_of(team: Team, person: Asked, number: int) -> Placement | None:
    """One of them; None where there is no such placement."""
    found: IdeaQuerySet = _placed(team).filter(number=number)
    return next(iter(_placements(list(found.with_problems()), person)), None)


def _placed(team: Team) -> IdeaQuerySet:
    placed: IdeaQuerySet = team.ideas.placed().with_latest_decision().exclude(latest_decision=None)
    return placed


def _placements(ideas: list[Idea], person: Asked) -> list[Placement]:
    keys = {idea.pk: _latest_of(idea) for idea in ideas}
    decisions = ScopeDecision.objects.select_related("by").in_bulk(keys.values())
    found = {idea.pk: Placement(idea, decisions[keys[idea.pk]]) for idea in ideas}
    own = Q(guest=person) if isinstance(person, Guest) else Q(user=person)
    stances = Stance.objects.filter(
        Q(decision__in=decisions) | (Q(decision__idea__in=ideas) & own & Q(answered_at__isnull=False))
    ).select_related("decision", "user", "guest", "answered_by")
    for stance in stances:
        placement = found[stance.decision.idea_id]
        _add(placement, stance, is_own=_is_of(stance, person))
    return list(found.values())


def _latest_of(idea: Idea) -> int:
    key: int = idea.latest_decision  # type: ignore[attr-defined]
    return key


def _is_of(stance: Stance, person: Asked) -> bool:
    return (stance.guest_id if isinstance(person, Guest) else stance.user_id) == person.pk


def _add(placement: Placement, stance: Stance, *, is_own: bool) -> None:
    is_of_now = stance.decision_id == placement.decision.pk
    if is_own and stance.is_answered:
        placement.answered.append(stance)
    if is_own and is_of_now:
        placement.mine = stance
    if is_of_now and stance.agrees:
        placement.agree += 1
    elif is_of_now:
        placement.challenges.append(stance)


@dataclass(frozen=True)
class Seen:
    """How often anything was placed in a team, and how many challenges of somebody were answered. Both only grow."""

    placed: int
    answered: int


def seen_by(team: Team, person: Asked) -> Seen:
    """One statement."""
    row = Team.objects.filter(pk=team.pk).values_list(_times_placed("pk"), _times_answered(person, "pk")).get()
    return Seen(*row)


def seen_by_guest(code: str, key: str) -> Seen | None:
    """The same for who holds this key to a round; one statement. None for nobody."""
    answered = Stance.objects.filter(guest=OuterRef("pk")).exclude(answered_at=None)
    found = Guest.of_key(code, key).values_list(_times_placed("round__team"), _count(answered, "guest"))
    return next((Seen(*row) for row in found), None)


def _of(person: Asked) -> QuerySet[Stance]:
    return Stance.objects.of(person).order_by()


def _times_placed(team: str) -> Coalesce:
    return _count(ScopeDecision.objects.filter(idea__team=OuterRef(team)), "idea__team")


def _times_answered(person: Asked, team: str) -> Coalesce:
    answered = _of(person).exclude(answered_at=None)
    return _count(answered.filter(decision__idea__team=OuterRef(team)), "decision__idea__team")


def _count(rows: QuerySet[Any], by: str) -> Coalesce:
    counted = rows.order_by().values(by).annotate(rows=Count("pk"))
    return Coalesce(Subquery(counted.values("rows")), 0)
