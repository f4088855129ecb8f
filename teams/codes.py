"""Join codes that can be read aloud and typed on a phone."""

import secrets

from django.utils.crypto import constant_time_compare, salted_hmac

# No letter that looks like another or like a digit, no vowel that could make a word.
ALPHABET = "BCDFGHJKMNPQRTVWXYZ"
LENGTH = 8
# Of the code of an agreement round: one letter more, so that it is no workshop's, and one box takes both.
ROUND_LENGTH = LENGTH + 1
# What people type for a letter that is not there: 0 looks like Q, 2 like Z and so on.
LOOK_ALIKES = str.maketrans({"0": "Q", "O": "Q", "2": "Z", "5": "F", "S": "F", "8": "B", "U": "V"})


def new_code(length: int = LENGTH) -> str:
    """A code of eight letters is one of 17 thousand million."""
    return "".join(secrets.choice(ALPHABET) for _ in range(length))


def is_of_a_round(code: str) -> bool:
    """Whether a code can only be that of an agreement round, by its length."""
    return len(code) == ROUND_LENGTH


def as_typed(text: str) -> str:
    """The code that somebody meant: spaces, dashes, case and look-alikes forgiven."""
    letters = "".join(character for character in text.upper() if character.isalnum())
    return letters.translate(LOOK_ALIKES)


def link_key(code: str) -> str:
    """What the join link carries beside the code: only who was given the link knows it."""
    return salted_hmac("workshops.link", code, algorithm="sha256").hexdigest()[:12]


def is_link_key(key: str, code: str) -> bool:
    return constant_time_compare(key, link_key(code))
