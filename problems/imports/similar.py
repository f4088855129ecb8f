"""Which subjects say the same: the same words but for their endings, slips of the pen, and one word in three."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from itertools import groupby
from math import ceil

from rapidfuzz import fuzz, process

# Of 100. "registraton" for "registration".
SLIP = 88
SHORTEST_SLIP = 7
# A slip is much rarer than the word that was meant.
RARER = 20
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
    for subject in sorted(subjects, key=lambda words: (-subjects[words], sorted(words))):
        words = frozenset(meant.get(word, word) for word in subject)
        place = led.get(words)
        if place is None:
            # Two sets that share enough have one of their rarest words in common.
            rarest = sorted(words, key=rank.__getitem__)[: len(words) - ceil(SHARED * len(words)) + 1]
            place = _nearest(words, {place for word in rarest for place in by_word[word]}, leaders)
            if place is None:
                place = len(leaders)
                leaders.append((words, []))
                for word in rarest:
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
        heads: list[str] = []
        for word in sorted(alike, key=lambda word: (-counts[word], word)):
            head = next((head for head in heads if _is_ending(word, head)), None)
            if head is None and len(word) >= SHORTEST_SLIP:
                found = process.extractOne(word, heads, scorer=fuzz.ratio, score_cutoff=SLIP)
                if found and counts[found[0]] >= RARER * counts[word]:
                    head = found[0]
            if head is None:
                heads.append(word)
            else:
                meant[word] = head
    return meant


ENDINGS = ("s", "es", "ed", "d", "ing")


def _is_ending(word: str, head: str) -> bool:
    longer, shorter = (word, head) if len(word) > len(head) else (head, word)
    return len(shorter) > 2 and longer.startswith(shorter) and longer[len(shorter) :] in ENDINGS
