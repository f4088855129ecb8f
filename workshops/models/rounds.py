from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from workshops.models.states import State

if TYPE_CHECKING:
    from collections.abc import Collection

    from ideation.models import Idea
    from problems.models import Problem
    from teams.models import Team, User
    from workshops.models.candidates import Candidate
    from workshops.models.workshops import Workshop

NOT_YET = _("A second round follows results. Show them first.")
TITLE_LENGTH = 200


class Rounds(models.Model):
    """A workshop among those that follow one another: the same is voted on again after it was talked about."""

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        pk: int
        team: Team
        follows: Workshop | None
        follows_id: int | None

        candidates: Any

        @property
        def is_of_problems(self) -> bool: ...

        def locked(self) -> Workshop: ...

        def what_can_be_voted_on(self) -> list[Problem] | list[Idea]: ...

    @cached_property
    def other_rounds(self) -> list[Workshop]:
        """The workshop that this one follows, if any, and those that follow it; in one statement."""
        return list(self.team.workshops.filter(Q(pk=self.follows_id) | Q(follows=self.pk)).order_by("number"))

    @property
    def earlier_round(self) -> Workshop | None:
        return next((other for other in self.other_rounds if other.pk == self.follows_id), None)

    @property
    def later_rounds(self) -> list[Workshop]:
        return [other for other in self.other_rounds if other.pk != self.follows_id]

    def can_be_voted_on_again(self) -> set[int]:
        """The keys of the candidates that may be put to the vote as things are now."""
        there = {thing.pk for thing in self.what_can_be_voted_on()}
        candidates = self.candidates.standing().values_list("pk", "problem" if self.is_of_problems else "idea")
        return {pk for pk, thing in candidates if thing in there}

    def follow_up(self, candidates: Collection[Candidate], *, by: User) -> Workshop:
        """Make a draft in which these candidates are voted on again, on the same criteria.

        Unless there is one that nobody has touched: a page that was sent twice.
        """
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.is_finished, NOT_YET)
            workshop.refuse_unless(bool(candidates), _("Choose at least one."))
            team = workshop.team
            team.lock()
            there = workshop.can_be_voted_on_again()
            gone = [candidate.reference for candidate in candidates if candidate.pk not in there]
            instead = gettext("%(these)s can no longer be voted on. Choose again.") % {"these": ", ".join(gone)}
            workshop.refuse_unless(not gone, instead)
            chosen = [candidate.pk for candidate in candidates]
            wanted = list(workshop.candidates.filter(pk__in=chosen).select_related("problem", "idea"))
            settings = {field: getattr(workshop, field) for field in workshop.CHOSEN}
            title, criteria = _title_of_next_round(workshop), workshop.words_and_scales()
            drafts = team.workshops.filter(follows=workshop, title=title, state=State.DRAFT, **settings)
            numbers = [candidate.number for candidate in wanted]
            for draft in drafts:
                if draft.words_and_scales() == criteria and numbers == _numbers_in(draft):
                    return draft
            second = workshop.add(
                team, by=by, kind=workshop.kind, title=title, criteria=criteria, follows=workshop, **settings
            )
            second.put_to_the_vote([candidate.thing for candidate in wanted], by=by)
        return second


def _numbers_in(workshop: Workshop) -> list[int]:
    return list(workshop.candidates.values_list("number", flat=True))


def _title_of_next_round(workshop: Workshop) -> str:
    """The title of the first round, with which round it is: "Problems (second round)", then "Problems (round 3)"."""
    place, earlier = 1, workshop
    while earlier.follows:
        place, earlier = place + 1, earlier.follows
    title = workshop.title.removesuffix(_as_round(place)) if place > 1 else workshop.title
    ending = _as_round(place + 1)
    return title[: TITLE_LENGTH - len(ending)] + ending


def _as_round(place: int) -> str:
    return f" ({gettext('second round') if place == 2 else gettext('round %(place)d') % {'place': place}})"
