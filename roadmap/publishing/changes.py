"""What differs between two published versions. It knows nothing but what either of them says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from problems.comparing import Piece, compare
from roadmap.publishing.published import Card, Group, Left, Published
from roadmap.publishing.shown import Shown


@dataclass(frozen=True)
class Moved:
    card: Card
    before: str
    after: str


@dataclass(frozen=True)
class Reworded:
    card: Card
    before: list[Piece]
    after: list[Piece]


@dataclass(frozen=True)
class Changed:
    card: Card
    words: list[str]


@dataclass(frozen=True)
class Changes:
    new: list[Card]
    gone: list[Card]
    moved: list[Moved]
    reworded: list[Reworded]
    # What else is said of an item.
    changed: list[Changed]
    # What does not belong to one item.
    besides: list[str]

    @classmethod
    def between(cls, old: Published, new: Published) -> Changes:
        before = {card.reference: card for card in old.cards}
        after = {card.reference: card for card in new.cards}
        pairs = [(before[reference], card) for reference, card in after.items() if reference in before]
        renamed = _renamed(old, new)
        parts = [part for part in _OF_CARD if part in old.shown and part in new.shown]
        changed = [Changed(card, list(_of_cards(was, card, parts))) for was, card in pairs]
        return cls(
            new=[card for reference, card in after.items() if reference not in before],
            gone=[card for reference, card in before.items() if reference not in after],
            moved=[
                Moved(card, was.horizon, card.horizon)
                for was, card in pairs
                if renamed.get(was.horizon, was.horizon) != card.horizon
            ],
            reworded=[
                Reworded(card, *compare(was.title, card.title)) for was, card in pairs if was.title != card.title
            ],
            changed=[each for each in changed if each.words],
            besides=list(_besides(old, new, renamed)),
        )

    @property
    def is_empty(self) -> bool:
        return not (self.new or self.gone or self.moved or self.reworded or self.changed or self.besides)


def _renamed(old: Published, new: Published) -> dict[str, str]:
    """The names of columns that stand where another name stood before, which is nowhere any more."""
    return {
        was: name
        for was, name in zip(old.horizons, new.horizons, strict=False)
        if was not in new.horizons and name not in old.horizons
    }


# What is told of a card, by the part that it belongs to: its name, and how it is written.
_OF_CARD: dict[str, list[tuple[Callable[[], str], Callable[[Card], str]]]] = {
    Shown.PURPOSES: [(lambda: _("Core purpose"), lambda card: card.purpose)],
    Shown.GROUPS: [(lambda: _("User groups"), lambda card: ", ".join(_group_name(group) for group in card.groups))],
    Shown.PROGRESS: [(lambda: _("Progress"), lambda card: card.progress)],
    Shown.OWNER: [(lambda: _("Owner"), lambda card: card.owner)],
    Shown.PERIODS: [(lambda: _("Months"), lambda card: card.months)],
    Shown.HYPOTHESES: [
        (lambda: _("Hypothesis"), lambda card: card.hypothesis),
        (lambda: _("How we will know"), lambda card: card.known_when),
        (lambda: _("Measure"), lambda card: card.measure),
    ],
    Shown.PROBLEMS: [(lambda: _("Problems"), lambda card: " ".join(card.problems))],
    Shown.EVIDENCE: [
        (
            lambda: _("Evidence"),
            lambda card: "; ".join(
                f"{number_format(each.count, force_grouping=True)} {each.unit}: {each.finding}"
                for each in card.evidence
            ),
        )
    ],
    # Not the rank: it changes with every other item.
    Shown.SCORES: [
        (lambda: _("Score"), lambda card: "" if card.score is None else number_format(card.score, 1)),
        (lambda: _("Why against the scores"), lambda card: "; ".join(card.against_the_line)),
    ],
    Shown.DEPENDENCIES: [
        (
            lambda: _("Waits for"),
            lambda card: "; ".join(f"{need}: {need.reason}" if need.reason else str(need) for need in card.waits_for),
        )
    ],
}


def _group_name(group: Group | None) -> str:
    return group.name if group else _("Organisation")


def _of_cards(was: Card, card: Card, parts: list[str]) -> Iterator[str]:
    for part in parts:
        for name, write in _OF_CARD[part]:
            yield from _was_and_is(name(), write(was), write(card))


def _was_and_is(name: str, before: str, after: str) -> Iterator[str]:
    words = {"name": name, "before": before, "after": after}
    if before == after:
        return
    if not before:
        yield _("%(name)s: “%(after)s” was added") % words
    elif not after:
        yield _("%(name)s: “%(before)s” was taken out") % words
    else:
        yield _("%(name)s: was “%(before)s”, is now “%(after)s”") % words


def _besides(old: Published, new: Published, renamed: dict[str, str]) -> Iterator[str]:
    yield from _was_and_is(_("Service"), old.service, new.service)
    yield from _was_and_is(_("Organisation"), old.organisation, new.organisation)
    yield from _was_and_is(_("Contact"), old.contact, new.contact)
    for was, name in renamed.items():
        yield _("The column “%(was)s” is called “%(name)s” now") % {"was": was, "name": name}
    if added := _parts(new.shown, old.shown):
        yield _("Shown as well now: %(parts)s") % {"parts": added}
    if hidden := _parts(old.shown, new.shown):
        yield _("Not shown any more: %(parts)s") % {"parts": hidden}
    both = set(old.shown) & set(new.shown)
    if Shown.NOT_DOING in both:
        yield from _of_lists(_("What we are not doing"), old.not_doing, new.not_doing)
    if Shown.NEEDS in both:
        yield from _of_lists(_("Needs that are not met yet"), old.needs, new.needs)
    if Shown.SCORES in both and (old.votes, old.criteria) != (new.votes, new.criteria):
        yield _("There is another vote behind the scores")


def _parts(these: list[str], others: list[str]) -> str:
    labels = dict(Shown.choices)
    return ", ".join(str(labels.get(part, part)) for part in these if part not in others)


def _of_lists(name: str, old: list[Left], new: list[Left]) -> Iterator[str]:
    before, after = ({left.reference: left for left in lefts} for lefts in (old, new))
    for reference, left in after.items():
        words = {"name": name, "what": str(left)}
        if reference not in before:
            yield _("%(name)s: %(what)s was added") % words
        elif before[reference].title != left.title:
            yield from _was_and_is(name, str(before[reference]), str(left))
        if reference in before and before[reference].reason != left.reason:
            yield _("%(name)s: the reason for %(what)s is another one") % words
    for reference, left in before.items():
        if reference not in after:
            yield _("%(name)s: %(what)s was taken out") % {"name": name, "what": str(left)}
