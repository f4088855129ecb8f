"""What takes so many rows that it may meet others who work on them."""

from collections.abc import Callable

from django.db import IntegrityError, OperationalError, connection

ATTEMPTS = 5


def until_done[T](work: Callable[[], T]) -> T:
    """Do it, anew if need be: `work` is one transaction, and the database may turn it away in favour of another one.

    Of two that each hold what the other one wants PostgreSQL turns one away; and it keeps no row that refers to one
    that has just gone. SQLite lets one in at a time.
    """
    for _attempt in range(1, ATTEMPTS):
        try:
            return work()
        except (OperationalError, IntegrityError):
            if connection.in_atomic_block or not connection.features.has_select_for_update:
                raise
    return work()
