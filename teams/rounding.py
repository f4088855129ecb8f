"""How numbers are rounded where somebody reads them."""

from decimal import ROUND_HALF_UP, Decimal


def rounded(value: float, places: int) -> float:
    """Round as spreadsheets and people do: 81.25 to 81.3, and −81.25 to −81.3.

    Python's own goes to the even digit, 81.2, so that whoever rounds a downloaded 81.25 would have another number
    than the page. As in spreadsheets 15 digits count: what is behind them are errors of binary fractions.
    """
    if abs(value) >= 10**15:
        return value
    step = Decimal(1).scaleb(-places)
    # Nothing is less than nothing by rounding.
    return float(Decimal(f"{value:.15g}").quantize(step, ROUND_HALF_UP)) or 0.0
