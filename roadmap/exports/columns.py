"""Columns that several tables have."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Protocol

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import UserGroup
from teams.rounding import rounded
from teams.tables import Column, Holds
from workshops.models import ResultRow

# So many digits of a score tell apart what a room can tell apart.
DIGITS = 2


class HasPage(Protocol):
    def get_absolute_url(self) -> str: ...


def score_columns[Row](row_of: Callable[[Row], ResultRow | None]) -> tuple[Column[Row], ...]:
    """Score, voters, and the day on which the workshop was finished; all empty where there is no score."""

    def of_scored(found: Callable[[ResultRow], str | int | float | None]) -> Callable[[Row], str | int | float | None]:
        def value(row: Row) -> str | int | float | None:
            result_row = row_of(row)
            return None if result_row is None or result_row.score is None else found(result_row)

        return value

    return (
        Column("score", _("Score"), _("The priority score, from 0 to 100."), of_scored(score), Holds.NUMBER),
        Column("voters", _("Voters"), _("How many people scored it."), of_scored(lambda r: r.voters), Holds.INTEGER),
        Column("scored_on", _("Scored on"), _("When the results were shown."), of_scored(_finished_on), Holds.DATE),
    )


def page_column[Row](thing_of: Callable[[Row], HasPage]) -> Column[Row]:
    return Column(
        "address",
        _("Address"),
        _("Its page in Shortlist, for people of the team."),
        lambda row: page_of(thing_of(row)),
        Holds.ADDRESS,
        required=True,
    )


def page_of(thing: HasPage) -> str:
    return f"{settings.PUBLIC_URL}{thing.get_absolute_url()}"


def score(row: ResultRow) -> float | None:
    return None if row.score is None else rounded(row.score, DIGITS)


def day(moment: datetime | None) -> str | None:
    return localdate(moment).isoformat() if moment else None


def group_name(group: UserGroup | None) -> str:
    return group.name if group else gettext("Organisation")


def _finished_on(row: ResultRow) -> str | None:
    return day(row.result.workshop.finished_at or row.result.computed_at)
