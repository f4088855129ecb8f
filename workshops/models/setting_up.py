from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Problem
from teams.models import Counter, Event, Team, User
from workshops.criteria import IDEA_CRITERIA, PROBLEM_CRITERIA
from workshops.models.candidates import Candidate
from workshops.models.criteria import Criterion, Preset, named
from workshops.models.states import Kind, NotNow, State

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django.db.models.fields.related_descriptors import RelatedManager

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
        state: str
        candidates: Any
        criteria: RelatedManager[Criterion]

        def locked(self) -> Workshop: ...

        def refuse_unless(self, condition: bool, instead: Any) -> None: ...

        @property
        def may_be_removed(self) -> bool: ...

        @classmethod
        def with_free_code(cls, **fields: Any) -> Workshop: ...

    @classmethod
    def add(
        cls,
        team: Team,
        *,
        by: User | None,
        kind: str,
        title: str,
        criteria: Iterable[Mapping[str, Any]] | None = None,
        **chosen: Any,
    ) -> Workshop:
        """Make a workshop with these criteria, or with the documented ones of its kind."""
        with transaction.atomic():
            number = team.next_number(Counter.WORKSHOP)
            workshop = cls.with_free_code(team=team, number=number, kind=kind, title=title, **chosen)
            workshop.set_criteria(documented(kind) if criteria is None else criteria, by=None)
            detail = {"follows": str(chosen["follows"])} if chosen.get("follows") else {}
            team.record(by, Event.Verb.CREATED, workshop, **detail)
        return workshop

    @classmethod
    def add_once(cls, team: Team, *, by: User, kind: str, title: str) -> Workshop:
        """Make a workshop, unless there is such a one with nothing chosen yet: a page that was sent twice."""
        with transaction.atomic():
            team.lock()
            same = team.workshops.filter(kind=kind, title=title, state=State.DRAFT, candidates=None).first()
            return same or cls.add(team, by=by, kind=kind, title=title)

    def copy(self, *, by: User) -> Workshop:
        """Make a draft of the same kind with the same criteria and settings, and nothing to vote on yet.

        Unless there is one that nobody has touched: a page that was sent twice.
        """
        with transaction.atomic():
            workshop = self.locked()
            team = workshop.team
            team.lock()
            title = (gettext("Copy of %(title)s") % {"title": workshop.title})[:200]
            chosen = {field: getattr(workshop, field) for field in self.CHOSEN}
            criteria = workshop.words_and_scales()
            drafts = team.workshops.filter(
                kind=workshop.kind, title=title, state=State.DRAFT, candidates=None, **chosen
            )
            untouched = (draft for draft in drafts if draft.words_and_scales() == criteria)
            return next(untouched, None) or workshop.add(
                team, by=by, kind=workshop.kind, title=title, criteria=criteria, **chosen
            )

    def measured_on(self) -> list[list[str]]:
        """What scores are made of, as Result.measured_on keeps it."""
        return [[each.name, each.direction, str(each.weight)] for each in self.criteria.all()]

    def words_and_scales(self) -> list[dict[str, Any]]:
        """The criteria as a copy or a preset takes them."""
        return [criterion.words_and_scale() for criterion in self.criteria.all()]

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
                workshop.team.record(by, Event.Verb.CHANGED, workshop, fields=changed)

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
            workshop.team.record(by, Event.Verb.CHANGED, workshop, candidates=[thing.reference for thing in wanted])

    def remove(self, *, by: User) -> None:
        """Delete a draft for good: what nobody could join yet, and nobody's ideas came from."""
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_removal()
            workshop.team.record(by, Event.Verb.DELETED, workshop)
            workshop.delete()

    def refuse_removal(self) -> None:
        """Raise NotNow for what may not be deleted."""
        self.refuse_unless(
            self.may_be_removed, _("People could join this workshop, so it is kept: what they said in it is not lost.")
        )

    def withdraw(self, candidate: Candidate, *, because: str, by: User | None) -> None:
        """Take a candidate out of the vote after it has started. Its scores do not count; others stay."""
        self._set_withdrawn(candidate, because, Event.Verb.WITHDREW, by)

    def put_back(self, candidate: Candidate, *, by: User | None) -> None:
        """Put a withdrawn candidate back to the vote. What was scored before counts again."""
        self._set_withdrawn(candidate, "", Event.Verb.PUT_BACK, by)

    def why_not_withdraw(self, candidate: Candidate) -> Any:
        """Say why this candidate cannot be withdrawn now; nothing when it can."""
        if self.state not in {State.VOTING, State.CLOSED}:
            return _("A withdrawal is for the time from the start of voting until the results are shown.")
        if not self.candidates.standing().exclude(pk=candidate.pk).exists():
            return _("This is the last one that is voted on. Close the vote instead.")
        return ""

    def _set_withdrawn(self, candidate: Candidate, because: str, verb: Event.Verb, by: User | None) -> None:
        with transaction.atomic():
            workshop = self.locked()
            row = workshop.candidates.get(pk=candidate.pk)
            if row.withdrawn_because == because:
                return
            refusal = workshop.why_not_withdraw(row)
            workshop.refuse_unless(not refusal, refusal)
            row.withdrawn_because = because
            row.save(update_fields=["withdrawn_because"])
            # Whoever was saving has committed once every ballot is ours.
            workshop.lock_ballots()
            workshop.ballots.count_what_is_filled()
            detail = {"reason": because} if because else {}
            workshop.team.record(by, verb, row, **detail)

    def set_criterion(self, criterion: Criterion, *, by: User | None) -> None:
        """Store a new or a changed criterion of this workshop.

        Raise ValidationError when another one has its name or asks its question, whatever the case.
        """
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.can_be_set_up, CRITERIA_FIXED)
            if not criterion._state.adding and not workshop.criteria.filter(pk=criterion.pk).exists():
                raise NotNow(_("The criterion was removed in this moment. Add it as a new one."))
            others = workshop.criteria.exclude(pk=criterion.pk)
            taken: dict[str, Any] = {}
            if named(others, criterion.name):
                taken["name"] = _("The workshop already has a criterion with this name")
            if named(others, criterion.question, "question"):
                taken["question"] = _("The workshop already asks this question")
            if taken:
                raise ValidationError(taken)
            if criterion._state.adding:
                last = workshop.criteria.last()
                criterion.position = last.position + 1 if last else 0
            criterion.save()
            workshop.team.record(by, Event.Verb.CHANGED, workshop, criterion=criterion.name)

    def drop_criterion(self, criterion: Criterion, *, by: User | None) -> None:
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.can_be_set_up, CRITERIA_FIXED)
            if not workshop.criteria.filter(pk=criterion.pk).exists():
                return
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

    def keep_criteria_as(self, name: str, *, replace: bool, by: User) -> Preset:
        """Keep the criteria as a preset of the team. One of that name, whatever its case, is replaced.

        Raise ValidationError unless `replace`, when that one has other criteria.
        """
        with transaction.atomic():
            workshop = self.locked()
            workshop.team.lock()
            criteria = workshop.words_and_scales()
            preset = named(workshop.team.presets.all(), name)
            if preset and preset.criteria == criteria:
                return preset
            if preset and not replace:
                raise ValidationError(
                    _("There is a preset “%(name)s” already. Tick the box to replace it, or enter another name"),
                    params={"name": preset.name},
                )
            preset = preset or Preset(team=workshop.team, name=name)
            preset.criteria = criteria
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
            "finds_symptoms": preset.finds_symptoms,
        }
        for preset in presets
    ]
