from __future__ import annotations

from collections import Counter
from typing import Any, NamedTuple

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Horizon, HorizonInUse
from roadmap.models.horizons import AFTER, MVP
from roadmap.roadmaps import Roadmap
from teams.fields import LineField
from teams.models import Team, User

LEAST, MOST = 2, 6
# By the name in the address.
PRESETS: dict[str, tuple[str | Promise, ...]] = {"mvp": (MVP, AFTER), "now": (_("Now"), _("Next"), _("Later"))}


class Row(NamedTuple):
    """What is typed about one column; `was` is the name that it had."""

    name: forms.BoundField
    place: forms.BoundField
    was: forms.BoundField


class HorizonsForm(forms.Form):
    """The columns of the roadmap, each in a row: its name, its place, and the name that it had. No name: no column."""

    def __init__(self, data: QueryDict | None, *, team: Team, roadmap: Roadmap, preset: str = "") -> None:
        super().__init__(data)
        self.team, self.roadmap = team, roadmap
        self.before = [horizon.name for horizon in roadmap.horizons]
        self.rows = range(max(MOST, len(self.before)))
        self.columns: list[tuple[str, str]] = []
        names = PRESETS.get(preset, self.before)
        places = [(n, str(n)) for n in range(1, len(self.rows) + 1)]
        for row in self.rows:
            self.fields[f"name_{row}"] = LineField(
                label=gettext("Column %(number)d") % {"number": row + 1},
                required=False,
                max_length=60,
                initial=str(names[row]) if row < len(names) else "",
                error_messages={"max_length": gettext("The name of a column must be 60 characters or fewer")},
            )
            self.fields[f"place_{row}"] = forms.TypedChoiceField(
                label=gettext("Place of column %(number)d") % {"number": row + 1},
                choices=places,
                coerce=int,
                required=False,
                initial=row + 1,
                error_messages={"invalid_choice": gettext("Choose a place from the list")},
            )
            self.fields[f"was_{row}"] = LineField(
                required=False,
                widget=forms.HiddenInput,
                initial=self.before[row] if row < len(self.before) else "",
            )
            self.fields[f"name_{row}"].help_text = self._hint(str(self[f"was_{row}"].value() or ""))

    @property
    def shown(self) -> list[Row]:
        return [Row(self[f"name_{row}"], self[f"place_{row}"], self[f"was_{row}"]) for row in self.rows]

    def clean(self) -> dict[str, Any]:
        cleaned = self.cleaned_data
        if not self.errors:
            for row in self.rows:
                self._refuse_removal(row)
                self._refuse_second(row)
        if not self.errors:
            self.columns = self._in_order() + [(name, name) for name in self._added_meanwhile]
            self._refuse_number()
        return cleaned

    def save(self, *, by: User) -> bool:
        """Say whether it is saved: somebody may have put something into a column that is to go."""
        try:
            Horizon.set(self.team, self.columns, by=by)
        except HorizonInUse as in_use:
            was = str(in_use)
            row = next((row for row in self.rows if self.cleaned_data[f"was_{row}"] == was), 0)
            self._refuse(row, gettext("Somebody has put an item into “%(name)s” meanwhile") % {"name": was})
        return not self.errors

    def _in_order(self) -> list[tuple[str, str]]:
        """Of two that want one place, the one that was moved up comes first, and the one that was moved down last."""
        cleaned = self.cleaned_data
        wanted = []
        for row in self.rows:
            if name := cleaned[f"name_{row}"]:
                place = cleaned[f"place_{row}"] or row + 1
                wanted.append((place, (place > row + 1) - (place < row + 1), row, name, cleaned[f"was_{row}"]))
        return [(name, was) for _place, _moved, _row, name, was in sorted(wanted)]

    def _refuse_second(self, row: int) -> None:
        name = self.cleaned_data.get(f"name_{row}", "")
        above = [self.cleaned_data.get(f"name_{other}", "").casefold() for other in self.rows[:row]]
        if name and name.casefold() in above:
            message = gettext("There are two columns called “%(name)s”. Enter another name")
            self.add_error(f"name_{row}", message % {"name": name})

    def _refuse_removal(self, row: int) -> None:
        was = self.cleaned_data.get(f"was_{row}", "")
        if self.cleaned_data.get(f"name_{row}") or was not in self.before:
            return
        if here := self._standing[was]:
            words = ngettext("%(count)d item stands in “%(name)s”", "%(count)d items stand in “%(name)s”", here)
            self._refuse(row, words % {"count": here, "name": was})
        elif left := [each.reference for each in self.roadmap.leftovers if was == str(each.item.horizon)]:
            message = gettext(
                "“%(name)s” has what is known of %(items)s, no longer on the shortlist. Delete that on the roadmap "
                "first, or give this column another name"
            )
            self.add_error(f"name_{row}", message % {"name": was, "items": ", ".join(left)})

    def _refuse(self, row: int, words: str) -> None:
        what_to_do = gettext("Move to another column what stands there, or give this column another name")
        self.add_error(f"name_{row}", f"{words}. {what_to_do}")

    def _refuse_number(self) -> None:
        if len(self.columns) < LEAST:
            first_empty = next(row for row in self.rows if not self.cleaned_data.get(f"name_{row}"))
            self.add_error(f"name_{first_empty}", gettext("Enter at least 2 columns"))
        elif len(self.columns) > MOST:
            message = gettext("Enter fewer columns, for 6 in all: somebody has added %(names)s meanwhile")
            self.add_error(f"name_{self.rows[0]}", message % {"names": ", ".join(self._added_meanwhile)})

    @property
    def _added_meanwhile(self) -> list[str]:
        """Whoever sent this has not seen these."""
        seen = {self.cleaned_data[f"was_{row}"] for row in self.rows}
        return [name for name in self.before if name not in seen]

    @property
    def _standing(self) -> Counter[str]:
        """How many items each column has."""
        return Counter(entry.horizon.name for entry in self.roadmap.entries)

    def _hint(self, was: str) -> str:
        if was not in self.before:
            return ""
        here = self._standing[was]
        words = ngettext("“%(name)s” now, with %(count)d item", "“%(name)s” now, with %(count)d items", here)
        return words % {"name": was, "count": here}
