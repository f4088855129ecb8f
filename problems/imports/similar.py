"""Which subjects say the same: the same words but for their endings, slips of the pen, and one word in three."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from itertools import groupby, islice, takewhile
from math import ceil

from rapidfuzz import fuzz, process

# Of 100. "registraton" for "registration".
SLIP = 88
SHORTEST_SLIP = 7
# A slip is much rarer than the word that was meant.
RARER = 20
# Words beginning with the same two letters of which one may be a slip.
MOST_HEADS = 500
ENDINGS = ("s", "es", "ed", "d", "ing")
# Groups with a word in common that a subject is compared with; and how often that is done for one file. Where hardly
# two subjects are alike it would take minutes, for groups of one.
MOST_WITH_WORD = 300
MOST_COMPARISONS = 2_000_000
# Of the words of two subjects, how many they share.
SHARED = 0.6

type Words = frozenset[str]


def groups_of(subjects: Mapping[Words, int]) -> list[list[Words]]:
    """The subjects in groups of similar ones, the most frequent of each first. The numbers are their counts."""
    meant = _what_is_meant(subjects)
    rank = {word: place for place, (word, _n) in enumerate(reversed(_counted(subjects, meant).most_common()))}
    leaders: list[tuple[Words, list[Words]]] = []
    led: dict[Words, int] = {}
    by_word: dict[str, list[int]] = defaultdict(list)
    comparisons_left = MOST_COMPARISONS
    for subject in sorted(subjects, key=lambda words: (-subjects[words], sorted(words))):
        words = frozenset(meant.get(word, word) for word in subject)
        place = led.get(words)
        if place is None:
            # Two sets that share enough have one of their rarest words in common.
            rarest = sorted(words, key=rank.__getitem__)[: len(words) - ceil(SHARED * len(words)) + 1]
            near = {place for word in rarest for place in by_word[word]} if comparisons_left > 0 else set()
            comparisons_left -= len(near)
            place = _nearest(words, near, leaders)
            if place is None:
                place = len(leaders)
                leaders.append((words, []))
                for word in rarest:
                    # The first are the most frequent.
                    if len(by_word[word]) < MOST_WITH_WORD:
                        by_word[word].append(place)
            led[words] = place
        leaders[place][1].append(subject)
    return [members for _words, members in leaders]


def _nearest(words: Words, places: set[int], leaders: list[tuple[Words, list[Words]]]) -> int | None:
    best, nearest = SHARED, None
    for place in sorted(places):
        other = leaders[place][0]
        shared = len(words & other) / len(words | other)
        if shared > best or (shared == best and nearest is None):
            best, nearest = shared, place
    return nearest


def _counted(subjects: Mapping[Words, int], meant: Mapping[str, str]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for words, count in subjects.items():
        for word in words:
            counts[meant.get(word, word)] += count
    return counts


def _what_is_meant(subjects: Mapping[Words, int]) -> dict[str, str]:
    """For words that are another one with another ending, or a slip of the pen: that other one."""
    counts = _counted(subjects, {})
    meant: dict[str, str] = {}
    for _letters, alike in groupby(sorted(counts), key=lambda word: word[:2]):
        # With their places, the most frequent first.
        heads: dict[str, int] = {}
        for word in sorted(alike, key=lambda word: (-counts[word], word)):
            head = min((each for each in _with_other_endings(word) if each in heads), key=heads.__getitem__, default="")
            if not head and len(word) >= SHORTEST_SLIP:
                head = _slip_of(word, heads, counts)
            if head:
                meant[word] = head
            else:
                heads[word] = len(heads)
    return meant


def _slip_of(word: str, heads: Iterable[str], counts: Mapping[str, int]) -> str:
    often = takewhile(lambda head: counts[head] >= RARER * counts[word], islice(heads, MOST_HEADS))
    found = process.extractOne(word, list(often), scorer=fuzz.ratio, score_cutoff=SLIP)
    return found[0] if found else ""


def _with_other_endings(word: str) -> list[str]:
    longer = [word + ending for ending in ENDINGS] if len(word) > 2 else []
    shorter = [word.removesuffix(ending) for ending in ENDINGS if word.endswith(ending) and len(word) - len(ending) > 2]
    return longer + shorter
