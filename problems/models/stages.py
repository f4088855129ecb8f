from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.gathering import gathered
from problems.models.problems import Problem
from teams.models import Event, Team, User


class Path(models.TextChoices):
    HAPPY = "happy", _("Happy path")
    UNHAPPY = "unhappy", _("Unhappy path")


class StageTaken(Exception):
    """The team has a stage of this name already."""


class ExperienceMap(models.Model):
    """What holds for a team's whole map. There is none until somebody has changed the map."""

    team = models.OneToOneField(Team, on_delete=models.CASCADE, primary_key=True, related_name="experience_map")
    # The round of research that the map stands on now, as the team calls it.
    round = models.CharField(max_length=100, blank=True)
    changed_at = models.DateTimeField(default=timezone.now)

    @classmethod
    def of(cls, team: Team) -> ExperienceMap | None:
        return cls.objects.filter(team=team).first()

    @classmethod
    def name_round(cls, team: Team, name: str, *, by: User) -> None:
        """Say which round of research the map stands on from now on."""
        with transaction.atomic():
            team.lock()
            before = cls.of(team)
            if before is None or before.round != name:
                cls.objects.update_or_create(team=team, defaults={"round": name, "changed_at": timezone.now()})
                team.events.create(
                    actor=by, verb=Event.Verb.CHANGED, what=gettext("the experience map"), detail={"round": name}
                )

    @classmethod
    def touch(cls, team: Team) -> str:
        """Note that the map has changed now, and return the round of research that it stands on."""
        its_map, _new = cls.objects.update_or_create(team=team, defaults={"changed_at": timezone.now()})
        return its_map.round


class Stage(models.Model):
    """A stage of the journey. People pass the stages in their order, and may go on to others than the next."""

    team = models.ForeignKey(Team, on_delete=models.CASCADE, related_name="stages")
    name = models.CharField(max_length=100)
    position = models.PositiveSmallIntegerField(default=0)
    # Where people may go from here beside the next one.
    leads_to = models.ManyToManyField("self", symmetrical=False, blank=True, related_name="reached_from")
    problems = models.ManyToManyField(Problem, through="Placement", related_name="stages")

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["team", "name"], name="stage_name_unique_in_team"),
            models.CheckConstraint(condition=~Q(name=""), name="stage_has_name"),
        ]

    def __str__(self) -> str:
        return gettext("the journey stage “%(name)s”") % {"name": self.name}

    def get_absolute_url(self) -> str:
        return reverse("problems:stage", args=[self.team.slug, self.pk])

    @classmethod
    def add(cls, team: Team, *, by: User | None, name: str, leads_to: Iterable[Stage] = ()) -> Stage:
        """Add a stage after the others. Raise StageTaken when the team has one of this name."""
        with transaction.atomic():
            team.lock()
            _refuse_taken(team.stages.filter(name__iexact=name))
            last = team.stages.last()
            stage = cls.objects.create(team=team, name=name, position=last.position + 1 if last else 0)
            stage.leads_to.set(team.stages.filter(pk__in=[other.pk for other in leads_to]))
            stage._record(by, Event.Verb.CREATED)
        return stage

    def change(self, *, by: User, name: str, leads_to: Iterable[Stage]) -> None:
        """Rename the stage, or change where it leads. Raise StageTaken when another one has the name."""
        with transaction.atomic():
            self.team.lock()
            _refuse_taken(self.team.stages.filter(name__iexact=name).exclude(pk=self.pk))
            # Nothing is updated when somebody has just deleted it.
            if self.team.stages.filter(pk=self.pk).update(name=name):
                self.name = name
                self.leads_to.set(self.team.stages.filter(pk__in=[stage.pk for stage in leads_to]))
                self._record(by, Event.Verb.CHANGED)

    def move(self, steps: int, *, by: User) -> None:
        """Move the stage down by so many places; up when it is less than none."""
        with transaction.atomic():
            self.team.lock()
            order = list(self.team.stages.all())
            if self not in order:
                return
            before = order.index(self)
            after = min(max(before + steps, 0), len(order) - 1)
            if after == before:
                return
            order.insert(after, order.pop(before))
            for position, stage in enumerate(order):
                stage.position = position
            Stage.objects.bulk_update(order, ["position"])
            self._record(by, Event.Verb.CHANGED, place=after + 1)

    def remove(self, *, by: User) -> None:
        """Delete the stage. Its problems stay, but not on it."""
        with transaction.atomic():
            self.team.lock()
            placed = [problem.reference for problem in self.problems.order_by("number")]
            self._record(by, Event.Verb.DELETED, taken_off=placed)
            self.delete()

    def place(self, problems: Iterable[Problem], path: str, *, by: User) -> int:
        """Put problems on this stage, on one of its paths, and return how many were not there before."""
        with transaction.atomic():
            self.team.lock()
            if not self.team.stages.filter(pk=self.pk).exists():
                return 0
            there = dict(self.placements.values_list("problem", "path"))
            new = [
                problem
                for problem in self.team.problems.filter(pk__in=[problem.pk for problem in problems])
                if there.get(problem.pk) != path
            ]
            if new:
                self.placements.filter(problem__in=new).delete()
                Placement.objects.bulk_create(Placement(stage=self, problem=problem, path=path) for problem in new)
                self._record(by, Event.Verb.CHANGED, placed=[problem.reference for problem in new], path=str(path))
        return len(new)

    def take_off(self, problems: Iterable[Problem], *, by: User) -> int:
        """Take problems off this stage, with those merged into them, and return how many were on it."""
        keys = [problem.pk for problem in problems]
        with transaction.atomic():
            self.team.lock()
            gone = self.placements.filter(Q(problem__in=keys) | Q(problem__merged_into__in=keys))
            names = [placement.problem.reference for placement in gone.select_related("problem")]
            gone.delete()
            if names:
                self._record(by, Event.Verb.CHANGED, taken_off=names)
        return len(names)

    def _record(self, by: User | None, verb: str, **detail: object) -> None:
        """Add it to the event log, with the round of research that the map stands on."""
        if research := ExperienceMap.touch(self.team):
            detail["round"] = research
        self.team.record(by, verb, self, **{key: value for key, value in detail.items() if value})


class PlacementQuerySet(models.QuerySet["Placement"]):
    def standing(self) -> list[tuple[int, str, int]]:
        """The keys of stage and problem, and the path between them, in the order of problems.

        A problem that is merged counts as the one that it was merged into.
        """
        problem = Coalesce("problem__merged_into", F("problem"))
        return list(self.order_by("problem__number").values_list("stage", "path", problem))


class Placement(models.Model):
    """A problem on a stage of the journey."""

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="placements")
    problem = models.ForeignKey(Problem, on_delete=models.CASCADE, related_name="placements")
    path = models.CharField(max_length=10, choices=Path)

    objects = PlacementQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["stage", "problem"], name="placement_once_on_stage"),
            models.CheckConstraint(condition=Q(path__in=Path.values), name="placement_path_known"),
        ]

    @classmethod
    def of(cls, problem: Problem) -> PlacementQuerySet:
        """Where a problem stands, or one that was merged into it."""
        return cls.objects.filter(Q(problem=problem) | Q(problem__merged_into=problem))

    @classmethod
    def gathered(cls) -> Subquery:
        """Where each problem of a query stands, or one merged into it: for `from_gathered`."""
        rows = cls.objects.filter(Q(problem=OuterRef("pk")) | Q(problem__merged_into=OuterRef("pk")))
        return gathered(rows, "stage__position", "stage_id", "path", "stage__name")

    @classmethod
    def from_gathered(cls, rows: list[list[Any]] | None) -> list[Placement]:
        """In the order of the stages, the happy path first."""
        return [cls(path=path, stage=Stage(pk=key, name=name)) for _position, key, path, name in sorted(rows or [])]


def _refuse_taken(same: models.QuerySet[Stage]) -> None:
    if same.exists():
        raise StageTaken
