from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

from django.db import models


class Purpose(models.Model):
    """A core purpose of the service: what it is there for."""

    team = models.ForeignKey("teams.Team", on_delete=models.CASCADE, related_name="purposes")
    name = models.CharField(max_length=200)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["team", "name"], name="purpose_unique_in_team")]

    def __str__(self) -> str:
        return self.name


# Half the letters in common is chance ("Pay schools", "Pay lead providers"); a rewording keeps more.
ALIKE = 0.6


def match_purposes(existing: Sequence[Purpose], names: Sequence[str]) -> dict[str, Purpose]:
    """Say which purpose each of these names stands for, so that a purpose keeps what hangs on it.

    The one of that name, wherever it stands now; else the one that was reworded into it; else the
    one whose place it took. A name that is left out of the answer is new.
    """
    by_name = {purpose.name: purpose for purpose in existing}
    matched = {name: by_name[name] for name in names if name in by_name}

    def match(name: str, purpose: Purpose) -> None:
        if name not in matched and purpose not in matched.values():
            matched[name] = purpose

    for likeness, name, purpose in _likeness(existing, [name for name in names if name not in matched]):
        if likeness >= ALIKE:
            match(name, purpose)
    for name, purpose in zip(names, existing, strict=False):
        match(name, purpose)
    return matched


def _likeness(purposes: Sequence[Purpose], names: Sequence[str]) -> list[tuple[float, str, Purpose]]:
    """Each name with each purpose, the most alike first."""
    pairs = [
        (SequenceMatcher(None, purpose.name.casefold(), name.casefold()).ratio(), name, purpose)
        for name in names
        for purpose in purposes
    ]
    return sorted(pairs, key=lambda pair: pair[0], reverse=True)
