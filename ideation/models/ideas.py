from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from datetime import date
from typing import Any

from django.db import IntegrityError, models, transaction
from django.db.models import Count, Exists, F, OuterRef, Q, Window
from django.db.models.functions import RowNumber
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.models.answers import Answer, answers_one
from ideation.models.moves import Move
from ideation.models.placed import PlacedQuerySet
from ideation.models.scope import Scope, ScopeDecision
from ideation.models.themes import Theme
from problems.models import ImportedGroup, Problem, UserGroup
from teams.models import Counter, Event, Membership, Mergeable, NotMerged, Team, User, merging_constraints


class Origin(models.TextChoices):
    TEAM = "team", _("Added by the team")
    WORKSHOP = "workshop", _("Added in a workshop")
    PUBLISHED = "published", _("From the published account")
    ILLUSTRATIVE = "illustrative", _("Illustrative")
    IMPORTED = "imported", _("From an imported file")
    AGREEMENT = "agreement", _("Added when the scope was agreed")
    # What is made of several is no note of its own: with those that came to be merged into it, it is counted once.
    SOLUTION = "solution", _("Made of several ideas")


class IdeaQuerySet(PlacedQuerySet):
    def unmerged(self) -> IdeaQuerySet:
        """Those that stand for themselves: what lists, the wall, the scope and the vote are about."""
        return self.filter(merged_into=None)

    def merged(self) -> IdeaQuerySet:
        return self.exclude(merged_into=None)

    def notes(self) -> IdeaQuerySet:
        """What somebody wrote down, merged or not; what was made of several is not among them."""
        return self.exclude(origin=Origin.SOLUTION)

    def in_scope(self) -> IdeaQuerySet:
        return self.unmerged().filter(scope=Scope.IN_MVP)

    def not_placed(self) -> IdeaQuerySet:
        return self.unmerged().filter(scope=Scope.NOT_PLACED)

    def answering(self, problems: models.QuerySet[Problem]) -> IdeaQuerySet:
        """Ideas that answer one of these problems, themselves or through an idea merged into them."""
        return self.filter(answers_one(problems))

    def without_problem(self) -> IdeaQuerySet:
        """Ideas that answer no problem, not even through an idea merged into them: solutions in search of one."""
        return self.exclude(answers_one(None))

    def for_group(self, group: UserGroup | None) -> IdeaQuerySet:
        """Ideas that answer a problem of this user group, or none and are in its colour; for None, of the
        organisation itself."""
        those = answers_one(Problem.objects.filter(user_group=group).order_by())
        if group is None:
            return self.filter(those)
        return self.filter(those | (Q(user_group=group) & ~answers_one(None)))

    def matching(self, words: str) -> IdeaQuerySet:
        """Ideas with each of these words in the title or the detail, their own or that of one merged into them.

        "I12" finds that idea as well, or the one that stands for it.
        """
        found = self
        for word in words.split():
            condition = Q(title__icontains=word) | Q(detail__icontains=word)
            if word[0] in "Ii" and word[1:].isdecimal() and len(word) < 10:
                condition |= Q(number=int(word[1:]))
            merged = Idea.objects.filter(condition, merged_into=OuterRef("pk"))
            found = found.filter(condition | Exists(merged.order_by()))
        return found

    def count_by_scope(self) -> dict[str, int]:
        """How many ideas stand in each scope; 0 where there is none. Merged ones stand in none of their own."""
        found = dict(self.unmerged().order_by().values_list("scope").annotate(Count("pk")))
        return {scope: found.get(scope, 0) for scope in Scope.values}

    def first_of_each_scope(self, most: int) -> IdeaQuerySet:
        """Of each scope no more than this many ideas, by number."""
        place = Window(RowNumber(), partition_by=[F("scope")], order_by=[F("number")])
        first: IdeaQuerySet = self.unmerged().annotate(place_in_scope=place).filter(place_in_scope__lte=most)
        return first

    def notes_and_ideas(self) -> tuple[int, int]:
        """How many were written down, and how many stand for themselves now that some are merged."""
        is_note = ~Q(origin=Origin.SOLUTION)
        found = self.aggregate(notes=Count("pk", filter=is_note), ideas=Count("pk", filter=Q(merged_into=None)))
        return found["notes"], found["ideas"]

    def with_problems(self) -> IdeaQuerySet:
        """Fetch what a list shows of each idea: its theme, and the problems that it answers with their groups."""
        problems = models.Prefetch("problems", Problem.objects.select_related("user_group"))
        its_words = Idea.objects.only("number", "title", "merged_into")
        merged = models.Prefetch("merged", its_words.prefetch_related(problems))
        return self.select_related("theme", "user_group", "merged_into").prefetch_related(problems, merged)

    def with_decisions(self) -> IdeaQuerySet:
        """Fetch what `decision` needs."""
        return self.prefetch_related("scope_decisions")

    def with_whole_history(self) -> IdeaQuerySet:
        """Fetch every scope decision with who made it and who confirmed it."""
        decisions = ScopeDecision.objects.select_related("by", "confirmed_by")
        return self.prefetch_related(models.Prefetch("scope_decisions", decisions))


class HasHistory(Exception):
    """What has been placed, merged, voted on or decided is kept, so that nothing loses what it was about."""


class Idea(Mergeable):
    """A possible solution to one or more problems; may be merged into a more specific one."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="ideas")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    detail = models.TextField(max_length=4000, blank=True)
    theme = models.ForeignKey(Theme, null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas")
    problems = models.ManyToManyField(Problem, through=Answer, related_name="ideas")
    scope = models.CharField(max_length=20, choices=Scope, default=Scope.NOT_PLACED)
    origin = models.CharField(max_length=20, choices=Origin, default=Origin.TEAM)
    # Whom it is for while it answers no problem: the user group whose colour its note had.
    user_group = models.ForeignKey(UserGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    # The note of a file that it was, which says of which file and row.
    imported = models.ForeignKey(ImportedGroup, null=True, blank=True, on_delete=models.SET_NULL, related_name="ideas")
    # The "What if…?" that it answers, in the words that it was asked in.
    prompt = models.CharField(max_length=200, blank=True)
    merged_into = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged")
    merged_through = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    # Since when another one stands for it.
    merged_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now)

    objects = IdeaQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["team", "number"], name="idea_number_unique_in_team"),
            models.CheckConstraint(condition=~Q(title=""), name="idea_has_title"),
            models.CheckConstraint(condition=Q(scope__in=Scope.values), name="idea_scope_known"),
            models.CheckConstraint(condition=Q(origin__in=Origin.values), name="idea_origin_known"),
            *merging_constraints(),
        ]

    def __str__(self) -> str:
        return f"I{self.number} {self.title}"

    def get_absolute_url(self) -> str:
        return reverse("overview:idea", args=[self.team.slug, self.number])

    @property
    def reference(self) -> str:
        return f"I{self.number}"

    @property
    def is_in_scope(self) -> bool:
        return self.scope == Scope.IN_MVP and not self.is_merged

    @property
    def is_placed(self) -> bool:
        return self.scope != Scope.NOT_PLACED

    @property
    def answered(self) -> list[Problem]:
        """The problems that it answers, itself or through an idea merged into it, by number."""
        its_own = [self, *self.merged.all()]
        problems = {problem.pk: problem for idea in its_own for problem in idea.problems.all()}
        return sorted(problems.values(), key=lambda problem: problem.number)

    @property
    def groups(self) -> list[UserGroup | None]:
        """Whom it is for: the user groups of its problems, in their order; None for the organisation itself.

        Without a problem, the user group whose colour its note had.
        """
        groups = {problem.user_group_id: problem.user_group for problem in self.answered}
        if not groups and self.user_group:
            return [self.user_group]
        named = [group for group in groups.values() if group]
        return [*sorted(named, key=lambda group: (group.position, group.pk)), *([None] if None in groups else [])]

    @staticmethod
    def that_stand(ideas: Iterable[Idea]) -> list[Idea]:
        """These ideas, each once, and for a merged one that which stands for it."""
        return list({idea.pk: idea for idea in (each.merged_into or each for each in ideas)}.values())

    @property
    def decision(self) -> ScopeDecision | None:
        """The scope decision that holds now."""
        return next(iter(self.scope_decisions.all()), None)

    @property
    def next_to_place(self) -> Idea | None:
        """The not placed idea that comes after this one; after the last, the first that is left."""
        left = self.team.ideas.not_placed().exclude(pk=self.pk)
        return left.filter(number__gt=self.number).first() or left.first()

    @classmethod
    def add(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea that answers these problems of the team, under the team's next number."""
        with transaction.atomic():
            idea = cls.objects.create(team=team, number=team.next_number(Counter.IDEA), **fields)
            idea.problems.set(problems)
            team.record(by, Event.Verb.CREATED, idea)
        return idea

    @classmethod
    def add_once(cls, team: Team, *, by: User | None, problems: list[Problem], **fields: Any) -> Idea:
        """Record an idea, unless the team has it in the very same words: a page that was sent twice."""
        with transaction.atomic():
            team.lock()
            for idea in team.ideas.filter(**fields):
                if set(idea.problems.all()) == set(problems):
                    return idea
            return cls.add(team, by=by, problems=problems, **fields)

    def change(self, *, by: User, problems: list[Problem], **fields: Any) -> None:
        with transaction.atomic():
            before = Idea.objects.select_for_update().get(pk=self.pk)
            if "theme" in fields and before.theme != fields["theme"]:
                Move.objects.create(idea=before, theme=fields["theme"], by=by)
            for name, value in fields.items():
                setattr(self, name, value)
            self.save(update_fields=list(fields))
            self.problems.set(problems)
            self.team.record(by, Event.Verb.CHANGED, self)

    def remove(self, *, by: User) -> None:
        """Delete the idea for good. Raise HasHistory when it was placed, merged, put to a vote or decided on."""
        try:
            with transaction.atomic():
                # Whoever places it at the same time waits, or is waited for.
                idea = Idea.objects.select_for_update().filter(pk=self.pk).first()
                if idea is None:
                    return
                if idea.is_merged or idea.scope_decisions.exists():
                    raise HasHistory
                self.team.record(by, Event.Verb.DELETED, self)
                idea.delete()
        except (models.ProtectedError, IntegrityError) as error:
            raise HasHistory from error

    @classmethod
    def move(cls, team: Team, ideas: list[Idea], *, theme: Theme | None, by: User) -> None:
        """Put these ideas of the team into a theme, or into none. Of two who move the same one the later wins.

        What is there already, or has been merged into another one meanwhile, stays where it is.
        """
        with transaction.atomic():
            # In one order, or two who move several at once would wait for each other.
            rows = team.ideas.select_for_update().filter(pk__in=[idea.pk for idea in ideas]).order_by("pk")
            moved = {
                idea.pk: idea.number for idea in rows if not idea.is_merged and idea.theme_id != (theme and theme.pk)
            }
            if not moved:
                return
            team.ideas.filter(pk__in=moved).update(theme=theme)
            Move.objects.bulk_create(Move(idea_id=key, theme=theme, by=by) for key in moved)
            team.record(by, Event.Verb.MOVED, theme or Theme(name=gettext("No theme")), ideas=sorted(moved.values()))

    def place(self, scope: str, *, reason: str, by: User | None, look_again_on: date | None = None) -> ScopeDecision:
        """Put the idea into a bucket. Every decision stays in its history, with its reason.

        A product manager confirms by placing. Raise NotMerged when another idea stands for it.
        """
        with transaction.atomic():
            idea = Idea.objects.select_for_update().get(pk=self.pk)
            if idea.is_merged:
                raise NotMerged(_("%(idea)s is merged into another idea, and is placed with it"), idea=idea.reference)
            latest = idea.scope_decisions.first()
            words = {"scope": scope, "reason": reason, "look_again_on": look_again_on}
            if latest and idea.scope == scope and all(getattr(latest, name) == word for name, word in words.items()):
                return latest
            now = timezone.now()
            confirms = Membership.objects.filter(team_id=idea.team_id, user=by, product_manager=True).exists()
            decision = idea.scope_decisions.create(
                **words, by=by, at=now, confirmed_by=by if confirms else None, confirmed_at=now if confirms else None
            )
            idea.scope = scope
            idea.save(update_fields=["scope"])
            self.scope = scope
            self.team.record(by, Event.Verb.PLACED, self, scope=scope, reason=reason)
        return decision

    @classmethod
    def place_all(cls, team: Team, ideas: list[Idea], scope: str, *, by: User, **words: Any) -> list[Idea]:
        """Put those of these ideas that are not placed yet into a bucket, for one reason; return them.

        What somebody else placed or merged meanwhile is left as it is. `words` are those of `place`.
        """
        with transaction.atomic():
            # In one order, or two who place several at once would wait for each other.
            rows = team.ideas.select_for_update().not_placed().filter(pk__in=[idea.pk for idea in ideas])
            left = list(rows.order_by("pk"))
            for idea in left:
                idea.team = team
                idea.place(scope, by=by, **words)
        return left

    # Merging

    @classmethod
    def make_of(cls, team: Team, parts: list[Idea], *, by: User, problems: list[Problem], **fields: Any) -> Idea:
        """Make a more specific idea of several ones: they are merged into it, and it answers what they answer.

        Raise NotMerged, and change nothing, when one of them cannot be merged.
        """
        with transaction.atomic():
            solution = cls.add(team, by=by, problems=problems, origin=Origin.SOLUTION, **fields)
            for part in parts:
                part.merge_into(solution, by=by)
        return solution

    def merge_into(self, other: Idea, *, by: User) -> Idea:
        with transaction.atomic():
            into = super().merge_into(other, by=by)
            Idea.objects.filter(pk=self.pk, merged_at=None).update(merged_at=timezone.now())
        return into

    def undo_merge(self, *, by: User) -> None:
        """Let it stand for itself again. What was made of several goes with the last, unless it has a history."""
        with transaction.atomic():
            self.team.lock()
            into = Idea.objects.filter(merged=self).first()
            super().undo_merge(by=by)
            Idea.objects.filter(pk=self.pk, merged_into=None).update(merged_at=None)
            if into and into.origin == Origin.SOLUTION and not into.merged.exists():
                with suppress(HasHistory), transaction.atomic():
                    into.remove(by=by)
