from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.crypto import salted_hmac

# One right guess in ten million at most with a hundred workshops under way: 100 × 100 of 17 thousand million codes.
MOST_WRONG_CODES = 100


class WrongCodes(models.Model):
    """How many wrong join codes came from one address within an hour. The address itself is not kept."""

    address_hash = models.CharField(max_length=64)
    hour = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

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
    def note(cls, address: str) -> None:
        """Count one more wrong code from this address. Hours gone by are forgotten."""
        hour = cls.this_hour()
        row = cls.objects.filter(address_hash=cls.hash_of(address), hour=hour)
        if not row.update(count=F("count") + 1):
            cls.objects.filter(hour__lt=hour - timedelta(hours=1)).delete()
            WrongCodes.objects.bulk_create(
                [WrongCodes(address_hash=cls.hash_of(address), hour=hour)], ignore_conflicts=True
            )
            row.update(count=F("count") + 1)

    @classmethod
    def are_too_many(cls, address: str) -> bool:
        found = cls.objects.filter(address_hash=cls.hash_of(address), hour=cls.this_hour())
        return found.filter(count__gte=MOST_WRONG_CODES).exists()
