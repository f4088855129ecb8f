"""The parts of a problem in one sentence: who cannot do what, when, and so what.

Pure: words in, words out. People type a part as they speak ("They cannot see it.", "When term starts"), so each one is
fitted to its neighbours before it is joined to them. The lists of words below are of English.
"""

from __future__ import annotations

import re

from django.utils.translation import gettext as _

BEFORE_A_PART = " \t\n,;:.…–—-"
AFTER_A_PART = " \t\n,;:.!?…–—-"

THEY = re.compile(r"(?:they|it|he|she|we|people|users)\s+(?=\S)", re.IGNORECASE)
# What begins so is a sentence by itself: "the form is too long".
WHOLE = re.compile(
    r"(?:they|it|he|she|we|you|i|people|users|the|an?|this|that|these|those|there|their|its|our|no|nobody|some|many|"
    r"most|all|every|each)\b",
    re.IGNORECASE,
)
CANNOT = re.compile(
    r"(?:cannot|can['’]t|can not|(?:are|is) (?:unable|not able) to|(?:aren|isn)['’]t able to)\s+(?=\S)",
    re.IGNORECASE,
)
# What begins so says by itself what goes wrong: "have to type it twice".
HAS_ITS_VERB = re.compile(
    r"(?:have|has|had|must|need|needs|do not|does not|don['’]t|doesn['’]t|did not|didn['’]t|are|is|were|was|will|"
    r"may|might|would|should|could|struggle|struggles|fail|fails|keeps|gets|lose|loses|wait|waits|finds|find it|"
    r"never|often|only|still)\b",
    re.IGNORECASE,
)
SAYS_WHEN = re.compile(
    r"(?:when|whenever|where|wherever|while|whilst|during|after|before|until|till|once|if|unless|as|at|in|on|by|from|"
    r"for|to|with|within|without|between|throughout|over|under|every|each|because|through|across)\b",
    re.IGNORECASE,
)
SO = re.compile(r"(?:and\s+)?so(?:\s+that)?\b[\s,]*(?=\S)", re.IGNORECASE)
AND = re.compile(r"and\b[\s,]*(?=\S)", re.IGNORECASE)
GOES_ON_BY_ITSELF = re.compile(r"(?:because|which|or|but)\b", re.IGNORECASE)
# Written small where they do not begin a sentence. Of other words nobody knows whether they are names.
SMALL = re.compile(
    r"(?:an?|the|this|that|these|those|some|many|most|all|both|each|every|any|no|none|nobody|everybody|somebody|"
    r"it|its|they|their|them|he|his|she|her|we|our|us|you|your|there|here|people|users|who|what|which|"
    r"when|whenever|where|wherever|while|whilst|during|after|before|until|till|once|if|unless|as|at|in|on|by|"
    r"from|for|to|with|within|without|between|throughout|over|under|because|through|across|or|but|and|so)$",
    re.IGNORECASE,
)
FIRST_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
# It ends already, perhaps within quotation marks or brackets.
ENDED = re.compile(r"[.!?…][\"'”’)\]]*$")


def sentence(
    *,
    who: str = "",
    what: str = "",
    when_and_where: str = "",
    matters_to_them: str = "",
    matters_to_organisation: str = "",
) -> str:
    """One readable sentence of the parts that are there; nothing when none is."""
    who = _part(who)
    what = _part(what)
    when = _part(when_and_where)
    reasons = [_without(SO, _part(text)) for text in (matters_to_them, matters_to_organisation)]
    if not any([who, what, when, *reasons]):
        return ""
    return _ended(_capital(_with_reasons(_with_when(_what_goes_wrong(who, what), when), *reasons)))


def _what_goes_wrong(who: str, what: str) -> str:
    wrong = _("something goes wrong for %(who)s") % {"who": _small(who)} if who else _("something goes wrong")
    if not what:
        return wrong
    does = _without(THEY, what)
    if CANNOT.match(does):
        words, what = _("%(who)s cannot %(what)s"), _without(CANNOT, does)
    elif HAS_ITS_VERB.match(does):
        words, what = _("%(who)s %(what)s"), does
    elif WHOLE.match(what):
        return _("%(wrong)s: %(what)s") % {"wrong": wrong, "what": _small(what)}
    else:
        words = _("%(who)s cannot %(what)s")
    return words % {"who": who or _("somebody"), "what": _small(what, is_verb=True)}


def _with_when(start: str, when: str) -> str:
    if not when:
        return start
    words = _("%(start)s %(when)s") if SAYS_WHEN.match(when) else _("%(start)s when %(when)s")
    return words % {"start": start, "when": _small(when)}


def _with_reasons(start: str, to_them: str, to_organisation: str) -> str:
    if to_them and to_organisation:
        return _("%(reason)s, and %(other)s") % {
            "reason": _with_reason(start, to_them),
            "other": _small(_without(AND, to_organisation)),
        }
    return _with_reason(start, to_them or to_organisation)


def _with_reason(start: str, reason: str) -> str:
    if not reason:
        return start
    reason = _without(AND, reason)
    words = _("%(start)s, %(reason)s") if GOES_ON_BY_ITSELF.match(reason) else _("%(start)s, so %(reason)s")
    return words % {"start": start, "reason": _small(reason)}


def _part(text: str) -> str:
    """In one line, without what joins it to nothing: a full stop at its end, a comma or a dash at its start."""
    words = " ".join(text.split()).lstrip(BEFORE_A_PART)
    return words.rstrip(AFTER_A_PART)


def _without(start: re.Pattern[str], text: str) -> str:
    found = start.match(text)
    return text[found.end() :] if found else text


def _small(text: str, *, is_verb: bool = False) -> str:
    """Its first letter small where that is surely right: what follows “cannot” is a verb, never a name."""
    first = FIRST_WORD.match(text)
    if first is None:
        return text
    word = first.group()
    if (SMALL.match(word) and not word[1:].isupper()) or (is_verb and word[1:].islower()):
        return word.lower() + text[first.end() :]
    return text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _ended(text: str) -> str:
    return text if ENDED.search(text) else _("%(sentence)s.") % {"sentence": text}
