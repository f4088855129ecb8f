"""Colours of sticky notes in words: a code says nothing to most people, nor a patch of colour to all."""

from __future__ import annotations

from colorsys import rgb_to_hls
from itertools import takewhile
from string import hexdigits

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# What a hue is called as far as so many degrees.
HUES: list[tuple[int, str | Promise]] = [
    (15, _("Red")),
    (45, _("Orange")),
    (70, _("Yellow")),
    (165, _("Green")),
    (190, _("Turquoise")),
    (255, _("Blue")),
    (290, _("Purple")),
    (345, _("Pink")),
    (361, _("Red")),
]
# Below this share of colour it is a grey. A red that is lighter than this is called pink.
FAINT, LIGHT = 0.08, 0.75
WHITE, BLACK = 0.95, 0.15


def is_colour(label: str) -> bool:
    """Whether it is a colour as the web writes it: #FCFE7D or #ddd."""
    digits = label.removeprefix("#")
    return label.startswith("#") and len(digits) in {3, 6} and not digits.strip(hexdigits)


def colour_name(colour: str) -> str:
    digits = colour.removeprefix("#")
    pairs = [digit * 2 for digit in digits] if len(digits) == 3 else [digits[n : n + 2] for n in (0, 2, 4)]
    parts = [int(pair, 16) / 255 for pair in pairs]
    hue, light, _saturation = rgb_to_hls(*parts)
    if max(parts) - min(parts) < FAINT:
        return str(_("White") if light > WHITE else _("Black") if light < BLACK else _("Grey"))
    passed = list(takewhile(lambda upto: hue * 360 >= upto[0], HUES))
    name = HUES[len(passed)][1]
    return str(_("Pink") if name == HUES[0][1] and light > LIGHT else name)
