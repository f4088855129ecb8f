from __future__ import annotations

from hashlib import sha256
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.imports.headings import FileKind, Meaning, Target, meanings_of
from problems.imports.reduction import Reduction, Report
from problems.imports.scrubbing import without_people
from problems.imports.tables import Table, Unreadable
from problems.imports.uploads import CUT_OFF, TOO_LARGE
from problems.models import Import
from teams.models import Team, User

NO_COLUMN = ""


class ImportedFileField(forms.FileField):
    """A file that came by our own way of uploading; says what went wrong on the way."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            error_messages={
                "required": _("Choose a file"),
                "invalid": _("Choose a file"),
                "missing": _("Choose a file"),
                "empty": _("There is nothing in the file. Choose another one"),
            },
            **kwargs,
        )


class FileForm(forms.Form):
    """A form with a file, which is read when the form is saved, and forgotten with it."""

    # What was read of the file before.
    draft: Import | None = None

    def __init__(self, request: HttpRequest, *, team: Team, target: Target, **kwargs: Any) -> None:
        self.team, self.target = team, target
        self._went_wrong = next(
            (
                words
                for sign, words in {
                    TOO_LARGE: _("The file must be 50 MB or smaller. Choose fewer months, and import it in parts"),
                    CUT_OFF: _("Only part of the file arrived, so nothing was imported. Choose it again"),
                }.items()
                if request.META.get(sign)
            ),
            None,
        )
        posted = request.method == "POST"
        super().__init__(request.POST if posted else None, request.FILES if posted else None, **kwargs)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self._went_wrong and hasattr(self, "cleaned_data"):
            self.errors.pop("file", None)
            self.add_error("file", str(self._went_wrong))

    def _read(self) -> bytes:
        """The content of the file. Raise Unreadable where the team has imported it before."""
        uploaded = self.cleaned_data["file"]
        assert isinstance(uploaded, UploadedFile)
        assert uploaded.file
        # Kept in memory, it is not copied.
        content: bytes = uploaded.file.getvalue() if hasattr(uploaded.file, "getvalue") else uploaded.read()
        self._digest = sha256(content).hexdigest()
        same = self.team.imports.imported().of(self.target).filter(digest=self._digest).defer("keys").first()
        if same and same.imported_at:
            raise Unreadable(
                gettext("This file was imported on %(day)s. Nothing was added. Choose another file"),
                day=date_format(same.imported_at, "j F Y"),
            )
        return content

    def _draft(self, by: User, kind: FileKind, table: Table, columns: dict[str, int]) -> Import:
        # It loads what only reading a file needs.
        from problems.imports import reading

        if all(meaning.key in columns for meaning in meanings_of(kind, self.target) if meaning.is_needed):
            numbers = set(self.team.problems.values_list("number", flat=True)) if "problems" in columns else set()
            keys = Import.keys_for(self.team, kind, self.target)
            reduction = reading.reduce(kind, table, columns, keys, numbers)
        else:
            # Somebody has to say which column it is.
            reduction = Reduction(0, [], Report(), b"")
        Import.clear_expired()
        return Import.draft(
            self.team,
            by=by,
            reduction=reduction,
            replaces=self.draft,
            kind=kind,
            target=self.target,
            digest=self._digest,
            # What looks like a heading may be a row.
            columns=[without_people(table.name_of(column))[:100] for column in range(len(table.names))],
            meanings=columns,
            has_header=table.has_header,
            note=table.note,
        )


class ImportForm(FileForm):
    file = ImportedFileField(
        label=_("Choose a file"),
        help_text=_("CSV, JSON, XLSX or ODS, of 50 MB or less"),
    )
    kind = forms.ChoiceField(
        label=_("What is in it?"),
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose what is in the file, from the list")},
    )
    field_order = ["file", "kind"]

    def __init__(self, request: HttpRequest, *, team: Team, target: Target) -> None:
        super().__init__(request, team=team, target=target)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        kinds = [(each.value, target.name_of(each)) for each in target.kinds]
        kind.choices = [("", gettext("Work it out from the file")), *kinds]

    def save(self, *, by: User) -> Import | None:
        """Read the file and keep a draft of it; if it cannot be read, the form says why."""
        from problems.imports import headings, reading

        try:
            table = reading.open_table(self._read())
            chosen = self.cleaned_data["kind"]
            kind = FileKind(chosen) if chosen else headings.guess_kind(table, self.target)
            columns = headings.guess_columns(kind, table, self.target)
            return self._draft(by, kind, table, columns)
        except Unreadable as reason:
            self.add_error("file", reason.words)
            return None


class ColumnsForm(FileForm):
    """Which column means what. Who changes that chooses the file again, as it was not kept."""

    draft: Import

    file = ImportedFileField(
        label=_("Choose the file again, if you change anything"),
        help_text=_("We do not keep your file, so to read it in another way we need it once more."),
        required=False,
    )

    def __init__(self, request: HttpRequest, *, team: Team, draft: Import) -> None:
        self.draft, target = draft, Target(draft.target)
        self.meanings = meanings_of(draft.file_kind, target)
        initial = {meaning.key: str(draft.meanings.get(meaning.key, NO_COLUMN)) for meaning in self.meanings}
        initial["has_header"] = "yes" if draft.has_header else "no"
        super().__init__(request, team=team, target=target, initial=initial)
        choices = [(str(index), name) for index, name in enumerate(draft.columns)]
        for meaning in self.meanings:
            self.fields[meaning.key] = forms.ChoiceField(
                label=_label(meaning),
                choices=[(NO_COLUMN, _("No column")), *choices],
                required=False,
                error_messages={"invalid_choice": _("Choose a column from the list")},
            )
        self.fields["has_header"] = forms.ChoiceField(
            label=_("Does the first row hold the names of the columns?"),
            choices=[("yes", _("Yes")), ("no", _("No"))],
            widget=forms.RadioSelect,
            error_messages={
                "required": _("Choose whether the first row holds the names of the columns"),
                "invalid_choice": _("Choose yes or no"),
            },
        )
        self.order_fields([*(meaning.key for meaning in self.meanings), "has_header", "file"])

    @property
    def ignored(self) -> list[str]:
        """The columns that nothing is read from."""
        used = set(self.draft.meanings.values())
        return [name for index, name in enumerate(self.draft.columns) if index not in used]

    @property
    def _chosen(self) -> dict[str, int]:
        return {
            meaning.key: int(self.cleaned_data[meaning.key])
            for meaning in self.meanings
            if self.cleaned_data[meaning.key] != NO_COLUMN
        }

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.errors:
            return cleaned
        chosen = list(self._chosen.items())
        for meaning in self.meanings:
            if meaning.is_needed and cleaned[meaning.key] == NO_COLUMN:
                self.add_error(meaning.key, gettext("Choose the column that has this"))
        for place, (key, column) in enumerate(chosen):
            if column in [other for _key, other in chosen[:place]]:
                self.add_error(key, gettext("Choose another column: this one is chosen for something else as well"))
        if not self.errors and self._has_changed and not cleaned.get("file") and not self._went_wrong:
            self.add_error("file", gettext("Choose the file again, so that it can be read in this way"))
        return cleaned

    @property
    def _has_changed(self) -> bool:
        is_as_read = self._chosen == self.draft.meanings and not self._lacks_something
        return not is_as_read or self.cleaned_data["has_header"] != ("yes" if self.draft.has_header else "no")

    @property
    def _lacks_something(self) -> bool:
        return any(meaning.is_needed and meaning.key not in self.draft.meanings for meaning in self.meanings)

    def save(self, *, by: User) -> Import | None:
        """The draft as it is to be previewed; None when the file cannot be read in this way, and the form says why."""
        from problems.imports import reading

        if not self.cleaned_data["file"]:
            return self.draft
        try:
            table = reading.open_table(self._read(), self.cleaned_data["has_header"] == "yes")
            if any(column >= len(table.names) for column in self._chosen.values()):
                raise Unreadable(gettext("This file has fewer columns. Choose the same file as before"))
            return self._draft(by, self.draft.file_kind, table, self._chosen)
        except Unreadable as reason:
            self.add_error("file", reason.words)
            return None


def _label(meaning: Meaning) -> str:
    label = str(meaning.label)
    return label if meaning.is_needed else gettext("%(label)s (optional)") % {"label": label}
