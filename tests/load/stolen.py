"""How much of the processors the hardware gave to other machines meanwhile: figures from a time of much say little."""

from collections.abc import Callable
from pathlib import Path

TAKEN_BY_OTHERS = "… of the processors, taken by other machines on the same hardware"
COUNTERS = Path("/proc/stat")
# user, nice, system, idle, iowait, irq, softirq, steal; what guests take is in user and nice already.
KINDS, STEAL = 8, 7


def since_now() -> Callable[[], float | None]:
    """Count from now on. What is returned gives the share as of when it is called, 0 to 1; None if not known."""
    before = counters()

    def share() -> float | None:
        passed = [now - then for now, then in zip(counters(), before, strict=True)]
        return passed[STEAL] / sum(passed) if sum(passed) else None

    return share


def in_words(share: float | None) -> str:
    return "not known" if share is None else f"{share:.2f}"


def counters() -> list[int]:
    """Hundredths of a second of all processors since the start, by kind; empty where the system does not tell."""
    if not COUNTERS.exists():
        return []
    return [int(ticks) for ticks in COUNTERS.read_text().splitlines()[0].split()[1 : KINDS + 1]]
