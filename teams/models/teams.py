from __future__ import annotations

import secrets
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, models, transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from teams.models.events import Event
from teams.models.keeping import KeepsFor, Kept
from teams.models.purposes import Purpose, match_purposes

if TYPE_CHECKING:
    from teams.models.invitations import Invitation
    from teams.models.people import User


class Counter(models.TextChoices):
    """What is numbered within a team; each value is the name of the team's counter."""

    PROBLEM = "problem_counter"
    EVIDENCE = "evidence_counter"
    IDEA = "idea_counter"
    WORKSHOP = "workshop_counter"


class Team(Kept):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("Team name"), max_length=100)
    service = models.CharField(_("Service the team works on"), max_length=150, blank=True)
    organisation = models.CharField(_("Organisation"), max_length=150, blank=True)
    aims = models.TextField(_("What the exercise is for"), max_length=2000, blank=True)
    problem_counter = models.PositiveIntegerField(default=0)
    evidence_counter = models.PositiveIntegerField(default=0)
    idea_counter = models.PositiveIntegerField(default=0)
    workshop_counter = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(keeps_for__in=KeepsFor.values), name="team_keeps_for_known"),
            models.CheckConstraint(
                condition=models.Q(to_be_deleted_on=None) | ~models.Q(keeps_for=KeepsFor.EVER),
                name="team_goes_only_after_its_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("overview:team", args=[self.slug])

    @property
    def service_name(self) -> str:
        return self.service or self.name

    @classmethod
    def create(cls, *, by: User, name: str, purposes: Iterable[str] = (), **fields: Any) -> Team:
        """Make a team; who makes it is its facilitator and its product manager."""
        with transaction.atomic():
            team = cls.with_free_slug(name=name, **fields)
            team.memberships.create(user=by, facilitator=True, product_manager=True)
            team.set_purposes(purposes)
            team.record(by, Event.Verb.CREATED, team)
        return team

    @classmethod
    def create_once(cls, *, by: User, name: str, purposes: Iterable[str] = (), **fields: Any) -> Team:
        """Make a team, unless this person has one in the very same words: a page that was sent twice."""
        with transaction.atomic():
            # Of two such pages sent at once the second one waits here.
            by.lock()
            same = by.teams_to_organise().filter(name=name, **fields).first()
            return same or cls.create(by=by, name=name, purposes=purposes, **fields)

    @classmethod
    def with_free_slug(cls, *, name: str, **fields: Any) -> Team:
        """Make a team without anybody in it, under an address that no other team has."""
        slug = slugify(name)[:50].strip("-") or "team"
        # "new" is the address of the form that makes a team.
        if slug != "new" and not cls.objects.filter(slug=slug).exists():
            try:
                with transaction.atomic():
                    return cls.objects.create(name=name, slug=slug, **fields)
            except IntegrityError:
                # Somebody made a team of that name since we looked.
                pass
        return cls.objects.create(name=name, slug=f"{slug}-{secrets.token_hex(3)}", **fields)

    def lock(self) -> Team:
        """Let nobody else change who is in the team, or its settings, until this transaction ends."""
        return Team.objects.select_for_update(no_key=True).get(pk=self.pk)

    def change(self, *, by: User, purposes: Iterable[str], **fields: Any) -> list[str]:
        """Change the settings; the slug stays. Return the names of core purposes that are gone."""
        with transaction.atomic():
            before = self.lock()
            changed = [field for field, value in fields.items() if getattr(before, field) != value]
            for field, value in fields.items():
                setattr(self, field, value)
            self.save(update_fields=list(fields))
            names = list(dict.fromkeys(purposes))
            if names != list(self.purposes.values_list("name", flat=True)):
                changed.append("purposes")
            gone = self.set_purposes(names)
            if changed:
                self.record(by, Event.Verb.CHANGED, self, fields=changed)
        return gone

    def set_purposes(self, names: Iterable[str]) -> list[str]:
        """Make these the core purposes, in this order, and return the names of those that are gone.

        What hangs on a purpose stays with it when the purpose is moved or reworded.
        """
        wanted = list(dict.fromkeys(names))
        with transaction.atomic():
            self.lock()
            existing = list(self.purposes.all())
            matched = match_purposes(existing, wanted)
            gone = [purpose for purpose in existing if purpose not in matched.values()]
            self.purposes.filter(pk__in=[purpose.pk for purpose in gone]).delete()
            for position, name in enumerate(wanted):
                purpose = matched.get(name) or Purpose(team=self)
                purpose.name, purpose.position = name, position
                purpose.save()
        return [purpose.name for purpose in gone]

    def next_number(self, counter: Counter) -> int:
        """Take the next number: never used again, even when what has it is deleted.

        Must be called inside the transaction that uses it.
        """
        return self.next_numbers(counter, 1)[0]

    def next_numbers(self, counter: Counter, count: int) -> range:
        """Take so many that follow each other, as `next_number` takes one."""
        Team.objects.filter(pk=self.pk).update(**{counter.value: models.F(counter.value) + count})
        last = int(Team.objects.values_list(counter.value, flat=True).get(pk=self.pk))
        return range(last - count + 1, last + 1)

    def record(self, by: User | None, verb: str, what: models.Model, **detail: Any) -> None:
        """Add a line to the event log. `detail` is JSON and never says who scored what."""
        self._add_line(Event(actor=by, verb=verb, kind=Event.kind_of(what), what=str(what)[:300], detail=detail))

    def record_each(self, by: User | None, verb: str, things: Iterable[models.Model]) -> None:
        """Add a line for each of these, as `record` does, however many they are, by one statement."""
        lines = [
            Event(team=self, actor=by, verb=verb, kind=Event.kind_of(what), what=str(what)[:300]) for what in things
        ]
        if lines:
            Event.objects.bulk_create(lines)
            self.touched(verb)

    def record_person(
        self,
        by: User | None,
        verb: str,
        name: str,
        *,
        person: User | None = None,
        invitation: Invitation | None = None,
        **detail: Any,
    ) -> None:
        """Add a line about somebody: whose name it is, or the invitation that it is on, or both.

        By these the name is found when it has to go.
        """
        about = {"kind": Event.PERSON, "what": name, "person": person, "invitation": invitation}
        self._add_line(Event(actor=by, verb=verb, detail=detail, **about))

    def _add_line(self, event: Event) -> None:
        event.team = self
        event.save(force_insert=True)
        self.touched(event.verb)
