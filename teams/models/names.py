"""Rows that hold the name of somebody, who may have no account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext

if TYPE_CHECKING:
    from teams.models.people import User

# What takes the place of a key: no key that was given to anybody has a space, and a hash has none.
NO_KEY = "gone "


class NamesSomebody(models.Model):
    """When somebody is erased, what they did stays, without their name, and the key that they held opens nothing.

    Each kind says by `of_person` which rows are somebody's. A new kind is found by itself when somebody is erased.
    """

    # The field of the key that lets its holder in; that of the account, if there is one; and what else is theirs.
    key_field: ClassVar[str]
    account_field: ClassVar[str | None] = None
    about_them: ClassVar[tuple[str, ...]] = ()

    class Meta:
        abstract = True

    @classmethod
    def of_person(cls, person: User) -> Q:
        """Those of this account, and those of nobody's account with the same name: nobody could tell whose they are."""
        named = cls.named(str(person))
        return Q(**{cls.account_field: person}) | named if cls.account_field else named

    @classmethod
    def named(cls, name: str) -> Q:
        """Those with this name that are nobody's account."""
        same_name = Q(name__iexact=name)
        return Q(**{cls.account_field: None}) & same_name if cls.account_field else same_name

    @classmethod
    def with_name(cls) -> Q:
        return ~Q(**{f"{cls.key_field}__startswith": NO_KEY})

    @classmethod
    def forget(cls, rows: models.QuerySet[Any]) -> int:
        """Take out who these people are. Say of how many."""
        values: dict[str, Any] = dict.fromkeys(cls.about_them, "")
        values["name"] = gettext("Name not kept")
        values[cls.key_field] = Concat(Value(NO_KEY), Cast("pk", models.CharField()))
        if cls.account_field:
            values[cls.account_field] = None
        return rows.update(**values)
