"""Text as people type it: what nobody can see is taken out, and alone it is as good as nothing."""

import re
import unicodedata
from typing import Any

from django import forms

LINE_END = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
# Controls, and what turns the text after it around on other people's pages. U+0000 is left for Django to refuse;
# joiners stay, as scripts and emoji need them.
NEVER_TYPED = re.compile("[\x01-\x08\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
# Spaces, controls, and marks of format such as U+200B and the tags.
BLANK_CATEGORIES = {"Cc", "Cf", "Zl", "Zp", "Zs"}
# Characters of other categories that leave no mark either: the rest of Unicode's "default ignorable", and U+2800.
BLANK = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u2800\u3164\ufe00-\ufe0f\uffa0\ufff0-\ufff8\U000e0000-\U000e0fff]"
)


def is_seen(text: str) -> bool:
    """Whether anything of it leaves a mark on the page."""
    return any(unicodedata.category(character) not in BLANK_CATEGORIES for character in BLANK.sub("", text))


def in_one_line(text: str) -> str:
    return _seen(LINE_END.sub(" ", text).replace("\t", " "))


def in_lines(text: str) -> str:
    return _seen(LINE_END.sub("\n", text))


def lines_of(text: str) -> list[str]:
    """The lines that are not empty, without the spaces around them."""
    return [line.strip() for line in in_lines(text).splitlines() if is_seen(line)]


def _seen(text: str) -> str:
    text = NEVER_TYPED.sub("", text)
    return text if is_seen(text) else ""


class LineField(forms.CharField):
    """Text of one line."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(in_one_line(value) if isinstance(value, str) else value)


class TextField(forms.CharField):
    """Text of several lines, whose length counts a new line as one character, as people and browsers do."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return super().to_python(in_lines(value) if isinstance(value, str) else value)


class LinesField(TextField):
    """Text of one line each: no empty ones, none twice."""

    def clean(self, value: Any) -> list[str]:
        return list(dict.fromkeys(" ".join(line.split()) for line in lines_of(super().clean(value))))

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value


class LinkField(forms.URLField):
    """A web address. Who sees it sees where it leads."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(in_one_line(value) if isinstance(value, str) else value)


class EmailField(forms.EmailField):
    """An address in one line, in lower case."""

    def to_python(self, value: Any) -> Any:
        return super().to_python(in_one_line(value) if isinstance(value, str) else value)

    def clean(self, value: Any) -> str:
        return str(super().clean(value)).lower()
