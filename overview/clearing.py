"""What goes by the clock: `manage.py clear_old` does it, as often as one likes, and again does no harm."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from ideation.models import AgreementRound, Guest
from overview.leaving import rounds_with_names, workshops_with_names
from problems.models import Import
from teams.erasing import forget_in_details
from teams.mail import send
from teams.models import WARNED_BEFORE, Event, Invitation, Team, past_its_time, years_after
from teams.removing import remove_team
from workshops.models import Participant, Workshop, WrongCodes

# Rows of one transaction: nobody waits long for it, and what is done stays done if the next one fails.
BATCH = 500


@dataclass
class Clearing:
    """`say` gets a line for everything that goes, or in a dry run for what would."""

    say: Callable[[str], None]
    dry_run: bool = False
    # What could not be done, in words.
    faults: list[str] = field(default_factory=list)

    def run(self) -> None:
        self._teams()
        self._names()
        self._invitations()
        self._rows(Session.objects.filter(expire_date__lt=timezone.now()), "expired session", "expired sessions")
        self._rows(Import.objects.expired(), "draft of an import", "drafts of imports")
        self._rows(WrongCodes.objects.outdated(), "count of wrong codes", "counts of wrong codes")
        self._cache()

    # Teams in which nobody has done anything for as long as their settings say

    def _teams(self) -> None:
        for team in list(Team.kept_for_a_time()):
            gone_on = years_after(team.touched_at, team.keeps_for)
            announced = team.to_be_deleted_on
            if announced is None and gone_on <= timezone.localdate() + WARNED_BEFORE:
                self._announce(team, timezone.localdate() + WARNED_BEFORE)
            elif announced and gone_on <= announced <= timezone.localdate():
                self._remove(team)
            elif announced and gone_on > announced and not self.dry_run:
                team.take_back_announcement()

    def _announce(self, team: Team, day: date) -> None:
        organisers = team.memberships.filter(Q(facilitator=True) | Q(product_manager=True)).select_related("user")
        people = [membership.user for membership in organisers]
        self.say(
            f"Team {team.slug}: {self._does('tell')} {_counted(len(people), 'person', 'people')} that it goes on {day}"
        )
        if self.dry_run:
            return
        about = {"team": team, "day": day, "years": team.keeps_for}
        told = [send("deletion", person.email, person=person, **about) for person in people]
        if people and not any(told):
            self.faults.append(f"Team {team.slug}: no mail could be sent, so its deletion was not announced")
            return
        team.announce_deletion(day)

    def _remove(self, team: Team) -> None:
        self.say(f"Team {team.slug}: {self._does('delete')} it")
        if self.dry_run:
            return
        try:
            remove_team(team, by=None)
        except (IntegrityError, OperationalError) as fault:
            # The others go all the same, and this one the next time.
            self.faults.append(f"Team {team.slug}: {fault}")

    # Names of people who took part long ago

    def _names(self) -> None:
        for workshop in _some_of(workshops_with_names(Workshop.objects.filter(past_its_time("team", "finished_at")))):
            people = workshop.participants.filter(Participant.with_name()).order_by()
            self._forget(workshop.team, workshop, people, Participant.forget)
        for joined in _some_of(rounds_with_names(AgreementRound.objects.filter(past_its_time("team", "closed_at")))):
            people = joined.guests.filter(Guest.with_name()).order_by()
            self._forget(joined.team, joined, people, self._forget_guests)

    def _forget(self, team: Team, joined: Any, people: QuerySet[Any], forget: Callable[[QuerySet[Any]], Any]) -> None:
        names = _counted(people.count(), "name", "names")
        self.say(f"Team {team.slug}, {joined._meta.verbose_name} {joined.number}: {self._does('take out')} {names}")
        if self.dry_run:
            return
        with transaction.atomic():
            forget(people)
            team.record(None, Event.Verb.CLEARED, joined)

    @staticmethod
    def _forget_guests(guests: QuerySet[Guest]) -> None:
        for guest in guests.select_related("round"):
            said = Event.objects.filter(team=guest.round.team_id, detail__guest=guest.name)
            forget_in_details(said.filter(at__range=(guest.joined_at, guest.round.closed_at)), "guest")
        Guest.forget(guests)

    # Invitations that nobody has used

    def _invitations(self) -> None:
        outdated = Invitation.objects.outdated().order_by("pk")
        self._say_count(outdated.count(), "invitation that nobody has used", "invitations that nobody has used")
        for keys in self._batches(outdated):
            with transaction.atomic():
                # Who never came has no place in the history either.
                Event.objects.filter(invitation__in=keys).update(what="", invitation=None, is_erased=True)
                Invitation.objects.filter(pk__in=keys).delete()

    # Rows that nothing hangs on

    def _rows(self, rows: QuerySet[Any], one: str, several: str) -> None:
        self._say_count(rows.count(), one, several)
        for keys in self._batches(rows.order_by("pk")):
            rows.model._default_manager.filter(pk__in=keys).delete()

    def _cache(self) -> None:
        """Rate limits, and addresses that know a workshop: the cache itself deletes only when it is full."""
        table = connection.ops.quote_name(cache._table)  # type: ignore[attr-defined] # of the database cache
        now = connection.ops.adapt_datetimefield_value(timezone.now().replace(microsecond=0))
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT COUNT(*) FROM {table} WHERE expires < %s", [now])  # noqa: S608
            self._say_count(cursor.fetchone()[0], "row of the cache", "rows of the cache")
            some = f"SELECT cache_key FROM {table} WHERE expires < %s LIMIT {BATCH}"  # noqa: S608
            while not self.dry_run:
                cursor.execute(f"DELETE FROM {table} WHERE cache_key IN ({some})", [now])  # noqa: S608
                if cursor.rowcount < BATCH:
                    break

    def _batches(self, rows: QuerySet[Any]) -> Iterator[list[Any]]:
        """Keys of rows, which the caller deletes before it asks for more; none in a dry run."""
        while not self.dry_run and (keys := list(rows.values_list("pk", flat=True)[:BATCH])):
            yield keys

    def _say_count(self, count: int, one: str, several: str) -> None:
        if count:
            self.say(f"{self._does('delete').capitalize()} {_counted(count, one, several)}")

    def _does(self, what: str) -> str:
        return f"would {what}" if self.dry_run else what


def _some_of(rows: QuerySet[Any]) -> Iterator[Any]:
    """All of them, by their keys as they are now: what is done to one takes it out of the query."""
    keys = list(rows.values_list("pk", flat=True))
    for start in range(0, len(keys), BATCH):
        yield from rows.model._default_manager.filter(pk__in=keys[start : start + BATCH]).select_related("team")


def _counted(count: int, one: str, several: str) -> str:
    return f"{count:,} {one if count == 1 else several}"
