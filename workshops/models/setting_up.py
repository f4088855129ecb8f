from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Problem
from teams.models import Counter, Event, Team, User
from workshops.criteria import IDEA_CRITERIA, PROBLEM_CRITERIA
from workshops.models.candidates import Candidate
from workshops.models.criteria import Criterion, Preset
from workshops.models.states import Kind, NotNow, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from ideation.models import Idea
    from workshops.models.workshops import Workshop

CRITERIA_FIXED = _("Criteria are fixed once voting starts.")


class SetUp(models.Model):
    """What is chosen for a workshop before voting starts, and the verbs that choose it."""

    # What people are asked as they join, beside their name.
    asks_organisation = models.BooleanField(_("Ask for people’s organisation"), default=False)
    asks_role = models.BooleanField(_("Ask for people’s role"), default=False)
    # One a line; empty for ours.
    ground_rules = models.TextField(_("Ground rules"), max_length=2000, blank=True)
    # Empty for ours.
    warm_up = models.CharField(_("Warm-up question"), max_length=200, blank=True)
    has_random_order = models.BooleanField(_("Show everybody a different order"), default=False)
    asks_comments = models.BooleanField(_("Ask for an optional comment on each page"), default=True)

    # What a copy of a workshop takes.
    CHOSEN = ["asks_organisation", "asks_role", "ground_rules", "warm_up", "has_random_order", "asks_comments"]
    # What voters would stumble on if it changed while they vote.
    FIXED_BY_START = ["has_random_order", "asks_comments"]

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def locked(self) -> Workshop: ...

        @classmethod
        def with_free_code(cls, **fields: Any) -> Workshop: ...

    @classmethod
    def add(cls, team: Team, *, by: User | None, kind: str, title: str) -> Workshop:
        """Make a workshop with the documented criteria of its kind, to be changed until voting starts."""
        with transaction.atomic():
            workshop = cls.with_free_code(team=team, number=team.next_number(Counter.WORKSHOP), kind=kind, title=title)
            workshop.set_criteria(documented(kind), by=None)
            team.record(by, Event.Verb.CREATED, workshop)
        return workshop

    @classmethod
    def add_once(cls, team: Team, *, by: User, kind: str, title: str) -> Workshop:
        """Make a workshop, unless there is such a one with nothing chosen yet: a page that was sent twice."""
        with transaction.atomic():
            team.lock()
            same = team.workshops.filter(kind=kind, title=title, state=State.DRAFT, candidates=None).first()
            return same or cls.add(team, by=by, kind=kind, title=title)

    def copy(self, *, by: User) -> Workshop:
        """Make a draft of the same kind with the same criteria and settings, and nothing to vote on yet."""
        with transaction.atomic():
            workshop = self.locked()
            title = gettext("Copy of %(title)s") % {"title": workshop.title}
            copy = workshop.add_once(workshop.team, by=by, kind=workshop.kind, title=title[:200])
            for field in self.CHOSEN:
                setattr(copy, field, getattr(workshop, field))
            copy.save(update_fields=self.CHOSEN)
            copy.set_criteria([criterion.words_and_scale() for criterion in workshop.criteria.all()], by=None)
        return copy

    def choose(self, *, by: User | None, **fields: Any) -> None:
        """Change the title, or what was chosen of CHOSEN. Raise NotNow for what is fixed once voting has started."""
        with transaction.atomic():
            workshop = self.locked()
            changed = [field for field, value in fields.items() if getattr(workshop, field) != value]
            if not workshop.can_be_set_up and set(changed) & set(self.FIXED_BY_START):
                raise NotNow(_("The order of pages and whether comments are asked for are fixed once voting starts."))
            for field in changed:
                setattr(workshop, field, fields[field])
                setattr(self, field, fields[field])
            if changed:
                workshop.save(update_fields=changed)
                workshop.team.record(by, Event.Verb.CHANGED, workshop)

    def put_to_the_vote(self, things: Iterable[Problem | Idea], *, by: User | None) -> None:
        """Make exactly these problems, or these ideas in scope, the candidates, in this order."""
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.can_be_set_up, _("What is voted on is fixed once voting starts."))
            wanted = list(things)
            workshop.refuse_unless(
                all(isinstance(thing, Problem) or thing.is_in_scope for thing in wanted),
                _("Only ideas in scope for the MVP can be put to the vote."),
            )
            workshop.candidates.all().delete()
            for position, thing in enumerate(wanted):
                candidate = Candidate(workshop=workshop, number=thing.number, position=position)
                candidate.freeze(thing)
                candidate.save()
            workshop.team.record(by, Event.Verb.CHANGED, workshop, candidates=[thing.number for thing in wanted])

    def withdraw(self, candidate: Candidate, *, because: str, by: User | None) -> None:
        """Take a candidate out of the vote after it has started. Its scores do not count; others stay."""
        self._set_withdrawn(candidate, because, Event.Verb.WITHDREW, by)

    def put_back(self, candidate: Candidate, *, by: User | None) -> None:
        """Put a withdrawn candidate back to the vote. What was scored before counts again."""
        self._set_withdrawn(candidate, "", Event.Verb.PUT_BACK, by)

    def _set_withdrawn(self, candidate: Candidate, because: str, verb: Event.Verb, by: User | None) -> None:
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(
                workshop.state in {State.VOTING, State.CLOSED},
                _("A withdrawal is for the time from the start of voting until the results are shown."),
            )
            row = workshop.candidates.get(pk=candidate.pk)
            if row.withdrawn_because == because:
                return
            workshop.refuse_unless(
                not because or workshop.candidates.standing().exclude(pk=row.pk).exists(),
                _("This is the last one that is voted on. Close the vote instead."),
            )
            row.withdrawn_because = because
            row.save(update_fields=["withdrawn_because"])
            # Whoever was saving has committed once every ballot is ours.
            workshop.lock_ballots()
            workshop.ballots.count_what_is_filled()
            detail = {"reason": because} if because else {}
            workshop.team.record(by, verb, row, **detail)

    def set_criterion(self, criterion: Criterion, *, by: User | None) -> None:
        """Store a new or a changed criterion of this workshop."""
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.can_be_set_up, CRITERIA_FIXED)
            if criterion._state.adding:
                last = workshop.criteria.last()
                criterion.position = last.position + 1 if last else 0
            criterion.save()
            workshop.team.record(by, Event.Verb.CHANGED, workshop, criterion=criterion.name)

    def drop_criterion(self, criterion: Criterion, *, by: User | None) -> None:
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.can_be_set_up, CRITERIA_FIXED)
            workshop.refuse_unless(
                workshop.criteria.count() > 1, _("A workshop needs a criterion. Add another one first.")
            )
            criterion.delete()
            workshop.team.record(by, Event.Verb.CHANGED, workshop, dropped_criterion=criterion.name)

    def set_criteria(self, definitions: Iterable[Mapping[str, Any]], *, by: User | None) -> None:
        """Replace all criteria by these, given as Criterion.words_and_scale gives them."""
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.can_be_set_up, CRITERIA_FIXED)
            workshop.criteria.all().delete()
            for position, definition in enumerate(definitions):
                workshop.criteria.create(position=position, **definition)
            if by:
                names = list(workshop.criteria.values_list("name", flat=True))
                workshop.team.record(by, Event.Verb.CHANGED, workshop, criterion=names)

    def keep_criteria_as(self, name: str, *, by: User) -> Preset:
        """Keep the criteria as a preset of the team. One of that name, whatever its case, is replaced."""
        with transaction.atomic():
            workshop = self.locked()
            workshop.team.lock()
            same = workshop.team.presets.filter(name__iexact=name).first()
            preset = same or Preset(team=workshop.team, name=name)
            preset.criteria = [criterion.words_and_scale() for criterion in workshop.criteria.all()]
            preset.save()
            workshop.team.record(by, Event.Verb.CHANGED, workshop, preset=preset.name)
        return preset


def documented(kind: str) -> list[dict[str, Any]]:
    """The documented criteria for workshops of this kind, as Criterion.words_and_scale gives them."""
    presets = PROBLEM_CRITERIA if kind == Kind.PROBLEM else IDEA_CRITERIA
    return [
        {
            "name": str(preset.name),
            "question": str(preset.question),
            "hint": str(preset.hint),
            "low_label": str(preset.low_label),
            "high_label": str(preset.high_label),
        }
        for preset in presets
    ]
