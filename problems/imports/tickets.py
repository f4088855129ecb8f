"""Support tickets in groups by what their subjects say, and the others by their tags."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from problems.imports.dates import Dates, Day
from problems.imports.headings import people_in
from problems.imports.reduction import Group, Keys, Reduction, Report
from problems.imports.scrubbing import GAP, People, from_markup, is_formula, tidied, without_people
from problems.imports.similar import Words, groups_of
from problems.imports.tables import Table, TooManyCells

# A subject that fewer tickets than this have may say whose it is, and is not kept.
FEWEST = 2
MOST_GROUPS = 300
MOST_TAG_GROUPS = 50
# Different subjects that are kept apart while reading.
MOST_SUBJECTS = 20_000
TAGS_SHOWN = 3
LONGEST_TITLE = 200

REPLY = re.compile(r"(?i)^\s*(?:(?:re|fwd?|fw|aw|antw|urgent|chaser|reply)\s*[:\]-]\s*|\[[^\]]{0,40}\]\s*)+")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# "Link expired for …": what led up to what is gone.
DANGLING = re.compile(
    rf"(?i)(?:[\s,;:(#/–-]*\b(?:for|from|by|on|to|with|about|re|of|at|ref|id|trn|no|number)\b)?[\s,;:(#/–-]*{GAP}[\s.)]*$"
)
WITH_FIGURE = re.compile(r"\S*\d\S*")
# Words that say nothing of what a ticket is about.
_EMPTY_WORDS = """
    a an the i me my we us our you your he she it its they them their this that these those is are was were be been am
    do does did have has had of in on at to for from by with about as into and or but if so not no please help hi hello
    dear thanks thank regards re fw fwd query question issue issues problem problems enquiry request urgent ticket case
    can could would should will may might need needs want wants get getting pm
"""
EMPTY_WORDS = frozenset(_EMPTY_WORDS.split())


@dataclass
class Subject:
    """The tickets of one subject. `shown` is how the first of them put it."""

    shown: str
    count: int = 0
    days: Counter[Day] = field(default_factory=Counter)
    tags: Counter[str] = field(default_factory=Counter)

    def add(self, other: Subject) -> None:
        self.count += other.count
        self.days.update(other.days)
        self.tags.update(other.tags)


def reduce_tickets(table: Table, columns: Mapping[str, int], keys: Keys) -> Reduction:
    """Read all tickets, and keep for each group of them some words, its tags and when they came."""
    report, people, dates = Report(), People(), Dates()
    subjects: dict[Words, Subject] = {}
    persons = people_in(table, list(columns.values()))
    places = {key: place for place, key in enumerate(columns)}
    wanted = [*columns.values(), *persons]
    names = {key: table.name_of(column) for key, column in columns.items()}
    at_subject, at_tags, at_date, at_id = (places.get(key) for key in ("subject", "tags", "at", "id"))
    rows = 0
    for row, cells in table.rows(wanted):
        rows += 1
        said = cells[at_subject] if at_subject is not None else ""
        number = cells[at_id].strip() if at_id is not None else ""
        if reason := _reason_against(cells, said):
            report.add(row, reason, "" if reason == "too_many_cells" else names["subject"])
            continue
        if number and (reason := keys.reason_against(number)):
            report.add(row, reason, names["id"])
            continue
        called = people.remember(cells[len(columns) :])
        shown = _scrubbed(said, called)
        words = frozenset(word for word in map(str.casefold, WORD.findall(shown)) if word not in EMPTY_WORDS)
        subject = subjects.get(words)
        if subject is None:
            if len(subjects) >= MOST_SUBJECTS:
                words, shown = frozenset(), ""
            subject = subjects.setdefault(words, Subject(shown if words else ""))
        subject.count += 1
        if at_tags is not None:
            for tag in dict.fromkeys(cells[at_tags].replace(",", " ").split()):
                subject.tags[tag] += 1
        if at_date is not None:
            day = dates.read(cells[at_date])
            if day is None:
                report.add(row, "no_date", names["at"])
            else:
                subject.days[day] += 1
    return Reduction(rows, _grouped(subjects, people, dates), report, keys.as_bytes())


def _reason_against(cells: object, said: str) -> str:
    if isinstance(cells, TooManyCells):
        return "too_many_cells"
    if not said.strip():
        return "empty"
    return "formula" if is_formula(said) else ""


def _scrubbed(said: str, called: list[tuple[str, ...]]) -> str:
    """The subject without anything of the one ticket: people, and whatever has a figure in it."""
    said = REPLY.sub("", from_markup(said[:1000]))
    return tidied(WITH_FIGURE.sub(GAP, without_people(People.out_of(said, called))))


def _grouped(subjects: dict[Words, Subject], people: People, dates: Dates) -> list[Group]:
    alone = subjects.pop(frozenset(), Subject(""))
    others = [alone] if alone.count else []
    counts = {words: subject.count for words, subject in subjects.items()}
    spread: Counter[str] = Counter()
    for words, count in counts.items():
        for word in words:
            spread[word] += count
    found: list[Subject] = []
    for members in groups_of(counts):
        together = Subject(_shown(subjects[members[0]].shown, spread))
        for words in members:
            together.add(subjects[words])
        together.shown = people.names_out_of(together.shown)
        if together.count >= FEWEST and WORD.search(together.shown):
            found.append(together)
        else:
            others.append(together)
    found.sort(key=lambda subject: (-subject.count, subject.shown))
    others += found[MOST_GROUPS:]
    groups = [_group(subject.shown, subject, people, dates) for subject in found[:MOST_GROUPS]]
    return groups + _by_tag(others, people, dates)


def _shown(shown: str, spread: Mapping[str, int]) -> str:
    """The subject without words that one ticket alone has."""
    shown = tidied(WORD.sub(lambda word: word[0] if _is_common(word[0].casefold(), spread) else GAP, shown))
    return DANGLING.sub("", shown) or shown


def _is_common(word: str, spread: Mapping[str, int]) -> bool:
    return word in EMPTY_WORDS or spread.get(word, 0) >= FEWEST


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
    if len(tag) > 60 or "@" in tag or re.search(r"\d{5}", tag):
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
