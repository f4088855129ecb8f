from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from teams.models import User


class SignupForm(forms.Form):
    """What signing up asks for besides an address and a password."""

    name = forms.CharField(label=_("Full name"), max_length=100, error_messages={"required": _("Enter your full name")})

    def signup(self, request: HttpRequest, user: User) -> None:
        user.name = self.cleaned_data["name"]
        user.save(update_fields=["name"])
