from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.imports.headings import FileKind
from problems.models import Import, NotImported, UserGroup
from problems.models.imports import NOWHERE, ORGANISATION, Place
from teams.fields import LineField
from teams.models import User

NEW_GROUP = "new"


class PreviewForm(forms.Form):
    """Confirms a draft; of notes, says to which user group those of each label belong."""

    def __init__(self, request: HttpRequest, *, draft: Import) -> None:
        self.draft = draft
        self.labels: list[tuple[str, int]] = draft.labels if draft.file_kind.holds_notes else []
        self._user_groups = {str(group.pk): group for group in draft.team.user_groups.all()}
        super().__init__(request.POST if request.method == "POST" else None)
        for place, (label, _count) in enumerate(self.labels):
            where, new = self._guess(label)
            self.fields[f"place-{place}"] = forms.ChoiceField(
                label=self._named(label),
                choices=[
                    ("", _("Choose a user group")),
                    *((key, group.name) for key, group in self._user_groups.items()),
                    (NEW_GROUP, _("A new user group, named beside this")),
                    (ORGANISATION, _("The organisation itself")),
                    (NOWHERE, _("None: leave these out")),
                ],
                initial=where,
                error_messages={
                    "required": _("Choose a user group for %(label)s, or leave these out")
                    % {"label": self._named(label)},
                    "invalid_choice": _("Choose a user group from the list"),
                },
            )
            self.fields[f"new-{place}"] = LineField(
                label=_("Name of the new user group for %(label)s") % {"label": self._named(label)},
                required=False,
                initial=new,
                max_length=100,
                error_messages={"max_length": _("Name of the new user group must be 100 characters or fewer")},
            )

    def _named(self, label: str) -> str:
        if label:
            return label
        return gettext("problems without a user group") if self.draft.kind == FileKind.LIST else gettext("the notes")

    def _guess(self, label: str) -> tuple[str, str]:
        if self.draft.kind != FileKind.LIST or not label:
            return "", ""
        for key, group in self._user_groups.items():
            if label.casefold() in {group.name.casefold(), group.label.casefold()}:
                return key, ""
        return NEW_GROUP, label

    @property
    def rows(self) -> list[tuple[str, str, int, forms.BoundField, forms.BoundField]]:
        """Of each label: the colour that it is, if it is one; its name, how many notes have it, and its fields."""
        return [
            (_colour(label), self._named(label), count, self[f"place-{place}"], self[f"new-{place}"])
            for place, (label, count) in enumerate(self.labels)
        ]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        for place in range(len(self.labels)):
            if cleaned.get(f"place-{place}") == NEW_GROUP and not cleaned.get(f"new-{place}"):
                self.add_error(f"new-{place}", gettext("Enter the name of the new user group"))
        return cleaned

    def save(self, *, by: User) -> int | None:
        """Import the draft and return how many problems were recorded; None when it was refused, with words."""
        try:
            with transaction.atomic():
                places = {label: self._place(place, by) for place, (label, _count) in enumerate(self.labels)}
                return self.draft.confirm(by=by, places=places)
        except NotImported as reason:
            self.add_error(None, reason.words)
            return None

    def _place(self, place: int, by: User) -> Place:
        chosen = self.cleaned_data[f"place-{place}"]
        if chosen == NEW_GROUP:
            return UserGroup.named(self.draft.team, self.cleaned_data[f"new-{place}"], by=by)
        if chosen in {ORGANISATION, NOWHERE}:
            return str(chosen)
        # Locked, so that nobody deletes it before the problems are saved.
        group = self.draft.team.user_groups.select_for_update(no_key=True).filter(pk=chosen).first()
        if group is None:
            raise NotImported(_("A user group that you chose has just been deleted. Choose another one"))
        return group


def _colour(label: str) -> str:
    """The label if it is a colour as the web writes it, else nothing."""
    digits = label.removeprefix("#")
    is_colour = label.startswith("#") and len(digits) in {3, 6} and all(d in "0123456789abcdefABCDEF" for d in digits)
    return label if is_colour else ""
