"""Several ideas that become one: a more specific one made of them, or one that is there already."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ideation.forms import IdeaForm
from ideation.models import Idea
from problems.fields import ProblemsField
from problems.models import Problem
from teams.models import NotMerged, Team, User

NEW, OTHER = "new", "other"
# More are not read through with care.
MOST_PARTS = 50
NOT_THERE = _("Select ideas from the list: one of them is not there any more, or is merged already")


class MergingForm(IdeaForm):
    ideas = forms.MultipleChoiceField(
        label=_("Which ideas become one?"),
        error_messages={"required": _("Select the ideas that become one"), "invalid_choice": NOT_THERE},
    )
    into = forms.ChoiceField(
        label=_("Which idea stands for them?"),
        initial=NEW,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the idea that stands for them"),
            "invalid_choice": _("Choose the idea that stands for them from the list"),
        },
    )
    other = forms.ChoiceField(
        label=_("Which other idea?"),
        required=False,
        error_messages={"invalid_choice": _("Choose the other idea from the list: this one is not there any more")},
    )

    field_order = ["ideas", "into", "other", "title", "detail", "problems", "theme", "new_theme"]

    def __init__(self, data: QueryDict | None, *, team: Team, numbers: Iterable[str]) -> None:
        standing = {str(idea.number): idea for idea in team.ideas.unmerged().with_problems()}
        there = [number for number in dict.fromkeys(numbers) if number in standing]
        self.parts = {number: standing[number] for number in there[:MOST_PARTS]}
        # How many were selected beyond what one page asks about.
        self.left_over = len(there) - len(self.parts)
        self.others = {number: idea for number, idea in standing.items() if number not in self.parts}
        super().__init__(data, team=team, initial=self._prefilled())
        # Of a new idea only.
        self.fields["title"].required = False
        ideas, into, other = self.fields["ideas"], self.fields["into"], self.fields["other"]
        problems = self.fields["problems"]
        assert isinstance(ideas, forms.MultipleChoiceField)
        assert isinstance(into, forms.ChoiceField)
        assert isinstance(other, forms.ChoiceField)
        assert isinstance(problems, ProblemsField)
        parts = [(number, str(idea)) for number, idea in self.parts.items()]
        ideas.choices = parts
        into.choices = [(NEW, gettext("A new idea, made of them")), *parts, (OTHER, gettext("Another idea"))]
        others = [(number, str(idea)) for number, idea in self.others.items()]
        other.choices = [("", gettext("Choose an idea")), *others]
        answered = Problem.objects.filter(
            pk__in={problem.pk for part in self.parts.values() for problem in part.answered}
        )
        problems.offer(team.problems.unmerged_or(answered).by_group())

    def _prefilled(self) -> dict[str, object]:
        parts = self.parts.values()
        themes = Counter(part.theme_id for part in parts).most_common(1)
        return {
            "ideas": list(self.parts),
            "into": NEW,
            "problems": list(dict.fromkeys(problem.number for part in parts for problem in part.answered)),
            "theme": themes[0][0] if themes else None,
        }

    def clean(self) -> None:
        chosen, into = self.cleaned_data.get("ideas", []), self.cleaned_data.get("into")
        if into == NEW:
            if not self.cleaned_data.get("title") and "title" not in self.errors:
                self.add_error("title", gettext("Enter a title for the new idea"))
            if len(chosen) == 1:
                self.add_error("ideas", gettext("Select two ideas or more to make a new one of them"))
        elif into == OTHER and not self.cleaned_data.get("other") and "other" not in self.errors:
            self.add_error("other", gettext("Choose the other idea"))
        elif chosen == [into]:
            self.add_error("ideas", gettext("Select another idea as well: this one cannot be merged into itself"))

    @property
    def chosen(self) -> list[Idea]:
        return [self.parts[number] for number in self.cleaned_data["ideas"]]

    def merge(self, *, by: User) -> Idea | None:
        """Merge them, all or none; return the one that stands for them. None: refused, and the form says why."""
        into, parts = self.cleaned_data["into"], self.chosen
        try:
            with transaction.atomic():
                # All in one order, or who moves or places several at once and we would wait for each other.
                self.team.lock()
                rows = self.team.ideas.select_for_update().filter(pk__in=[part.pk for part in parts])
                list(rows.order_by("pk").values_list("pk"))
                if into == NEW:
                    return Idea.make_of(self.team, parts, by=by, **self.fields_of_idea(by=by))
                stands = self.others[self.cleaned_data["other"]] if into == OTHER else self.parts[into]
                for part in parts:
                    if part != stands:
                        stands = part.merge_into(stands, by=by)
                return stands
        except NotMerged as refused:
            self.add_error("ideas", refused.words)
            return None
