from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from roadmap.models import Edition, PublishedVersion
from roadmap.publishing.people import Named, Text, people_named, texts_of
from roadmap.publishing.published import Published
from roadmap.publishing.shown import AT_FIRST, Shown, in_order
from roadmap.publishing.snapshot import snapshot_of
from roadmap.roadmaps import Entry, Roadmap
from teams.fields import TextField
from teams.models import Team

CHOOSE_A_VERSION = dict.fromkeys(("required", "invalid_choice"), _("Choose a version from the list"))


class PublicationForm(forms.Form):
    """What of the roadmap to publish: as it was chosen the last time, until somebody chooses otherwise."""

    shown = forms.MultipleChoiceField(
        label=_("What to show"),
        choices=Shown.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose what to show from the list")},
    )
    items = forms.MultipleChoiceField(
        label=_("Which items to publish"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "required": _("Choose at least one item to publish"),
            "invalid_choice": _("An item that you chose is no longer on the roadmap. Check which items to publish"),
        },
    )
    note = TextField(
        label=_("Note for readers (optional)"),
        help_text=_("For example what is new in this version. It stands at the top of the published page."),
        max_length=1000,
        required=False,
        error_messages={"max_length": _("The note must be 1,000 characters or fewer")},
    )
    contact = TextField(
        label=_("How to reach you (optional)"),
        help_text=_("For example the shared mailbox of the team. Do not name a person."),
        max_length=300,
        required=False,
        error_messages={"max_length": _("How to reach you must be 300 characters or fewer")},
    )
    searchable = forms.BooleanField(
        label=_("Let search engines list the latest version"),
        help_text=_("Otherwise only those who are given the address find it."),
        required=False,
    )

    def __init__(self, *args: Any, team: Team, roadmap: Roadmap, last: PublishedVersion | None, **kwargs: Any) -> None:
        """`last` is what was published last, whether or not it was withdrawn since."""
        super().__init__(*args, **kwargs)
        self.team, self.roadmap, self.last = team, roadmap, last
        self.live = last if last and not last.publication.is_withdrawn else None
        items = self.fields["items"]
        assert isinstance(items, forms.MultipleChoiceField)
        items.choices = [(str(entry.number), str(entry)) for entry in roadmap.entries]
        left_out = set(last.left_out) if last else set()
        self.initial = {
            "shown": last.shown if last else AT_FIRST,
            # What was left out stays so when it becomes a part of something larger.
            "items": [str(entry.number) for entry in roadmap.entries if not left_out & _numbers(entry)],
            "contact": Published.of(last).contact if last else "",
            "searchable": bool(last and last.publication.searchable),
        }

    @property
    def item_hints(self) -> dict[str, str]:
        """Which items the last version did not have, whether they are new or were left out."""
        if self.last is None:
            return {}
        known = {card.reference for card in Published.of(self.last).cards}
        return {
            str(entry.number): gettext("Not in the last version")
            for entry in self.roadmap.entries
            if entry.reference not in known
        }

    @property
    def left_out(self) -> list[Entry]:
        chosen = set(self.cleaned_data["items"])
        return [entry for entry in self.roadmap.entries if str(entry.number) not in chosen]

    @cached_property
    def edition(self) -> Edition:
        """What would be published. For a form whose fields are right."""
        shown = in_order(self.cleaned_data["shown"])
        left_out = [entry.number for entry in self.left_out]
        snapshot = snapshot_of(
            self.team, self.roadmap, shown=shown, left_out=left_out, contact=self.cleaned_data["contact"]
        )
        return Edition(snapshot, shown, left_out, self.cleaned_data["note"])

    @property
    def seen(self) -> str:
        return self.edition.seen_after(self.live)

    @property
    def is_out(self) -> bool:
        return self.live is not None and self.live.holds(self.edition)

    @property
    def as_sent(self) -> list[tuple[str, str]]:
        """The fields once more, for the page on which somebody checks them."""
        sent = [("shown", part) for part in self.edition.shown]
        sent += [("items", number) for number in self.cleaned_data["items"]]
        sent += [(name, self.cleaned_data[name]) for name in ("note", "contact")]
        return sent + ([("searchable", "on")] if self.cleaned_data["searchable"] else [])

    def clean(self) -> dict[str, Any]:
        if not self.errors:
            note = Text(self.edition.note, "note")
            named = people_named(self.team, [*texts_of(self.edition.snapshot), note])
            for field in dict.fromkeys(each.text.field for each in named):
                messages = dict.fromkeys(_to_do(each) for each in named if each.text.field == field)
                self.add_error(field, [ValidationError(message) for message in messages])
        return self.cleaned_data


def _numbers(entry: Entry) -> set[int]:
    return {standing.idea.number for standing in entry.standings}


def _to_do(named: Named) -> str:
    words = {"name": named.name, "about": named.text.about}
    match named.text.field:
        case "note" | "contact":
            return gettext("Take out “%(name)s”: a published roadmap names no person of the team") % words
        case "items":
            return gettext("%(about)s names “%(name)s”, a person of the team. Reword it, or leave it out") % words
        case _ if named.text.about:
            return gettext("%(about)s names “%(name)s”, a person of the team. Reword it, or do not show it") % words
        case _:
            return gettext("What is shown names “%(name)s”, a person of the team. Reword it, or do not show it") % words


class VersionsForm(forms.Form):
    """Two versions to compare; the latest and the one before it to begin with."""

    old = forms.TypedChoiceField(label=_("From"), coerce=int, error_messages=CHOOSE_A_VERSION)
    new = forms.TypedChoiceField(label=_("To"), coerce=int, error_messages=CHOOSE_A_VERSION)

    def __init__(self, *args: Any, versions: list[tuple[int, str]], **kwargs: Any) -> None:
        """`versions` are numbers and names, the latest first; there are at least two."""
        super().__init__(*args, **kwargs)
        self.initial = {"old": versions[1][0], "new": versions[0][0]}
        for field in self.fields.values():
            assert isinstance(field, forms.TypedChoiceField)
            field.choices = versions

    @property
    def numbers(self) -> tuple[int, int]:
        """The older one first, in whichever order they were chosen."""
        chosen = self.cleaned_data if self.is_bound and self.is_valid() else self.initial
        old, new = sorted((chosen["old"], chosen["new"]))
        return old, new
