"""Agreement in words. The number is van der Eijk's A (scoring/agreement.py) of a criterion, or the mean of several."""

from django.utils.translation import gettext

# From here on people agree, and another vote would find little new.
AGREED = 0.8


def in_words(agreement: float | None) -> str:
    """Say how far people agree.

    The bounds are ours. On a scale of five points: 0.8 and more when nearly all chose one point; 0.5 to 0.8 when
    most chose two or three points beside each other; 0.2 to 0.5 when four points were chosen; about 0 when all
    were chosen as often; less than −0.2 when people gathered at both ends.
    """
    if agreement is None:
        return gettext("It is not known how far people agree")
    words = [
        (AGREED, gettext("People agree")),
        (0.5, gettext("People mostly agree")),
        (0.2, gettext("Views differ")),
        (-0.2, gettext("Views differ widely")),
    ]
    # As precise as it is shown.
    return next((said for least, said in words if round(agreement, 2) >= least), gettext("The room is split"))
