from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from overview.archive.bringing_in import bring_in
from overview.archive.limits import MEGABYTE, MOST_BYTES
from overview.archive.manifest import Refused
from overview.archive.uploads import CUT_OFF
from teams.models import Team, User

WITHOUT, WITH = "without", "with"


class ArchiveForm(forms.Form):
    people = forms.ChoiceField(
        label=_("Do people go with it?"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose whether people go with it"),
            "invalid_choice": _("Choose one of these. Only facilitators and product managers take people along"),
        },
    )

    def __init__(self, *args: Any, may_take_people: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        people = self.fields["people"]
        assert isinstance(people, forms.ChoiceField)
        people.choices = [(WITHOUT, _("Without people")), *([(WITH, _("With people"))] if may_take_people else [])]

    @property
    def takes_people(self) -> bool:
        return bool(self.cleaned_data["people"] == WITH)


class BringInForm(forms.Form):
    file = forms.FileField(
        label=_("Choose the archive"),
        help_text=_("The ZIP as Shortlist made it, of %(most)d MB or less") % {"most": MOST_BYTES // MEGABYTE},
        error_messages={
            "required": _("Choose an archive"),
            "invalid": _("Choose an archive"),
            "missing": _("Choose an archive"),
            "empty": _("There is nothing in the file. Choose another one"),
        },
    )

    def __init__(self, request: HttpRequest) -> None:
        sent = request.method == "POST"
        self._is_cut_off = bool(request.META.get(CUT_OFF))
        super().__init__(request.POST if sent else None, request.FILES if sent else None)

    def full_clean(self) -> None:
        super().full_clean()
        if self.is_bound and self._is_cut_off and hasattr(self, "cleaned_data"):
            self.errors.pop("file", None)
            self.add_error("file", gettext("Only part of the file arrived, so nothing was brought in. Choose it again"))

    def save(self, *, by: User) -> Team | None:
        """Make the team; if it cannot be made, the form says why."""
        upload: UploadedFile[Any] = self.cleaned_data["file"]
        assert upload.file
        try:
            return bring_in(upload.file, by=by)
        except Refused as refused:
            self.add_error("file", refused.words)
            return None
