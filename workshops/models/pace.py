from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from workshops.models.states import State

if TYPE_CHECKING:
    from teams.models import User
    from workshops.models.workshops import Workshop

LONGEST_TIMEBOX = 180
CLOCK_RUNS = _("The clock is for the time from joining to the results.")


@dataclass(frozen=True)
class TimeLeft:
    """How long a timebox still runs. It ends nothing by itself."""

    ends_at: datetime
    seconds: int

    @classmethod
    def until(cls, ends_at: datetime | None) -> TimeLeft | None:
        return None if ends_at is None else cls(ends_at, int((ends_at - timezone.now()).total_seconds()))

    @property
    def is_over(self) -> bool:
        return self.seconds <= 0

    def __str__(self) -> str:
        if self.is_over:
            return gettext("Time is up")
        if self.seconds < 60:
            return gettext("Less than a minute left")
        minutes = ceil(self.seconds / 60)
        return ngettext("About %(n)s minute left", "About %(n)s minutes left", minutes) % {"n": minutes}


class Paced(models.Model):
    """How the room moves: everybody at their own pace, or the facilitator leads; with or without a timebox."""

    # The number of the candidate that the facilitator has led the room to; none while everybody goes their own way.
    led_to = models.PositiveIntegerField(null=True, blank=True)
    timebox_ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        def locked(self) -> Workshop: ...

    @property
    def is_led(self) -> bool:
        return self.led_to is not None

    def lead_to(self, number: int | None, *, by: User) -> None:
        """Lead the room to this candidate; None lets everybody go at their own pace again."""
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.state == State.VOTING, _("Voting is not open."))
            workshop.refuse_unless(
                number is None or workshop.candidates.standing().filter(number=number).exists(),
                _("This is not voted on. Look again at what is."),
            )
            self.led_to = workshop.led_to = number
            workshop.save(update_fields=["led_to"])

    def start_timebox(self, minutes: int, *, by: User) -> None:
        """Show everybody that so many minutes are left from now on."""
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.can_be_joined, CLOCK_RUNS)
            self.timebox_ends_at = workshop.timebox_ends_at = timezone.now() + timedelta(minutes=minutes)
            workshop.save(update_fields=["timebox_ends_at"])

    def stop_timebox(self, *, by: User) -> None:
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.can_be_joined, CLOCK_RUNS)
            self.timebox_ends_at = workshop.timebox_ends_at = None
            workshop.save(update_fields=["timebox_ends_at"])

    @property
    def time_left(self) -> TimeLeft | None:
        """What is left of the timebox, counted on the server; None without one."""
        return TimeLeft.until(self.timebox_ends_at)
