"""How much room words need in a picture. The letters are the browser's; their widths are those of Arial, rounded up.
No Django in here."""

from __future__ import annotations

from unicodedata import category, east_asian_width

# In thousandths of the size of the letters.
WIDTHS = {
    letter: width
    for letters, width in [
        ("ijl'|", 240),
        ("ft.,:;!I/\\()[] ", 300),
        ('r-"`', 360),
        ("Jcksvxyz", 520),
        ("abdeghnopquL0123456789?$#_", 580),
        ("FTZ+=<>~", 630),
        ("ABEKPSVXY&", 690),
        ("CDHNRUw", 750),
        ("GOQ", 800),
        ("Mm%", 900),
        ("W@—…", 1040),
    ]
    for letter in letters
}
ANY, WIDE, UNSEEN = 700, 1000, {"Mn", "Me", "Cf"}
BOLD = 1.09
# Where Arial is missing, what stands in for it may be so much wider: DejaVu Sans is.
SPARE = 1.16
ELLIPSIS = "…"


def width_of(text: str, size: float, *, bold: bool = False) -> float:
    return sum(map(_width, text)) * size / 1000 * SPARE * (BOLD if bold else 1)


def _width(letter: str) -> int:
    if letter in WIDTHS:
        return WIDTHS[letter]
    if category(letter) in UNSEEN:
        return 0
    return WIDE if east_asian_width(letter) in {"W", "F"} else ANY


def shortened(text: str, width: float, size: float, *, bold: bool = False) -> str:
    """The text, or as much of it as fits before an ellipsis."""
    if width_of(text, size, bold=bold) <= width:
        return text
    kept = text
    while kept and width_of(kept + ELLIPSIS, size, bold=bold) > width:
        kept = kept[:-1]
    return kept.rstrip() + ELLIPSIS


def wrapped(text: str, width: float, size: float, *, most: int) -> list[str]:
    """The text in so many lines at most, of which the last says by an ellipsis that there is more."""
    lines: list[str] = []
    for word in text.split():
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width_of(joined, size) <= width:
            lines[-1] = joined
        else:
            lines += _pieces(word, width, size)
    if len(lines) > most:
        lines[most - 1 :] = [shortened(" ".join(lines[most - 1 :]), width, size)]
    return lines


def _pieces(word: str, width: float, size: float) -> list[str]:
    """A word, broken where it is wider than a line."""
    pieces = [""]
    for letter in word:
        if pieces[-1] and width_of(pieces[-1] + letter, size) > width:
            pieces.append("")
        pieces[-1] += letter
    return pieces
