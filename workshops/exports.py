"""The ballots of a finished workshop as a file, from which anybody can work out the result again."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from teams.csv_files import Cell, as_csv
from workshops.models import Candidate, Criterion, Workshop

if TYPE_CHECKING:
    from workshops.models.results import Result


def ballots_as_csv(workshop: Workshop) -> str:
    """A row for each answer, ballot after ballot; a ballot's number is its place in the order of random keys."""
    columns = [
        _("Ballot"),
        _("Number"),
        _("Title"),
        _("Criterion"),
        _("Lowest"),
        _("Highest"),
        _("More priority at"),
        _("Weight"),
        _("Answer"),
        _("Score"),
    ]
    return as_csv(columns, _rows(workshop, workshop.result))


def _rows(workshop: Workshop, result: Result) -> Iterator[list[Cell]]:
    candidates = list(workshop.candidates.standing())
    criteria = list(workshop.criteria.all())
    words = {(c.pk, k.pk): _words(c, k) for c in candidates for k in criteria}
    shown = result.shown_places()
    score, dont_know = _("score"), _("don’t know")
    for number, ballot in enumerate(workshop.counted_ballots.all(), start=1):
        for candidate, criterion in shown:
            answers = ballot.answers.get(str(candidate), {})
            if (key := str(criterion)) in answers:
                answer = [dont_know, ""] if answers[key] is None else [score, answers[key]]
                yield [number, *words[candidate, criterion], *answer]
    # Named for no ballot: who answered what too few people answered is withheld as well.
    withheld = words.keys() - set(shown)
    yield from (["", *its_words, _("withheld"), ""] for place, its_words in words.items() if place in withheld)


def _words(candidate: Candidate, criterion: Criterion) -> list[Cell]:
    return [
        candidate.reference,
        candidate.title,
        criterion.name,
        criterion.lowest,
        criterion.highest,
        _("the high end") if criterion.direction == "high" else _("the low end"),
        f"{criterion.weight.normalize():f}",
    ]
