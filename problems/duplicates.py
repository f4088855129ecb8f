"""Which problems look alike, by the words of their titles.

Likeness is a share of 100: RapidFuzz's ratio (of letters in common, in order) over the words in alphabetical order.
Where all words of one title are in the other, at least two, it is the mean of that ratio and 100. RapidFuzz's own
ratio of sets of words does much the same, and takes 20 times as long for the 12 million pairs of 5,000 titles.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from heapq import nlargest

import numpy as np
from rapidfuzz import fuzz, process

# From here on two titles are shown side by side.
ALIKE = 75
MOST_PAIRS = 100
MOST_HINTS = 5
# How long one page may compare, and how many titles with all others between two looks at the clock.
SECONDS = 3.0
AT_ONCE = 250
# Titles with a word in common that are looked through for one title's words.
MOST_WITH_WORD = 200

# Words that say nothing of what a problem is about.
COMMON = frozenset(
    {
        *("a", "an", "and", "are", "as", "at", "be", "by", "can", "cannot", "do", "does", "for", "from", "has", "have"),
        *("in", "is", "it", "its", "of", "on", "or", "so", "t", "that", "the", "their", "them", "they", "this", "to"),
        *("too", "very", "when", "which", "who", "will", "with"),
    }
)


@dataclass(frozen=True)
class Pair:
    """Two problems, by their keys, and how alike their titles are, from ALIKE to 100."""

    first: int
    second: int
    likeness: float


@dataclass(frozen=True)
class Pairs:
    best: list[Pair]
    # More are alike than are given, or than there was time to find.
    are_more: bool


def words_of(title: str) -> list[str]:
    """What is compared, in alphabetical order: the words that say something, or all of them where none does."""
    words = re.findall(r"\w+", title.casefold())
    return sorted([word for word in words if word not in COMMON] or words)


def pairs_alike(
    titles: Mapping[int, str],
    different: Collection[tuple[int, int]] = (),
    *,
    most: int = MOST_PAIRS,
    seconds: float = SECONDS,
) -> Pairs:
    """The pairs of titles that are most alike, best first.

    `different` are pairs of keys, the lower one first, that are left out. What there is no time for is left out too.
    """
    ends = time.monotonic() + seconds
    keys = sorted(key for key, title in titles.items() if words_of(title))
    words = [words_of(titles[key]) for key in keys]
    texts = [" ".join(its_words) for its_words in words]
    apart = set(different)
    contained = _Contained(words, texts)
    found: dict[tuple[int, int], float] = {}
    are_more = False
    for start in range(0, len(keys), AT_ONCE):
        if time.monotonic() > ends:
            are_more = True
            break
        rows = range(start, min(start + AT_ONCE, len(keys)))
        for one, other, likeness in (*_near(texts, rows, most + len(apart) + 1), *contained.pairs_of(rows)):
            pair = keys[min(one, other)], keys[max(one, other)]
            if pair not in apart:
                found[pair] = max(likeness, found.get(pair, 0))
    best = nlargest(most, found.items(), key=lambda item: (item[1], -item[0][0], -item[0][1]))
    return Pairs([Pair(*pair, likeness) for pair, likeness in best], are_more or len(found) > most)


def alike(title: str, titles: Mapping[int, str], *, most: int = MOST_HINTS) -> list[int]:
    """The keys of the titles that are most alike to this one, best first."""
    wanted = words_of(title)
    if not wanted:
        return []
    near = []
    for key, other in titles.items():
        words = words_of(other)
        likeness = fuzz.ratio(" ".join(wanted), " ".join(words))
        if _is_contained(wanted, words) or _is_contained(words, wanted):
            likeness = (likeness + 100) / 2
        if likeness >= ALIKE:
            near.append((-likeness, key))
    return [key for _likeness, key in sorted(near)[:most]]


def _is_contained(words: list[str], others: list[str]) -> bool:
    return len(set(words)) > 1 and set(words) <= set(others)


def _near(texts: list[str], rows: range, room: int) -> Iterator[tuple[int, int, float]]:
    """The best pairs, as many as there is room for, of these rows with themselves and with those below them."""
    start = rows.start
    likeness = process.cdist(
        texts[start : rows.stop], texts[start:], scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.float32
    )
    ones, others = np.nonzero(np.triu(likeness, k=1))
    values = likeness[ones, others]
    if len(values) > room:
        best = np.argpartition(-values, room)[:room]
        ones, others, values = ones[best], others[best], values[best]
    for one, other, value in zip(ones.tolist(), others.tolist(), values.tolist(), strict=True):
        yield start + one, start + other, value


class _Contained:
    """Titles of which all words are in another, found by the rarest of them."""

    def __init__(self, words: list[list[str]], texts: list[str]) -> None:
        self._words = [set(its_words) for its_words in words]
        self._texts = texts
        self._with_word: dict[str, list[int]] = defaultdict(list)
        for row, its_words in enumerate(self._words):
            for word in its_words:
                self._with_word[word].append(row)

    def pairs_of(self, rows: range) -> Iterator[tuple[int, int, float]]:
        for row in rows:
            words = self._words[row]
            if len(words) > 1:
                rarest = min((self._with_word[word] for word in words), key=len)
                for other in rarest[:MOST_WITH_WORD]:
                    if other != row and words <= self._words[other]:
                        likeness = (fuzz.ratio(self._texts[row], self._texts[other]) + 100) / 2
                        if likeness >= ALIKE:
                            yield row, other, likeness
