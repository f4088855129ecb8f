"""Questions about ideas, which read as adjectives."""

from __future__ import annotations

from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Window
from django.db.models.functions import Coalesce, RowNumber

from ideation.models.answers import answers_one
from ideation.models.origins import Origin
from ideation.models.placed import PlacedQuerySet
from ideation.models.scope import Scope, ScopeDecision
from problems.models import Problem, UserGroup


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
            merged = self.model.objects.filter(condition, merged_into=OuterRef("pk"))
            found = found.filter(condition | Exists(merged.order_by()))
        return found

    def funnel_counts(self) -> dict[str, Coalesce]:
        """What the funnel counts of one team, `notes` and by the names of scopes, for the query of something else of
        it."""
        counts = {"notes": self.notes()} | {scope: self.unmerged().filter(scope=scope) for scope in Scope.values}
        of_team = {name: ideas.order_by().values("team").annotate(rows=Count("pk")) for name, ideas in counts.items()}
        return {name: Coalesce(Subquery(counted.values("rows")), 0) for name, counted in of_team.items()}

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
        its_words = self.model.objects.only("number", "title", "merged_into")
        merged = models.Prefetch("merged", its_words.prefetch_related(problems))
        return self.select_related("theme", "user_group", "merged_into").prefetch_related(problems, merged)

    def with_decisions(self) -> IdeaQuerySet:
        """Fetch what `decision` needs."""
        return self.prefetch_related("scope_decisions")

    def with_whole_history(self) -> IdeaQuerySet:
        """Fetch every scope decision with who made it and who confirmed it."""
        decisions = ScopeDecision.objects.select_related("by", "confirmed_by")
        return self.prefetch_related(models.Prefetch("scope_decisions", decisions))
