from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.crypto import salted_hmac

# How many wrong codes may come from one address within an hour before a code by itself gets nobody in from
# there any more, but for workshops that the address knows: one where somebody has joined or who runs it is.
MOST_WRONG_CODES = 30
# After that many not even those. Only a program types so much; links and QR codes get everybody in all the same.
MOST_WHERE_KNOWN = 2000
# With a hundred workshops under way, two of them known to the address, this leaves somebody who guesses less than
# one chance in a million within any sixty minutes: a test reckons it.


class WrongCodesQuerySet(models.QuerySet["WrongCodes"]):
    def outdated(self) -> WrongCodesQuerySet:
        """Of hours gone by, which count no more."""
        return self.filter(hour__lt=WrongCodes.this_hour() - timedelta(hours=1))


class WrongCodes(models.Model):
    """How many wrong join codes came from one address within an hour. The address itself is not kept."""

    address_hash = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    objects = WrongCodesQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["address_hash", "hour"], name="wrong_codes_once_an_hour")]

    def __str__(self) -> str:
        return f"{self.count} since {self.hour:%H:%M}"

    @staticmethod
    def hash_of(address: str) -> str:
        return salted_hmac("workshops.address", address, algorithm="sha256").hexdigest()

    @staticmethod
    def this_hour() -> datetime:
        return timezone.now().replace(minute=0, second=0, microsecond=0)

    @classmethod
    def note(cls, address: str) -> int:
        """Count one more wrong code from this address, and return how many it sent within this hour.

        Hours gone by are forgotten; so is what goes beyond the last limit.
        """
        hour = cls.this_hour()
        row = WrongCodes.objects.filter(address_hash=cls.hash_of(address), hour=hour)
        below = row.filter(count__lte=MOST_WHERE_KNOWN)
        if not below.update(count=F("count") + 1):
            WrongCodes.objects.outdated().delete()
            first = WrongCodes(address_hash=cls.hash_of(address), hour=hour)
            WrongCodes.objects.bulk_create([first], ignore_conflicts=True)
            below.update(count=F("count") + 1)
        return row.get().count

    @classmethod
    def count_from(cls, address: str) -> Coalesce:
        """How many wrong codes this address sent within this hour, for the query of something else."""
        found = cls.objects.filter(address_hash=cls.hash_of(address), hour=cls.this_hour())
        return Coalesce(models.Subquery(found.values("count")), 0)
