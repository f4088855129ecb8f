from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.files import MEGABYTE, MOST_BYTES, PICTURES, File, NotAllowed
from problems.models import AttachedAlready, Document, Evidence, NoRoom, Problem
from problems.models.documents import MOST_BYTES_OF_TEAM, MOST_OF_TEAM
from problems.pictures import MOST_PIXELS
from teams.fields import LineField
from teams.models import Team, User

WHY_NOT = {
    "type": _(
        "The file must be a PDF, a picture (PNG, JPEG or WebP), a document, spreadsheet or presentation "
        "(.docx, .xlsx, .pptx, .odt, .ods, .odp), CSV or plain text"
    ),
    "broken": _("The file cannot be read: it may have been cut off. Save it again and choose it again"),
    "macros": _("The file has macros in it. Save it without macros and choose it again"),
    "encoding": _("The text must be in UTF-8. Save it again with that encoding and choose it again"),
    "moves": _("The picture moves. Choose one that stands still"),
    "pixels": _("The picture has more than %(most)d million pixels. Save it smaller and choose it again"),
}


class DocumentForm(forms.Form):
    """What is said about a document."""

    title = LineField(
        label=_("Title"),
        help_text=_("What it is, such as Map of the journey, round 2"),
        max_length=200,
        error_messages={
            "required": _("Enter a title"),
            "max_length": _("Title must be 200 characters or fewer"),
        },
    )
    alt = LineField(
        label=_("If it is a picture: what is to be seen in it?"),
        help_text=_("For people who cannot see it. Say what matters, not that it is a picture."),
        required=False,
        max_length=300,
        error_messages={"max_length": _("What is to be seen must be 300 characters or fewer")},
    )

    def __init__(self, data: QueryDict | None, *, document: Document) -> None:
        self.document = document
        super().__init__(data, initial={"title": document.title, "alt": document.alt})
        if not document.is_picture:
            del self.fields["alt"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.document.is_picture:
            _ask_for_alt(self, cleaned)
        return cleaned

    def save(self, *, by: User) -> None:
        self.document.change(by=by, title=self.cleaned_data["title"], alt=self.cleaned_data.get("alt", ""))


class UploadForm(forms.Form):
    """A file, and what is said about it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, PNG, JPEG, WebP, Word, Excel, PowerPoint, OpenDocument, CSV or plain text, 10 MB at most. Leave out "
            "what names a person. Where and when a photo was taken is taken out of it; a document is kept as it is, "
            "and may say who wrote it."
        ),
        error_messages={
            "required": _("Choose a file"),
            "invalid": _("Choose a file"),
            "missing": _("Choose a file"),
            "empty": _("The file is empty. Choose another one"),
        },
    )
    title = DocumentForm.base_fields["title"]
    alt = DocumentForm.base_fields["alt"]

    def __init__(
        self,
        data: QueryDict | None,
        files: MultiValueDict[str, UploadedFile[Any]] | None,
        *,
        team: Team,
        on: Problem | Evidence | None,
    ) -> None:
        self.team, self.on = team, on
        super().__init__(data, files)

    def clean_file(self) -> File:
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        if upload.size is None or upload.size > MOST_BYTES:
            message = gettext("The file must be %(most)d MB or smaller")
            raise forms.ValidationError(message % {"most": MOST_BYTES // MEGABYTE})
        try:
            return File.read(upload.read(), upload.name or "")
        except NotAllowed as error:
            words = str(WHY_NOT[error.why]) % {"most": MOST_PIXELS // 1_000_000}
            raise forms.ValidationError(words) from error

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (file := cleaned.get("file")) and file.type in PICTURES:
            _ask_for_alt(self, cleaned)
        return cleaned

    def save(self, *, by: User) -> Document | None:
        """Keep the file; None when that cannot be done, which is then an error."""
        file, title = self.cleaned_data["file"], self.cleaned_data["title"]
        alt = self.cleaned_data["alt"] if file.type in PICTURES else ""
        try:
            return Document.add(self.team, by=by, file=file, on=self.on, title=title, alt=alt)
        except AttachedAlready as error:
            message = gettext("This very file is attached here already, as “%(title)s”. Choose another one")
            self.add_error("file", message % {"title": error.document.title})
        except NoRoom:
            message = gettext(
                "A team keeps %(files)d documents and %(most)d MB at most. Delete some that nobody needs, and try again"
            )
            self.add_error("file", message % {"files": MOST_OF_TEAM, "most": MOST_BYTES_OF_TEAM // MEGABYTE})
        return None


def _ask_for_alt(form: forms.Form, cleaned: dict[str, Any]) -> None:
    if not cleaned.get("alt") and "alt" not in form.errors:
        form.add_error("alt", gettext("Enter what is to be seen in the picture"))
