from django import forms
from django.utils.translation import gettext_lazy as _

from teams.fields import TextField


class NoteForm(forms.Form):
    text = TextField(
        label=_("What was said"),
        help_text=_("The reasons that people gave, and what was agreed. Do not write who gave which score."),
        max_length=2000,
        error_messages={
            "required": _("Enter what was said"),
            "max_length": _("The note must be 2,000 characters or fewer"),
        },
    )
