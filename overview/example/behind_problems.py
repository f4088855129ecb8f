"""What stands behind the problems of the example: how they are framed, asked about, connected and placed."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from overview.example import framing
from problems.models import Framing, PartName, Path, Phase, Problem, Question, Stage, State, UserGroup
from teams.models import Team, User


def frame(team: Team, problems: dict[str, Problem], by: User) -> None:
    for key, parts in framing.FRAMINGS.items():
        content: dict[str, Any] = {"phase": Phase.DISCOVERY, "round": framing.ROUND}
        for name, (text, certainty) in zip(PartName, parts, strict=True):
            content |= {name.value: text, name.certainty: certainty}
        Framing.add(problems[key], by=by, seen=0, **content)
    for asked in framing.QUESTIONS:
        question = Question.ask(team, asked.text, by=by, problems=[problems[key] for key in asked.problems])
        if asked.finding:
            question.close(team.evidence.get(finding__startswith=asked.finding), asked.answer, by=by)
    _journey(team, problems, by)
    problems[framing.SYMPTOM].set_root(problems[framing.ROOT], by=by)
    _park(team, by)


def _journey(team: Team, problems: dict[str, Problem], by: User) -> None:
    stages = [Stage.add(team, by=by, name=stop.name) for stop in framing.JOURNEY]
    for stage, following in pairwise(stages):
        stage.change(by=by, name=stage.name, leads_to=[following])
    for stage, stop in zip(stages, framing.JOURNEY, strict=True):
        for path, keys in ((Path.HAPPY, stop.happy), (Path.UNHAPPY, stop.unhappy)):
            stage.place([problems[key] for key in keys], path, by=by)


def _park(team: Team, by: User) -> None:
    need = framing.PARKED
    group = UserGroup.named(team, need.user_group, by=by)
    problem = Problem.add(team, by=by, title=need.title, statement=need.statement, user_group=group)
    problem.move_to(State.PARKED, by=by, reason=need.reason)
