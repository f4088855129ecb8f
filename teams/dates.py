"""A date as the Design System asks for it: day, month and year, each typed into a box of its own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.fields import LineField

DATE_PARTS: dict[str, str | Promise] = {"day": _("Day"), "month": _("Month"), "year": _("Year")}


@dataclass(frozen=True)
class DatePart:
    name: str
    label: str | Promise
    value: str


class DatePartsInput(forms.MultiWidget):
    """Day, month and year, each typed into a box of its own."""

    names: Mapping[str, str | Promise] = DATE_PARTS

    def __init__(self) -> None:
        super().__init__(widgets=dict.fromkeys(self.names, forms.TextInput))

    def decompress(self, value: date | None) -> list[str]:
        return [str(value.day), str(value.month), str(value.year)] if value else ["", "", ""]

    def parts(self, value: date | list[str] | None) -> list[DatePart]:
        typed = value if isinstance(value, list) else self.decompress(value)
        return [
            DatePart(name, label, text or "") for (name, label), text in zip(self.names.items(), typed, strict=True)
        ]


class DatePartsField(forms.MultiValueField):
    """A date that is today or in the past; with `ahead`, today or in the future.

    `name` starts each message, such as "Date found".
    """

    widget = DatePartsInput

    def __init__(self, *, name: str | Promise, ahead: bool = False, **kwargs: Any) -> None:
        self.name, self.ahead = name, ahead
        fields = [LineField(required=False) for _part in DATE_PARTS]
        super().__init__(fields=fields, require_all_fields=False, **kwargs)

    def compress(self, data_list: list[str]) -> date | None:
        if not any(data_list):
            return None
        if missing := [
            str(label).lower() for label, text in zip(DATE_PARTS.values(), data_list, strict=True) if not text
        ]:
            raise self._error(gettext("%(name)s must include a %(part)s"), part=gettext(" and a ").join(missing))
        day, month, year = data_list
        if not re.fullmatch("(?:19|[2-9][0-9])[0-9]{2}", year):
            raise self._error(gettext("%(name)s must be a real date, with the day first and a year such as 2026"))
        try:
            found = date(int(year), int(month), int(day))
        except (ValueError, OverflowError):
            raise self._error(gettext("%(name)s must be a real date, such as 27 3 2026")) from None
        if self.ahead and found < timezone.localdate():
            raise self._error(gettext("%(name)s must be today or in the future"))
        if not self.ahead and found > timezone.localdate():
            raise self._error(gettext("%(name)s must be today or in the past"))
        return found

    def _error(self, message: str, **params: str) -> forms.ValidationError:
        return forms.ValidationError(message, params={"name": str(self.name), **params})
