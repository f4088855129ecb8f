"""A month as people type it: the number or the name of the month, and the year."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from django import forms
from django.utils.dates import MONTHS, MONTHS_3
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.dates import DatePartsInput
from teams.fields import LineField

MONTH_PARTS: dict[str, str | Promise] = {"month": _("Month"), "year": _("Year")}


class MonthPartsInput(DatePartsInput):
    names = MONTH_PARTS

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.month), str(value.year)] if value else ["", ""]


class MonthField(forms.MultiValueField):
    """The first day of the month. `name` starts each message, such as "When it begins"."""

    widget = MonthPartsInput

    def __init__(self, *, name: str | Promise, **kwargs: Any) -> None:
        self.name = name
        fields = [LineField(required=False) for _part in MONTH_PARTS]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> date | None:
        if not any(data_list):
            return None
        month, year = data_list
        if not month:
            raise self._error(gettext("%(name)s must include a month"))
        if not year:
            raise self._error(gettext("%(name)s must include a year"))
        number = _number_of_month(month)
        if number is None:
            raise self._error(gettext("%(name)s must have a real month, such as 4 or April"))
        if not re.fullmatch("(?:19|[2-9][0-9])[0-9]{2}", year):
            raise self._error(gettext("%(name)s must have a year of four figures, such as 2027"))
        return date(int(year), number, 1)

    def _error(self, message: str) -> forms.ValidationError:
        return forms.ValidationError(message, params={"name": str(self.name)})


def _number_of_month(typed: str) -> int | None:
    if re.fullmatch("0?[1-9]|1[0-2]", typed):
        return int(typed)
    names = [*MONTHS.items(), *MONTHS_3.items()]
    return next((number for number, name in names if str(name).casefold() == typed.casefold()), None)
