"""How long a team is kept when nobody does anything in it."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import models, transaction
from django.db.models import Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from teams.models.events import Event

if TYPE_CHECKING:
    from django.db.models.fields.related_descriptors import RelatedManager

    from teams.models.people import User

# From the warning to the deletion there is at least so much time, however long nothing was cleared.
WARNED_BEFORE = timedelta(days=30)


class KeepsFor(models.IntegerChoices):
    EVER = 0, _("Never: it is kept until somebody deletes it")
    ONE_YEAR = 1, _("After 1 year")
    TWO_YEARS = 2, _("After 2 years")
    THREE_YEARS = 3, _("After 3 years")
    FIVE_YEARS = 5, _("After 5 years")


def years_after(moment: datetime, years: int) -> date:
    """The same day of a later year; 1 March for a 29 February that this year has not."""
    day = timezone.localdate(moment)
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def years_before(day: date, years: int) -> date:
    """The last day from which `years_after` has come by `day`."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 2, 28)


def past_its_time(team: str, moment: str) -> Q:
    """Rows whose `moment` is longer ago than their team keeps things; both are lookups from the row."""
    today = timezone.localdate()
    past = Q(pk__in=[])
    for years in filter(None, KeepsFor.values):
        day_after = years_before(today, years) + timedelta(days=1)
        start = timezone.make_aware(datetime.combine(day_after, time.min))
        past |= Q(**{f"{team}__keeps_for": years, f"{moment}__lt": start})
    return past


class Kept(models.Model):
    # Years in which nothing was done, after which the team goes; those who took part in a workshop lose their
    # names so many years after its results were shown.
    keeps_for = models.PositiveSmallIntegerField(choices=KeepsFor, default=KeepsFor.EVER)
    # Those who organise were told so. None again once somebody does something.
    to_be_deleted_on = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True

    if TYPE_CHECKING:
        events: RelatedManager[Any]
        created_at: models.DateTimeField[Any, datetime]

        def record(self, by: User | None, verb: str, what: models.Model, **detail: Any) -> None: ...

    @classmethod
    def kept_for_a_time(cls) -> models.QuerySet[Any]:
        """Those that are not kept for ever, each with when somebody last did something in it as `touched_at`."""
        touching = ~Q(events__verb__in=Event.Verb.of_the_service())
        latest = models.Max("events__at", filter=touching)
        rows: models.QuerySet[Any] = cls._default_manager.exclude(keeps_for=KeepsFor.EVER)
        found: models.QuerySet[Any] = rows.annotate(touched_at=Coalesce(latest, "created_at")).order_by("pk")
        return found

    @property
    def last_touched(self) -> datetime:
        """When somebody last did something in the team."""
        events: Any = self.events.all()
        latest: datetime | None = events.touching().aggregate(latest=models.Max("at"))["latest"]
        return latest or self.created_at

    @property
    def is_to_be_deleted(self) -> bool:
        """Whether the day that was announced has come."""
        return self.to_be_deleted_on is not None and self.to_be_deleted_on <= timezone.localdate()

    def goes_on(self, touched: datetime) -> date | None:
        """When it goes if nothing is done after `touched`; None for a team that is kept for ever."""
        return years_after(touched, self.keeps_for) if self.keeps_for else None

    def keep_for(self, years: int, *, by: User) -> None:
        """Say how long it is kept while nobody does anything."""
        with transaction.atomic():
            if self._rows().exclude(keeps_for=years).update(keeps_for=years, to_be_deleted_on=None):
                self.keeps_for, self.to_be_deleted_on = years, None
                self.record(by, Event.Verb.CHANGED, self, fields=["keeps_for"])

    def keep(self, *, by: User) -> None:
        """Let it not be deleted now: its time begins anew."""
        with transaction.atomic():
            if self._rows().exclude(to_be_deleted_on=None).update(to_be_deleted_on=None):
                self.to_be_deleted_on = None
                self.record(by, Event.Verb.KEPT, self)

    def announce_deletion(self, on: date) -> None:
        """Say on every page when it goes. It is for who calls to tell the people by mail."""
        self._rows().exclude(keeps_for=KeepsFor.EVER).update(to_be_deleted_on=on)
        self.to_be_deleted_on = on

    def touched(self, verb: str) -> None:
        """Take the announcement back, as somebody did something."""
        if self.to_be_deleted_on and verb not in Event.Verb.of_the_service():
            self.take_back_announcement()

    def take_back_announcement(self) -> None:
        self._rows().update(to_be_deleted_on=None)
        self.to_be_deleted_on = None

    def _rows(self) -> models.QuerySet[Any]:
        return type(self)._default_manager.filter(pk=self.pk)
