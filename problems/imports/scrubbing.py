"""Takes out of texts what says whom they are about. What is taken out leaves "…"."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable

GAP = "…"
# No more before the sign than an address may have: a long text without it is gone through but once.
EMAIL = re.compile(r"[\w.+'’-]{1,64}@[\w-]+(?:\.[\w-]+)*")
# Nine digits or more, however they are grouped.
PHONE = re.compile(r"(?<![\w.])(?:\+?\d[\s().-]{0,2}){9,16}(?!\w)")
_NAME = r"[^\W\d_a-zß-öø-ÿ][\w'’.-]*"
_NAMES = rf"(?:{_NAME}[ ,]+){{0,2}}{_NAME}"
GREETED = re.compile(rf"(?i:\b(?:hi|hello|hiya|dear|good (?:morning|afternoon|evening)))\b[ ,]+(?:{_NAMES}|[^\W\d]+)")
FROM = re.compile(
    r"(?i:\b(from|by|on behalf of|regards|thanks|thank you|cheers|sincerely|faithfully|attn|attention of))\b"
    rf"[ ,:]+{_NAMES}"
)
TITLED = re.compile(rf"(?i:\b(?:mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame))\b\.?[ ]+{_NAMES}")
# Both names in capitals at the start: "for Jane Smith", not "for Teachers".
FOR = re.compile(rf"(?i:\b(for|re|about|regarding))\b[ ,:]+{_NAME}[ ]+{_NAMES}")
# None of them without one of these words: looking for these first is five times as quick.
HINT = re.compile(
    r"(?i)\b(?:hi|hello|hiya|dear|good|from|by|behalf|regards|thanks|thank|cheers|sincerely|faithfully|attn|attention"
    r"|mr|mrs|ms|miss|mx|dr|prof|professor|sir|dame|for|re|about|regarding)\b"
)
TAG = re.compile(r"<[^<>]{0,200}>")
GAPS = re.compile(rf"{GAP}(?:[\s,;:/-]*{GAP})+")
# A spreadsheet would work it out.
FORMULA = re.compile(r"\s*(?:=|[@+-]\s*[\w.]*\s*[(|!])")
LETTERS = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
SAID = re.compile(rf"({LETTERS.pattern})")
# Names of more than this many people of one file are not remembered.
MOST_PEOPLE = 100_000


def without_people(text: str) -> str:
    """The text without e-mail addresses, phone numbers, and names that follow a greeting, "from" and the like."""
    if "@" in text:
        text = EMAIL.sub(GAP, text)
    text = PHONE.sub(GAP, text)
    if HINT.search(text):
        text = GREETED.sub(GAP, text)
        text = TITLED.sub(GAP, text)
        text = FROM.sub(rf"\1 {GAP}", text)
        text = FOR.sub(rf"\1 {GAP}", text)
    return tidied(text)


def tidied(text: str) -> str:
    """In one line, with one gap for several."""
    return GAPS.sub(GAP, " ".join(text.split())).strip()


def from_markup(text: str) -> str:
    """The words of a text with HTML in it."""
    if "<" in text:
        text = TAG.sub(" ", text)
    return html.unescape(text) if "&" in text else text


def is_formula(text: str) -> bool:
    return text[:1] in "=@+- \t" and bool(FORMULA.match(text[:100]))


class People:
    """Who is named in a file. Their names are taken out of its texts, and never leave this object."""

    def __init__(self) -> None:
        # What a cell says somebody is called, word by word; and whole names.
        self._said: dict[str, tuple[str, ...]] = {}
        self._names: set[tuple[str, ...]] = set()

    def remember(self, cells: Iterable[str]) -> list[tuple[str, ...]]:
        """Remember the people of a row, and return what they are called, in small letters."""
        found = []
        for cell in cells:
            name = self._said.get(cell)
            if name is None:
                # jane.smith@… is called that as well.
                said = cell.partition("@")[0] if "@" in cell else cell
                name = tuple(word for word in LETTERS.findall(said.casefold()) if len(word) > 1)
                if len(self._said) < MOST_PEOPLE:
                    self._said[cell] = name
                    if len(name) > 1:
                        self._names |= {name, (*name[1:], name[0])}
            if name and name not in found:
                found.append(name)
        return found

    @staticmethod
    def out_of(text: str, called: Iterable[tuple[str, ...]]) -> str:
        """The text without these names: whole ones however they are written, a part where it begins like a name."""
        words = {word for name in called for word in name}
        lower = text.casefold()
        if not any(word in lower for word in words):
            return text
        parts = SAID.split(text)
        # Every other part is a word.
        said = [_bare(word) for word in parts[1::2]]
        gone = {place for place, word in enumerate(said) if word in words and parts[2 * place + 1][0].isupper()}
        for name in called:
            gone |= _places_of(name, said)
        return _without(parts, gone) if gone else text

    def names_out_of(self, text: str) -> str:
        """The text without the whole name of anybody in the file, in either order."""
        parts = SAID.split(text)
        said = [_bare(word) for word in parts[1::2]]
        gone: set[int] = set()
        for size in (4, 3, 2):
            for start in range(len(said) - size + 1):
                if tuple(said[start : start + size]) in self._names:
                    gone |= set(range(start, start + size))
        return tidied(_without(parts, gone))


def _bare(word: str) -> str:
    return word.casefold().replace("’", "'").removesuffix("'s")


def _places_of(name: tuple[str, ...], said: list[str]) -> set[int]:
    size = len(name)
    if size < 2:
        return set()
    starts = [start for start in range(len(said) - size + 1) if tuple(said[start : start + size]) == name]
    return {start + place for start in starts for place in range(size)}


def _without(parts: list[str], gone: Container[int]) -> str:
    return "".join(GAP if n % 2 and n // 2 in gone else part for n, part in enumerate(parts))
