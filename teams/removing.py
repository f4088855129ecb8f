"""The end of a team: everything that it has goes from the database, and nothing of anybody else."""

from __future__ import annotations

from typing import Any

import structlog
from django.db import connection, models, transaction

from teams.belonging import HOLDING, Kind, all_models, foreign_keys, kinds
from teams.contention import until_done
from teams.models import RoleNotHeld, Team, User

log = structlog.get_logger(__name__)


def remove_team(team: Team, *, by: User | None) -> bool:
    """Delete the team for good, with all rows that belong to it. Say whether it was still there.

    `by` is a product manager; raise RoleNotHeld for anybody else. With None it goes if its announced day has come, and
    nobody has done anything in it since.
    """
    # People who work in the team meanwhile hold rows that we want, and want some that we hold.
    return until_done(lambda: _remove(team, by))


def _remove(team: Team, by: User | None) -> bool:
    with transaction.atomic():
        # Of two who delete it at once the second one waits here, and finds nothing.
        found = Team.objects.select_for_update(no_key=True).filter(pk=team.pk).first()
        if found is None:
            return False
        if by is None and not found.is_to_be_deleted:
            return False
        if by is not None and not found.memberships.filter(user=by, product_manager=True).exists():
            raise RoleNotHeld
        if connection.features.has_select_for_update:
            _let_nobody_add(found.pk)
        names = _brought_into(found.pk)._raw_delete(connection.alias)
        _let_go_of(found.pk)
        rows = sum(_delete(kind, found.pk) for kind in _in_order())
    # The only trace: it says neither what the team was called nor who was in it.
    log.warning("team_removed", team=found.pk, rows=rows + names, by_a_person=by is not None)
    return True


def _in_order() -> list[Kind]:
    """What is farther from the team first, as the way from it leads through what is nearer.

    The team goes before what hangs on it directly, which is found by the number alone: the event log lets go of its
    lines only once their team is gone. Keys are checked at the end of the transaction.
    """
    farther = sorted((kind for kind in kinds() if kind.depth > 1), key=lambda kind: -kind.depth)
    return [*farther, *(kind for kind in kinds() if kind.depth < 2)]


def _delete(kind: Kind, team: int) -> int:
    # One statement for each kind. Django's own deletion would load every row, and stop at the first PROTECT.
    return kind.rows(team).order_by()._raw_delete(connection.alias)


def _brought_into(team: int) -> models.QuerySet[Any]:
    """Names that an archive brought are nobody's but this team's. They go while it is known which these are."""
    return User._base_manager.filter(brought_into=team).order_by()


def _let_nobody_add(team: int) -> None:
    """Lock each row that another one may refer to: whoever adds one now waits for us, and then finds it gone.

    From the team down, and by name: ballots come before what their scores are about, as savers take them. The team's
    own key comes last: until then who holds one of the others can still finish.
    """
    referred_to = {key.related_model for model in all_models() for key in foreign_keys(model)}
    for kind in kinds():
        if kind.depth and kind.model in referred_to:
            keys = kind.rows(team).order_by().values("pk")
            list(kind.model._base_manager.filter(pk__in=keys).select_for_update().order_by("pk").values_list("pk"))
    list(Team.objects.select_for_update().filter(pk=team).values_list("pk"))


def _let_go_of(team: int) -> None:
    """Empty the keys that lead to this team's rows from rows that are not its own."""
    its = {kind.model: kind for kind in kinds()}
    for model in all_models():
        for key in foreign_keys(model):
            if key.related_model in its and key.remote_field.on_delete not in HOLDING and key.null:
                goal: Any = its[key.related_model].rows(team).order_by()
                others: models.QuerySet[Any] = model._base_manager.filter(**{f"{key.name}__in": goal.values("pk")})
                if model in its:
                    others = others.exclude(pk__in=its[model].rows(team).order_by().values("pk"))
                others.update(**{key.name: None})
