"""Two versions of a framing, word by word."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from problems.models import Framing, Part

WORD = re.compile(r"\n+|[^\s]+")


@dataclass(frozen=True)
class Piece:
    """Some words of one version; `is_changed` when the other version has not got them there."""

    text: str
    is_changed: bool


def compare(old: str, new: str) -> tuple[list[Piece], list[Piece]]:
    """The words of the old text, some of them taken out, and the words of the new one, some of them added."""
    before, after = WORD.findall(old), WORD.findall(new)
    old_pieces, new_pieces = [], []
    for tag, i, j, k, m in SequenceMatcher(None, before, after).get_opcodes():
        if i < j:
            old_pieces.append(Piece(" ".join(before[i:j]), tag != "equal"))
        if k < m:
            new_pieces.append(Piece(" ".join(after[k:m]), tag != "equal"))
    return old_pieces, new_pieces


@dataclass(frozen=True)
class Change:
    """What became of one thing that both versions hold."""

    label: str | Promise
    old: list[Piece]
    new: list[Piece]
    # What happened to it, in words.
    words: str
    is_changed: bool
    old_part: Part | None = None
    new_part: Part | None = None


def changes(old: Framing, new: Framing) -> list[Change]:
    """The parts, then what stands around them. A sentence that is the statement, in both, is told once."""
    is_statement = all(version.statement == version.sentence for version in (old, new))
    return [
        *(_of_parts(before, after) for before, after in zip(old.parts, new.parts, strict=True)),
        *([] if is_statement else [_of_text(gettext_lazy("Sentence"), old.sentence, new.sentence)]),
        _of_text(gettext_lazy("Statement"), old.statement, new.statement),
        _of_text(gettext_lazy("Phase"), str(old.get_phase_display()), str(new.get_phase_display())),
        _of_text(gettext_lazy("Round of research"), old.round, new.round),
    ]


def _of_text(label: str | Promise, old: str, new: str) -> Change:
    return Change(label, *compare(old, new), words=_what_happened(old, new), is_changed=old != new)


def _of_parts(old: Part, new: Part) -> Change:
    words = [_what_happened(old.text, new.text)]
    if old.certainty != new.certainty:
        marks = {"old": old.certainty.label, "new": new.certainty.label}
        words = [words[0]] if old.text != new.text else []
        words.append(_("Was “%(old)s”, is now “%(new)s”") % marks)
    return Change(
        new.name.label,
        *compare(old.text, new.text),
        words=". ".join(words),
        is_changed=old != new,
        old_part=old,
        new_part=new,
    )


def _what_happened(old: str, new: str) -> str:
    if old == new:
        return _("Not changed")
    if not old:
        return _("Added")
    return _("Changed") if new else _("Taken out")
