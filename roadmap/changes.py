"""What has changed between a recorded decision and the shortlist as it stands, in sentences."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from roadmap.models import Line, RecordedIdea
from roadmap.recording import Snapshot, compared
from teams.rounding import rounded


@dataclass(frozen=True)
class Change:
    """What is not as it was with one idea."""

    # As it is now; as it was, where it has left the scope.
    idea: RecordedIdea
    said: list[str]


@dataclass(frozen=True)
class Changes:
    # Empty where it has not moved.
    line: str
    # By what it means for the shortlist, each in the order that it has now.
    came: list[Change]
    left: list[Change]
    others: list[Change]

    @classmethod
    def between(cls, before: Snapshot, after: Snapshot) -> Changes:
        was = {idea.number: idea for idea in before.ideas}
        pairs = [(was.pop(idea.number, None), idea) for idea in after.ideas]
        changes = cls(_line(before.line, after.line), [], [], [])
        for then, now in pairs:
            if then is None or compared(then) != compared(now):
                was_in = then is not None and then.included
                changes._group(was_in, now.included).append(Change(now, _said(then, now)))
        for then in was.values():
            changes._group(then.included, False).append(Change(then, [_("It is no longer in scope for the MVP.")]))
        return changes

    def __bool__(self) -> bool:
        return bool(self.line or self.came or self.left or self.others)

    @property
    def summary(self) -> str:
        """What changed, as the end of a sentence that begins with "Since then"."""
        came, left, others = len(self.came), len(self.left), len(self.others)
        parts = [
            _("the line was moved") if self.line else "",
            ngettext("%(num)s idea came onto the shortlist", "%(num)s ideas came onto the shortlist", came)
            % {"num": came}
            if came
            else "",
            ngettext("%(num)s idea left it", "%(num)s ideas left it", left) % {"num": left} if left else "",
            ngettext("something else changed about %(num)s idea", "something else changed about %(num)s ideas", others)
            % {"num": others}
            if others
            else "",
        ]
        return ", ".join(part for part in parts if part)

    def _group(self, was_in: bool, is_in: bool) -> list[Change]:
        if was_in == is_in:
            return self.others
        return self.came if is_in else self.left


def _line(before: Line, after: Line) -> str:
    if before == after:
        return ""
    return _("The line was %(before)s, and is %(after)s now.") % {"before": before, "after": after}


def _said(then: RecordedIdea | None, now: RecordedIdea) -> list[str]:
    if then is None:
        return [_("It was not in scope then."), *_because(now)]
    said = []
    if then.title != now.title:
        said.append(_("It was called “%(title)s”.") % {"title": then.title})
    if then.workshop_number != now.workshop_number and now.workshop_number is not None:
        said.append(_("It was scored in “%(workshop)s”.") % {"workshop": now.workshop_title})
    said += _numbers(then, now)
    if then.is_above_line != now.is_above_line:
        said.append(_("The line has it above now.") if now.is_above_line else _("The line has it below now."))
    if (then.included, then.reason) != (now.included, now.reason):
        said += _because(now)
        if then.included == now.included and not now.reason:
            said.append(_("It is no exception any more."))
    return said


def _numbers(then: RecordedIdea, now: RecordedIdea) -> list[str]:
    said = []
    before, after = _score(then.score), _score(now.score)
    if before != after:
        said.append(_("Its score was %(before)s, and is %(after)s now.") % {"before": before, "after": after})
    if then.rank != now.rank:
        numbers = {"before": then.rank or _("none"), "after": now.rank or _("none")}
        said.append(_("Its rank was %(before)s, and is %(after)s now.") % numbers)
    return said


def _because(now: RecordedIdea) -> list[str]:
    if not now.is_exception:
        return []
    words = _("It was taken in against the line: %(reason)s") if now.included else _("It was left out: %(reason)s")
    return [words % {"reason": now.reason}]


def _score(score: float | None) -> str:
    return _("none") if score is None else number_format(rounded(score, 1), 1)
