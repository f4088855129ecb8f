"""Agreement in words. The number is van der Eijk's A (scoring/agreement.py) of a criterion, or the mean of several."""

from django.utils.translation import gettext_lazy as _

from teams.rounding import rounded

# From here on people agree, and another vote would find little new.
AGREED = 0.8


# From each of these on, until the next one.
WORDS = [
    (AGREED, _("People agree")),
    (0.5, _("People mostly agree")),
    (0.2, _("Views differ")),
    (-0.2, _("Views differ widely")),
]
BELOW = _("The room is split")
NOT_KNOWN = _("It is not known how far people agree")


def in_words(agreement: float | None) -> str:
    """Say how far people agree.

    The bounds are ours. On a scale of five points: 0.8 and more when nearly all chose one point; 0.5 to 0.8 when
    most chose two or three points beside each other; 0.2 to 0.5 when four points were chosen; about 0 when all
    were chosen as often; less than −0.2 when people gathered at both ends.
    """
    if agreement is None:
        return str(NOT_KNOWN)
    # As precise as it is shown.
    shown = rounded(agreement, 2)
    return str(next((said for least, said in WORDS if shown >= least), BELOW))
