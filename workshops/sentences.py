"""What a result says, in sentences that can be quoted. Statistics are not named here."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from teams.rounding import rounded
from workshops.agreeing import AGREED, in_words
from workshops.models import ResultRow

# With fewer voters a sentence says that ranks are less sure.
FEW_VOTERS = 20
# With fewer voters "a few" would be half the room.
SMALL_ROOM = 10

_ORDINALS = (
    gettext_lazy("first"),
    gettext_lazy("second"),
    gettext_lazy("third"),
    gettext_lazy("fourth"),
    gettext_lazy("fifth"),
    gettext_lazy("sixth"),
    gettext_lazy("seventh"),
    gettext_lazy("eighth"),
    gettext_lazy("ninth"),
    gettext_lazy("tenth"),
)

# Below this people are divided, and not only in less agreement than elsewhere.
DIVIDED_BELOW = 0.2
# From here on they are said to mostly agree.
MOSTLY_AGREED = 0.5
# Numbers that differ by less differ by rounding alone.
ALIKE = 9


def ordinal(place: int) -> str:
    """First, second, … tenth, 11th, …"""
    if place <= len(_ORDINALS):
        return str(_ORDINALS[place - 1])
    if place % 100 not in {11, 12, 13}:
        endings = {1: _("%(num)sst"), 2: _("%(num)snd"), 3: _("%(num)srd")}
        if place % 10 in endings:
            return endings[place % 10] % {"num": place}
    return _("%(num)sth") % {"num": place}


def bare_range(low: int | None, high: int | None) -> str:
    """3, or 1 to 4; empty where it is not known."""
    if low is None or high is None:
        return ""
    return str(low) if low == high else _("%(low)s to %(high)s") % {"low": low, "high": high}


def range_in_words(low: int | None, high: int | None) -> str:
    """Third, or anywhere from first to fourth; empty where it is not known."""
    if low is None or high is None:
        return ""
    if low == high:
        return ordinal(low)
    if high == low + 1:
        return _("%(low)s or %(high)s") % {"low": ordinal(low), "high": ordinal(high)}
    return _("anywhere from %(low)s to %(high)s") % {"low": ordinal(low), "high": ordinal(high)}


def bounds_of_agreement() -> list[tuple[float | None, str]]:
    """The least number that each of the words is said of; the last are said of all below."""
    bounds = (AGREED, MOSTLY_AGREED, DIVIDED_BELOW, -0.2)
    return [*((least, in_words(least)) for least in bounds), (None, in_words(-1))]


def chance_in_words(chance: float) -> str:
    """85%. A thousand drawn rooms cannot tell a chance from none, or from certainty."""
    if chance > 0.99:
        return _("more than 99%")
    if chance < 0.01:
        return _("less than 1%")
    return _("about %(percent)s%%") % {"percent": int(rounded(100 * chance, 0))}


def summary(rows: Sequence[ResultRow], voters: int) -> list[str]:
    """What a director would want to hear of a result that is not withheld; `rows` in any order."""
    ranked = sorted((row for row in rows if row.rank), key=lambda row: (row.rank or 0, row.candidate.number))
    if not ranked:
        return [_("Nothing could be ranked, because too few people scored each.")]
    sentences = [_first(ranked, voters), _without_score(len(rows) - len(ranked)), _division(ranked)]
    sentences.append(_few(voters, knows_ranges=ranked[0].rank_low is not None))
    return [sentence for sentence in sentences if sentence]


def _first(ranked: Sequence[ResultRow], voters: int) -> str:
    first = [row for row in ranked if row.rank == 1]
    # Those with the same score have the same range.
    lowest = first[0].rank_high
    said = {
        "title": first[0].candidate.title,
        "other": first[-1].candidate.title,
        "count": len(ranked),
        "num": len(first),
        "voters": voters,
        "range": range_in_words(1, lowest),
    }
    if len(ranked) == 1:
        return _("“%(title)s” is the only one with a score.") % said
    if len(first) == len(ranked) > 2:
        return _("All %(num)s have the same score, so that none comes first.") % said
    words = _one_first(lowest, voters) if len(first) == 1 else _shared_first(lowest, len(first))
    return words % said


def _one_first(lowest: int | None, voters: int) -> str:
    if lowest is None:
        return _("“%(title)s” came first of %(count)s.")
    if lowest == 1 and voters < SMALL_ROOM:
        return _(
            "“%(title)s” came first of %(count)s, and would probably still be first if any one of the %(voters)s "
            "voters had stayed away."
        )
    if lowest == 1:
        return _("“%(title)s” came first of %(count)s, and would probably still be first if a few voters differed.")
    return _("“%(title)s” came first of %(count)s, but could be %(range)s.")


def _shared_first(lowest: int | None, number: int) -> str:
    """Those that share the first place may change places among each other."""
    is_sure = lowest is None or lowest <= number
    if number == 2 and is_sure:
        return _("“%(title)s” and “%(other)s” came first together, of %(count)s.")
    if number == 2:
        return _("“%(title)s” and “%(other)s” came first together, of %(count)s, but either could be %(range)s.")
    if is_sure:
        return _("%(num)s came first together, of %(count)s.")
    return _("%(num)s came first together, of %(count)s, but each could be %(range)s.")


def _without_score(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(num)s more has no score, because too few people scored it.",
        "%(num)s more have no score, because too few people scored them.",
        count,
    ) % {"num": count}


def _division(ranked: Sequence[ResultRow]) -> str:
    """On what the room was most divided, and about what it agreed most."""
    known = [(round(row.agreement, ALIKE), row.candidate.title) for row in ranked if row.agreement is not None]
    if len(known) < 2:
        return ""
    least, most = min(known)[0], max(known)[0]
    if least == most:
        return _("Everybody who scored agreed about everything.") if least == 1 else ""
    said = {
        "divided": _titles([title for agreement, title in known if agreement == least]),
        "agreed": _titles([title for agreement, title in known if agreement == most]),
    }
    if least < DIVIDED_BELOW:
        return _("The room was most divided on %(divided)s and agreed most about %(agreed)s.") % said
    if least >= MOSTLY_AGREED:
        return _("The room mostly agreed about everything: least about %(divided)s, most about %(agreed)s.") % said
    return _("The room agreed least about %(divided)s and most about %(agreed)s.") % said


def _titles(titles: list[str]) -> str:
    if len(titles) == 1:
        return _("“%(title)s”") % {"title": titles[0]}
    if len(titles) == 2:
        return _("“%(title)s” and “%(other)s”") % {"title": titles[0], "other": titles[1]}
    return _("%(num)s of them") % {"num": len(titles)}


def _few(voters: int, *, knows_ranges: bool) -> str:
    if voters >= FEW_VOTERS:
        return ""
    few = ngettext(
        "Only %(num)s person scored, which makes ranks less sure: others might have put things in another order.",
        "Only %(num)s people scored, which makes ranks less sure: others might have put things in another order.",
        voters,
    ) % {"num": voters}
    return f"{few} {coverage()}" if knows_ranges else few


def coverage() -> str:
    """How often the ranges are right; the figures are those of tests/workshops/test_certainty.py."""
    return _(
        "When we tried this out on panels whose true order we knew, the range held the true rank 86 times in 100 "
        "with 5 voters, 90 with 8, 93 with 20 and 95 with 40."
    )


def alpha_in_words(alpha: float) -> str:
    """What an alpha of the whole workshop means, by the limits that its author gives."""
    number = number_format(rounded(alpha, 2), 2)
    if alpha >= 0.8:
        meaning = _("people scored much alike")
    elif alpha >= 0.667:
        meaning = _("people scored alike enough for careful conclusions")
    elif alpha > 0:
        meaning = _("people scored more alike than by chance, but differ a good deal")
    else:
        meaning = _("people scored no more alike than by chance")
    return _("Here it is %(number)s: %(meaning)s.") % {"number": number, "meaning": meaning}
