"""Support tickets in groups by what their subjects say, and the others by their tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from problems.imports.dates import Dates, Day
from problems.imports.headings import asker_in, people_in
from problems.imports.reduction import Group, Keys, Reduction, Report
from problems.imports.scrubbing import GAP, Name, People, from_markup, is_formula, tidied, without_people
from problems.imports.similar import Words, groups_of
from problems.imports.tables import Table, TooManyCells, check_rows

# What fewer tickets than this say may tell whose they are, and is not kept; nor what one asker alone says, unless they
# say it as often as a form does that sends every ticket.
FEWEST, FEWEST_OF_ONE = 2, 10
MOST_GROUPS = 300
MOST_TAG_GROUPS = 50
# Different subjects that are kept apart while reading.
MOST_SUBJECTS = 20_000
# Of all of these together: their words, and their different tags.
MOST_WORDS, MOST_TAGS = 250_000, 200_000
TAGS_SHOWN = 3
LONGEST_TAG = 60
LONGEST_SUBJECT, LONGEST_TITLE = 300, 200

REPLY = re.compile(r"(?i)^\s*(?:(?:re|fwd?|fw|aw|antw|urgent|chaser|reply)\s*[:\]-]\s*|\[[^\]]{0,40}\]\s*)+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# "Link expired for …": what led up to what is gone.
DANGLING = re.compile(
    rf"(?i)(?:[\s,;:(#/–-]*\b(?:for|from|by|on|to|with|about|re|of|at|ref|id|trn|no|number)\b)?[\s,;:(#/–-]*{GAP}[\s.)]*$"
)
WITH_FIGURE = re.compile(r"(?<!\S)\S*\d\S*")
# Words that say nothing of what a ticket is about.
_EMPTY_WORDS = """
    a an the i me my we us our you your he she it its they them their this that these those is are was were be been am
    do does did have has had of in on at to for from by with about as into and or but if so not no please help hi hello
    dear thanks thank regards re fw fwd query question issue issues problem problems enquiry request urgent ticket case
    can could would should will may might need needs want wants get getting pm
"""
EMPTY_WORDS = frozenset(_EMPTY_WORDS.split())
# Instead of the one asker, where there are others. No hash of Python's is this number.
SEVERAL = -1


def together(first: int | None, second: int | None) -> int | None:
    """Whose tickets are that are of the first and of the second; None stands for nobody's."""
    if first is None or second is None:
        return second if first is None else first
    return first if first == second else SEVERAL


@dataclass
class Subject:
    """The tickets of one subject. `shown` is how the first of them put it, `asker` tells whose they are."""

    shown: str
    count: int = 0
    asker: int | None = None
    days: Counter[Day] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)

    def add(self, other: Subject) -> None:
        self.count += other.count
        self.asker = together(self.asker, other.asker)
        self.days.update(other.days)
        self.tags.update(other.tags)


def reduce_tickets(table: Table, columns: Mapping[str, int], keys: Keys) -> Reduction:
    """Read all tickets, and keep for each group of them some words, its tags and when they came."""
    return _Tickets(table, columns, keys).read()


class _Tickets:
    def __init__(self, table: Table, columns: Mapping[str, int], keys: Keys) -> None:
        self.table, self.columns, self.keys = table, columns, keys
        self.report, self.people, self.dates = Report(), People(), Dates()
        self.subjects: dict[Words, Subject] = {}
        self.words_left, self.tags_left = MOST_WORDS, MOST_TAGS
        # How many tickets say a word that is a name of their own people.
        self.named: Counter[str] = Counter()
        self.names = {key: table.name_of(column) for key, column in columns.items()}
        self.places = {key: place for place, key in enumerate(columns)}

    def read(self) -> Reduction:
        rows = 0
        asker = asker_in(self.table)
        persons = people_in(self.table, list(self.columns.values()))
        wanted = [*self.columns.values(), *persons, *([] if asker is None else [asker])]
        persons_at = slice(len(self.columns), len(self.columns) + len(persons))
        for row, cells in self.table.rows(wanted):
            rows += 1
            check_rows(rows, row=row)
            if reason := self._reason_against(cells):
                self.report.add(row, *reason)
                continue
            whose = cells[-1].strip() if asker is not None else ""
            # Of those that do not say whose they are each counts as somebody else's.
            self._add(row, cells, self.people.remember(cells[persons_at]), hash(whose) if whose else row)
        return Reduction(rows, self._grouped(), self.report, self.keys.as_bytes())

    def _cell(self, cells: Sequence[str], key: str) -> str:
        place = self.places.get(key)
        return "" if place is None else cells[place]

    def _reason_against(self, cells: Sequence[str]) -> tuple[str, str] | None:
        if isinstance(cells, TooManyCells):
            return "too_many_cells", ""
        said, number = self._cell(cells, "subject"), self._cell(cells, "id").strip()
        if not said.strip():
            return "empty", self.names["subject"]
        if is_formula(said):
            return "formula", self.names["subject"]
        if number and (reason := self.keys.reason_against(number)):
            return reason, self.names["id"]
        return None

    def _add(self, row: int, cells: Sequence[str], called: list[Name], asker: int) -> None:
        shown = _scrubbed(self._cell(cells, "subject"), called)
        subject = self._subject(shown, called)
        subject.count += 1
        subject.asker = together(subject.asker, asker)
        for tag in dict.fromkeys(self._cell(cells, "tags").replace(",", " ").split()):
            if tag in subject.tags:
                subject.tags[tag] += 1
            elif self.tags_left and len(tag) <= LONGEST_TAG:
                subject.tags[tag] = 1
                self.tags_left -= 1
        if "at" in self.places:
            day = self.dates.read(self._cell(cells, "at"))
            if day is None:
                self.report.add(row, "no_date", self.names["at"])
            else:
                subject.days[day] += 1

    def _subject(self, shown: str, called: list[Name]) -> Subject:
        words = frozenset(word for word in map(str.casefold, WORD.findall(shown)) if word not in EMPTY_WORDS)
        self.named.update(words.intersection(word for name in called for word in name))
        subject = self.subjects.get(words)
        if subject is None:
            if len(self.subjects) >= MOST_SUBJECTS or len(words) > self.words_left:
                words, shown = frozenset(), ""
            self.words_left -= len(words)
            subject = self.subjects.setdefault(words, Subject(shown if words else ""))
        return subject

    def _grouped(self) -> list[Group]:
        alone = self.subjects.pop(frozenset(), Subject(""))
        others = [alone] if alone.count else []
        spread = _Spread(self.subjects, self.named)
        found: list[Subject] = []
        for members in groups_of({words: subject.count for words, subject in self.subjects.items()}):
            whole = Subject(_shown(self.subjects[members[0]].shown, spread))
            for words in members:
                whole.add(self.subjects[words])
            whole.shown = self.people.names_out_of(whole.shown)
            if whole.count >= FEWEST and _says_something(whole.shown):
                found.append(whole)
            else:
                others.append(whole)
        found.sort(key=lambda subject: (-subject.count, subject.shown))
        others += found[MOST_GROUPS:]
        groups = [_group(subject.shown, subject, self.people, self.dates) for subject in found[:MOST_GROUPS]]
        return groups + _by_tag(others, self.people, self.dates)


class _Spread:
    """How many tickets say each word, and whose they are."""

    def __init__(self, subjects: Mapping[Words, Subject], named: Mapping[str, int]) -> None:
        self._named = named
        self._counts: Counter[str] = Counter()
        self._askers: dict[str, int | None] = {}
        for words, subject in subjects.items():
            for word in words:
                self._counts[word] += subject.count
                self._askers[word] = together(self._askers.get(word), subject.asker)

    def is_common(self, word: str) -> bool:
        """Whether a word can be shown: it tells nothing of the one ticket, and of nobody."""
        if word in EMPTY_WORDS:
            return True
        count = self._counts[word]
        is_of_several = self._askers.get(word) == SEVERAL or count >= FEWEST_OF_ONE
        return is_of_several and count - self._named.get(word, 0) >= FEWEST


def _scrubbed(said: str, called: list[Name]) -> str:
    """The subject without anything of the one ticket: people, and whatever has a figure in it."""
    said = REPLY.sub("", from_markup(said[:1000]))
    return tidied(WITH_FIGURE.sub(GAP, without_people(People.out_of(said, called))))[:LONGEST_SUBJECT]


def _shown(shown: str, spread: _Spread) -> str:
    """The subject without words that one ticket alone has, or one asker."""
    shown = tidied(WORD.sub(lambda word: word[0] if spread.is_common(word[0].casefold()) else GAP, shown))
    return DANGLING.sub("", shown) or shown


def _says_something(shown: str) -> bool:
    return any(word.casefold() not in EMPTY_WORDS for word in WORD.findall(shown))


def _by_tag(others: list[Subject], people: People, dates: Dates) -> list[Group]:
    """What is like nothing else, under the tag that most of it has."""
    totals: Counter[str] = Counter()
    for subject in others:
        totals.update(subject.tags)
    kept = {tag for tag, count in totals.most_common() if count >= FEWEST and _clean_tag(tag, people)}
    by_tag: dict[str, Subject] = {}
    for subject in others:
        tag = max((tag for tag in subject.tags if tag in kept), key=lambda tag: (totals[tag], tag), default="")
        if tag and tag not in by_tag and len(by_tag) >= MOST_TAG_GROUPS:
            tag = ""
        by_tag.setdefault(tag, Subject("")).add(subject)
    rest = by_tag.pop("", None)
    groups = [
        _group(_("Other tickets tagged “%(tag)s”") % {"tag": _clean_tag(tag, people)}, subject, people, dates)
        for tag, subject in sorted(by_tag.items(), key=lambda item: (-item[1].count, item[0]))
    ]
    if rest:
        groups.append(_group(_("Tickets that are like no other"), rest, people, dates))
    return groups


def _clean_tag(tag: str, people: People) -> str:
    """A tag as it may be shown, or nothing if it says who somebody is."""
    if len(tag) > LONGEST_TAG or "@" in tag or re.search(r"\d{5}", tag):
        return ""
    words = re.sub(r"[_-]+", " ", tag)
    return "" if GAP in people.names_out_of(words) else tag


def _group(title: str, subject: Subject, people: People, dates: Dates) -> Group:
    months, first_on, last_on = dates.months(subject.days)
    tags: dict[str, int] = {}
    for tag, count in subject.tags.most_common(20):
        if count >= FEWEST and len(tags) < TAGS_SHOWN and _clean_tag(tag, people):
            tags[tag] = count
    return Group(
        title=title[:1].upper() + title[1:LONGEST_TITLE],
        count=subject.count,
        months=months,
        first_on=first_on,
        last_on=last_on,
        about={"tags": tags} if tags else {},
    )
