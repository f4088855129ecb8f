"""Text as it may stand in an archive."""

from __future__ import annotations

import re

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from teams.fields import NEVER_TYPED

# What no form takes, and NUL and halves of characters, which no database takes.
HOSTILE = re.compile(f"[\x00\ud800-\udfff]|{NEVER_TYPED.pattern}")


class BadValue(Exception):
    """Why a value is refused, in words that follow the name of its field."""

    def __init__(self, words: str | Promise) -> None:
        self.words = str(words)
        super().__init__(self.words)


def clean(text: str) -> str:
    """On its way out: without what could not be brought in again, however it came to be stored."""
    return HOSTILE.sub("", text)


def refuse_hostile(text: str) -> str:
    if HOSTILE.search(text):
        raise BadValue(_("it has a character that nobody can have typed"))
    return text
