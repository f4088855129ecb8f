from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.colours import colour_name, is_colour
from problems.imports.headings import FileKind
from problems.models import Import, NotImported, UserGroup
from problems.models.recording import NOWHERE, ORGANISATION, Place, Record
from teams.fields import LineField
from teams.models import User

NEW_GROUP = "new"
type Choices = list[tuple[Any, Any]]


class Confirming(Protocol):
    """The form of the preview: one for problems, and one for ideas a floor up."""

    def is_valid(self) -> bool: ...

    @property
    def errors(self) -> Any: ...

    def save(self, *, by: User) -> int | None:
        """Import the draft and return how many of its notes are new; None when it was refused, with words."""


class ConfirmingForm(forms.Form):
    """A draft, and of notes a select and a line beside it for each of their labels, to say what it stands for.

    What they can stand for is for each form that is made of this one to say.
    """

    def __init__(self, request: HttpRequest, *, draft: Import) -> None:
        self.draft = draft
        self.labels: list[tuple[str, int]] = draft.labels if draft.file_kind.holds_notes else []
        self.user_groups = {str(group.pk): group for group in draft.team.user_groups.all()}
        super().__init__(request.POST if request.method == "POST" else None)

    def ask(self, place: int, select: forms.ChoiceField, line: LineField) -> None:
        self.fields[f"place-{place}"], self.fields[f"new-{place}"] = select, line

    def named(self, label: str) -> str:
        if is_colour(label):
            return f"{colour_name(label)} ({label})"
        return label or gettext("the notes")

    @property
    def rows(self) -> list[tuple[str, str, int, forms.BoundField, forms.BoundField]]:
        """Of each label: the colour that it is, if it is one; its name, how many notes have it, and its fields."""
        return [
            (label if is_colour(label) else "", self.named(label), count, self[f"place-{place}"], self[f"new-{place}"])
            for place, (label, count) in enumerate(self.labels)
        ]

    def group_called(self, label: str) -> str:
        """The key of the user group that a label names; empty where it names none."""
        names = ((key, {group.name.casefold(), group.label.casefold()}) for key, group in self.user_groups.items())
        return next((key for key, known in names if label.casefold() in known), "")

    def locked_group(self, key: str) -> UserGroup:
        """Locked, so that nobody deletes it before what refers to it is saved."""
        group = self.draft.team.user_groups.select_for_update(no_key=True).filter(pk=key).first()
        if group is None:
            raise NotImported(_("A user group that you chose has just been deleted. Choose another one"))
        return group

    def confirm[Where](
        self,
        place: Callable[[int, User], Where],
        *,
        by: User,
        record: Record[Where] | None = None,
        name: str = "",
    ) -> int | None:
        """Import the draft and return how many of its notes are new; None when it was refused, with words.

        `place` says what the label of this number stands for.
        """
        try:
            with transaction.atomic():
                # Before what it refers to: two imports at once would wait for each other.
                self.draft.team.lock()
                places = {label: place(number, by) for number, (label, _count) in enumerate(self.labels)}
                return self.draft.confirm(by=by, places=places, record=record, name=name)
        except NotImported as reason:
            self.add_error(None, reason.words)
            return None


class PreviewForm(ConfirmingForm):
    """Says to which user group the problems of each label belong."""

    def __init__(self, request: HttpRequest, *, draft: Import) -> None:
        super().__init__(request, draft=draft)
        choices: Choices = [
            ("", _("Choose a user group")),
            *((key, group.name) for key, group in self.user_groups.items()),
            (NEW_GROUP, _("A new user group, named beside this")),
            (ORGANISATION, _("The organisation itself")),
            (NOWHERE, _("None: leave these out")),
        ]
        for place, (label, _count) in enumerate(self.labels):
            where, new = self._guess(label)
            named = {"label": self.named(label)}
            self.ask(
                place,
                forms.ChoiceField(
                    label=named["label"],
                    choices=choices,
                    initial=where,
                    error_messages={
                        "required": _("Choose a user group for %(label)s, or leave these out") % named,
                        "invalid_choice": _("Choose a user group from the list"),
                    },
                ),
                LineField(
                    label=_("Name of the new user group for %(label)s") % named,
                    required=False,
                    initial=new,
                    max_length=100,
                    error_messages={"max_length": _("Name of the new user group must be 100 characters or fewer")},
                ),
            )

    def named(self, label: str) -> str:
        if not label and self.draft.kind == FileKind.LIST:
            return gettext("problems without a user group")
        return super().named(label)

    def _guess(self, label: str) -> tuple[str, str]:
        if self.draft.kind != FileKind.LIST or not label:
            return "", ""
        known = self.group_called(label)
        return (known, "") if known else (NEW_GROUP, label)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(len(self.labels)):
            if cleaned.get(f"place-{place}") == NEW_GROUP and not cleaned.get(f"new-{place}"):
                self.add_error(f"new-{place}", gettext("Enter the name of the new user group"))
        return cleaned

    def save(self, *, by: User) -> int | None:
        return self.confirm(self._place, by=by)

    def _place(self, place: int, by: User) -> Place:
        chosen = self.cleaned_data[f"place-{place}"]
        if chosen == NEW_GROUP:
            return UserGroup.named(self.draft.team, self.cleaned_data[f"new-{place}"], by=by)
        return str(chosen) if chosen in {ORGANISATION, NOWHERE} else self.locked_group(chosen)
