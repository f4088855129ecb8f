"""Takes out of texts what says whom they are about. What is taken out leaves "…"."""

from __future__ import annotations

import html
import re
from collections.abc import Container, Iterable

GAP = "…"
# Whatever stands around the sign, in any script: not letters alone, as some scripts write vowels as marks. No more
# before it than an address may have: a long text without it is gone through but once.
EMAIL = re.compile(
    r"[^\s@<>,;:\"()\[\]{}|/\\=]{1,64}(?:@|%40)(?:\[[^\s\[\]]{3,50}\]|[^\s@<>,;:\"()\[\]{}|/\\]+)|\"[^\"@\n]{1,64}\"@\S+"
)
# As in “jane [at] school.example”.
AT = re.compile(r"(?i)\s?[\[({]\s?at\s?[\])}]\s?")
# Nine digits or more, however they are grouped; and with wider gaps where they begin as such a number does.
PHONE = re.compile(r"(?<![\w.])(?:[+(]?[+0](?:[\s().–‑-]{0,4}\d){8,15}|(?:\+?\d[\s().-]{0,2}){9,16})(?!\w)")
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
# In a cell that names several people.
BETWEEN_PEOPLE = re.compile(r"[;|<>()\[\]{}\":\n\t/]+")
# Names of more than this many people of one file are not remembered.
MOST_PEOPLE = 100_000
# Of a cell that says who somebody is, and of a name.
LONGEST_CELL, MOST_WORDS = 200, 6

# What somebody is called, word by word, in small letters.
type Name = tuple[str, ...]


def without_people(text: str) -> str:
    """The text without e-mail addresses, phone numbers, and names that follow a greeting, "from" and the like."""
    text = AT.sub("@", text)
    if "@" in text or "%40" in text:
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
        # What the people of a cell are called; and whole names.
        self._said: dict[str, list[Name]] = {}
        self._names: set[Name] = set()

    def remember(self, cells: Iterable[str]) -> list[Name]:
        """Remember the people of a row, and return what they are called."""
        found: list[Name] = []
        for whole in cells:
            cell = whole[:LONGEST_CELL]
            names = self._said.get(cell)
            if names is None:
                names = names_in(cell)
                if len(self._said) < MOST_PEOPLE:
                    self._said[cell] = names
                    for name in names:
                        self._names.update(_whole_names(name))
            found += [name for name in names if name not in found]
        return found

    @staticmethod
    def out_of(text: str, called: Iterable[Name]) -> str:
        """The text without these names: whole ones however they are written, a part where it begins like a name."""
        words = {word for name in called for word in name}
        lower = text.casefold()
        if not any(word in lower for word in words):
            return text
        parts = SAID.split(text)
        # Every other part is a word.
        said = [_bare(word) for word in parts[1::2]]
        gone = {place for place, word in enumerate(said) if word in words and parts[2 * place + 1][0].isupper()}
        return _without(parts, gone | _places(said, {whole for name in called for whole in _whole_names(name)}))

    def names_out_of(self, text: str) -> str:
        """The text without the whole name of anybody in the file, in any order."""
        if not self._names:
            return tidied(text)
        parts = SAID.split(text)
        return tidied(_without(parts, _places([_bare(word) for word in parts[1::2]], self._names)))


def names_in(cell: str) -> list[Name]:
    """What the people of a cell are called: "Jane Smith <jane.smith@…>; Jones, Bob" names two, one of them twice."""
    called: list[Name] = []
    # jane.smith@… is called that as well.
    addresses = [address.partition("@")[0] for address in EMAIL.findall(cell)] if "@" in cell else []
    for part in [*BETWEEN_PEOPLE.split(EMAIL.sub(";", cell) if addresses else cell), *addresses]:
        names = [_name(piece) for piece in part.split(",")]
        # "Smith, Jane" is one, "Jane Smith, Bob Jones" are two.
        called += names if all(len(name) > 1 for name in names) else [_name(part)]
    return [name for name in dict.fromkeys(called) if name]


def _name(text: str) -> Name:
    return tuple(word for word in LETTERS.findall(text.casefold()) if len(word) > 1)[:MOST_WORDS]


def _whole_names(name: Name) -> list[Name]:
    """In either order, without what stands between first and last, and in one word."""
    if len(name) < 2:
        return []
    first, last = name[0], name[-1]
    return [name, (*name[1:], first), (first, last), (last, first), (first + last,), (last + first,)]


def _bare(word: str) -> str:
    return word.casefold().replace("’", "'").removesuffix("'s")


def _places(said: list[str], names: Container[Name]) -> set[int]:
    """Where in these words one of the names stands, the longest first."""
    gone: set[int] = set()
    for size in range(min(MOST_WORDS, len(said)), 0, -1):
        for start in range(len(said) - size + 1):
            if tuple(said[start : start + size]) in names:
                gone |= set(range(start, start + size))
    return gone


def _without(parts: list[str], gone: Container[int]) -> str:
    return "".join(GAP if n % 2 and n // 2 in gone else part for n, part in enumerate(parts))
