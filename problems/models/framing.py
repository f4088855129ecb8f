"""A problem in parts, each of them known, assumed or asked: every save is a version, and none is lost."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from problems.models.problems import Problem
from problems.sentences import sentence
from teams.models import Event, User


class Certainty(models.TextChoices):
    KNOWN = "known", _("Known")
    ASSUMPTION = "assumption", _("Assumption")
    OPEN = "open", _("Open question")


class Phase(models.TextChoices):
    DISCOVERY = "discovery", _("Discovery")
    ALPHA = "alpha", _("Alpha")
    BETA = "beta", _("Beta")
    LIVE = "live", _("Live")


class PartName(models.TextChoices):
    """The fields that hold the text of a part; its certainty stands beside it."""

    WHO = "who", _("Who has the problem")
    WHAT = "what", _("What goes wrong")
    WHEN_AND_WHERE = "when_and_where", _("When and where")
    MATTERS_TO_THEM = "matters_to_them", _("Why it matters to them")
    MATTERS_TO_ORGANISATION = "matters_to_organisation", _("Why it matters to the organisation")

    @property
    def certainty(self) -> str:
        return f"{self.value}_certainty"


@dataclass(frozen=True)
class Part:
    name: PartName
    text: str
    certainty: Certainty


class FramedMeanwhile(Exception):
    """Somebody has saved a version since the page was opened."""

    def __init__(self, latest: Framing | None) -> None:
        self.latest = latest
        super().__init__(latest)


def _text() -> models.TextField[str, str]:
    return models.TextField(max_length=500, blank=True)


def _certainty() -> models.CharField[str, str]:
    return models.CharField(max_length=10, choices=Certainty, default=Certainty.OPEN)


class Framing(models.Model):
    """A version: the parts of a problem, and its statement, as they stood when it was saved.

    One without parts keeps a statement that was written by hand; without a phase, too, and without an author when it
    was there before anybody framed the problem.
    """

    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="framings")
    number = models.PositiveIntegerField()
    who = _text()
    who_certainty = _certainty()
    what = _text()
    what_certainty = _certainty()
    when_and_where = _text()
    when_and_where_certainty = _certainty()
    matters_to_them = _text()
    matters_to_them_certainty = _certainty()
    matters_to_organisation = _text()
    matters_to_organisation_certainty = _certainty()
    phase = models.CharField(max_length=10, choices=Phase, blank=True)
    round = models.CharField(max_length=100, blank=True)
    statement = models.TextField(max_length=4000, blank=True)
    # The number of the version that this one brought back.
    restored = models.PositiveIntegerField(null=True, blank=True)
    by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-number"]
        constraints = [
            models.UniqueConstraint(fields=["problem", "number"], name="framing_number_unique_in_problem"),
            models.CheckConstraint(condition=Q(phase__in=["", *Phase.values]), name="framing_phase_known"),
            *(
                models.CheckConstraint(
                    condition=Q(**{name.certainty: Certainty.OPEN})
                    | (Q(**{f"{name.certainty}__in": Certainty.values}) & ~Q(**{name.value: ""})),
                    name=f"framing_{name.value}_open_when_empty",
                )
                for name in PartName
            ),
        ]

    def __str__(self) -> str:
        return f"{self.problem} ({self.number})"

    def get_absolute_url(self) -> str:
        return reverse("problems:framing_version", args=[self.problem.team.slug, self.problem.number, self.number])

    @property
    def parts(self) -> list[Part]:
        return [Part(name, getattr(self, name.value), Certainty(getattr(self, name.certainty))) for name in PartName]

    @property
    def is_framed(self) -> bool:
        """Whether it has any part; otherwise it keeps a statement alone."""
        return any(part.text for part in self.parts)

    @property
    def still_open(self) -> int:
        return sum(part.certainty == Certainty.OPEN for part in self.parts)

    @property
    def assumed(self) -> int:
        return sum(part.certainty == Certainty.ASSUMPTION for part in self.parts)

    @property
    def sentence(self) -> str:
        """The parts in one sentence. An open question is no claim: it is left out."""
        said = {part.name.value: part.text for part in self.parts if part.certainty != Certainty.OPEN}
        return sentence(**said)

    @property
    def content(self) -> dict[str, Any]:
        """All that two versions may differ in."""
        names = [*PartName.values, *(name.certainty for name in PartName), "phase", "round", "statement"]
        return {name: getattr(self, name) for name in names}

    @classmethod
    def add(
        cls, problem: Problem, *, by: User | None, seen: int, is_statement: bool = False, **content: Any
    ) -> Framing:
        """Save a version; with `is_statement` its sentence becomes the problem's statement.

        `seen` is the number of the version that it was made from, 0 for none: raise FramedMeanwhile when there is a
        later one that says something else. What was sent twice makes one version.
        """
        with transaction.atomic():
            before = _lock(problem).statement
            statement = cls(**content).sentence if is_statement else before
            content = cls(**content, statement=statement).content
            latest = problem.framings.first()
            if latest and latest.content == content:
                return latest
            if seen != (latest.number if latest else 0):
                raise FramedMeanwhile(latest)
            framing = cls._make(problem, before, by=by, content=content)
            problem.team.record(by, Event.Verb.CHANGED, problem, framing=framing.number, phase=str(framing.phase))
        return framing

    def restore(self, *, by: User) -> Framing:
        """Make a version that says what this one says; the statement too, if it had one."""
        problem = self.problem
        with transaction.atomic():
            before = _lock(problem).statement
            content = self.content | {"statement": self.statement or before}
            latest = problem.framings.first()
            if latest and latest.content == content:
                return latest
            framing = self._make(problem, before, by=by, content=content, restored=self.number)
            problem.team.record(by, Event.Verb.CHANGED, problem, framing=framing.number, restored=self.number)
        return framing

    @classmethod
    def keep_statement(cls, problem: Problem, statement: str, *, by: User | None) -> None:
        """Keep a statement that somebody writes by hand, and the words that it replaces.

        Must be called inside the transaction that writes it, before it is written.
        """
        before = _lock(problem).statement
        latest = problem.framings.first()
        # A first statement replaces nothing: it is kept once something replaces it.
        if statement != before and (before or latest):
            cls._make(problem, before, by=by, content=cls._parts_of(latest) | {"statement": statement})

    @classmethod
    def _make(
        cls, problem: Problem, before: str, *, by: User | None, content: dict[str, Any], restored: int | None = None
    ) -> Framing:
        """Add the next version to a problem that is locked, and make its statement the problem's, now `before`."""
        latest = problem.framings.first()
        number = latest.number if latest else 0
        is_replaced = before not in {"", content["statement"]}
        if is_replaced and (latest is None or latest.statement != before):
            # Written before versions were kept: nobody knows by whom.
            number += 1
            problem.framings.create(number=number, **cls._parts_of(latest), statement=before)
        framing = problem.framings.create(number=number + 1, by=by, restored=restored, **content)
        problem.framing, problem.statement = framing, framing.statement
        Problem.objects.filter(pk=problem.pk).update(framing=framing, statement=framing.statement)
        return framing

    @staticmethod
    def _parts_of(framing: Framing | None) -> dict[str, Any]:
        if framing is None:
            return {}
        return {name: value for name, value in framing.content.items() if name not in {"phase", "round", "statement"}}


def _lock(problem: Problem) -> Problem:
    """Let nobody else frame or reword the problem until this transaction ends; give it as it is now."""
    return Problem.objects.select_for_update(no_key=True).get(pk=problem.pk)
