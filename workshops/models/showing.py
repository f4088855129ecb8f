from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models import Event
from workshops.models.results import Result
from workshops.models.secrecy import counted_answers, rewrite_without_people
from workshops.models.states import State

if TYPE_CHECKING:
    from teams.models import User
    from workshops.models.workshops import Workshop


class Shown(models.Model):
    """How results come to the room: to everybody at once, or on the room's screen first."""

    # The results are final, and whoever joined waits for them until they have been shown on the room's screen.
    is_being_revealed = models.BooleanField(default=False)

    class Meta:
        abstract = True

    if TYPE_CHECKING:

        @property
        def is_finished(self) -> bool: ...

        def locked(self) -> Workshop: ...

        def take_state_of(self, workshop: Workshop) -> None: ...

    @property
    def is_shown_to_voters(self) -> bool:
        return self.is_finished and not self.is_being_revealed

    def finish(self, *, by: User | None, reveals: bool = False) -> None:
        """Show the results: final. Scores are cut loose from people in the same transaction.

        `reveals`: on the room's screen first, if there is anything to reveal.
        """
        with transaction.atomic():
            workshop = self.locked()
            if workshop.is_finished:
                return self.take_state_of(workshop)
            workshop.refuse_unless(workshop.state == State.CLOSED, _("Close voting before showing results."))
            workshop.finished_at = timezone.now()
            workshop.move_to(State.FINISHED)
            workshop.lock_ballots()
            ballots = counted_answers(workshop)
            result = Result.compute(workshop, ballots)
            rewrite_without_people(workshop, ballots, result)
            if reveals and not result.is_withheld:
                workshop.is_being_revealed = True
                workshop.save(update_fields=["is_being_revealed"])
            first = {"shown_to": "screen"} if workshop.is_being_revealed else {}
            workshop.team.record(by, Event.Verb.FINISHED, workshop, **first)
            self.take_state_of(workshop)

    def release(self, *, by: User | None) -> None:
        """Let everybody who joined see the results on their own page."""
        with transaction.atomic():
            workshop = self.locked()
            workshop.refuse_unless(workshop.is_finished, _("There are no results to show yet."))
            if workshop.is_being_revealed:
                workshop.is_being_revealed = False
                workshop.save(update_fields=["is_being_revealed"])
                workshop.team.record(by, Event.Verb.FINISHED, workshop, shown_to="everybody")
            self.take_state_of(workshop)
