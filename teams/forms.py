from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from teams.fields import EmailField, LineField, LinesField, TextField
from teams.models import BOTH, Invitation, KeepsFor, LastOfRole, Membership, Role, RoleNotHeld, Roles, Team, User

MOST_PURPOSES = 20


class FullNameField(LineField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            label=_("Full name"),
            help_text=_("Your teams see it"),
            max_length=100,
            widget=forms.TextInput(attrs={"autocomplete": "name"}),
            error_messages={
                "required": _("Enter your full name"),
                "max_length": _("Full name must be 100 characters or less"),
            },
            **kwargs,
        )


class TeamForm(forms.Form):
    name = LineField(
        label=_("Team name"),
        max_length=100,
        error_messages={
            "required": _("Enter a team name"),
            "max_length": _("Team name must be 100 characters or less"),
        },
    )
    service = LineField(
        label=_("Service the team works on (optional)"),
        help_text=_("Shown at the top of the team’s pages, for example “Register early career teachers”"),
        max_length=150,
        required=False,
        error_messages={"max_length": _("Service must be 150 characters or less")},
    )
    organisation = LineField(
        label=_("Organisation (optional)"),
        max_length=150,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "organization"}),
        error_messages={"max_length": _("Organisation must be 150 characters or less")},
    )
    purposes = LinesField(
        label=_("Core purposes of the service (optional)"),
        help_text=_("What the service is there for, one on each line. The roadmap is arranged by them"),
        required=False,
    )
    aims = TextField(
        label=_("What you want from this exercise (optional)"),
        help_text=_("For example, “Understand the top problems of each user group, and find ideas to solve them”"),
        max_length=2000,
        required=False,
        error_messages={"max_length": _("What you want must be 2,000 characters or less")},
    )

    def __init__(self, *args: Any, team: Team | None = None, **kwargs: Any) -> None:
        if team:
            kwargs["initial"] = {
                **{field: getattr(team, field) for field in ("name", "service", "organisation", "aims")},
                "purposes": [purpose.name for purpose in team.purposes.all()],
            }
        super().__init__(*args, **kwargs)
        if team:
            self.fields["purposes"].help_text = _(
                "One on each line. If you reword one or move it, what stands under it on the roadmap stays there"
            )

    def clean_purposes(self) -> list[str]:
        purposes: list[str] = self.cleaned_data["purposes"]
        if len(purposes) > MOST_PURPOSES:
            raise forms.ValidationError(gettext("Enter 20 core purposes or fewer"))
        if any(len(purpose) > 200 for purpose in purposes):
            raise forms.ValidationError(gettext("Each core purpose must be 200 characters or less"))
        return purposes


@dataclass(frozen=True)
class Standing:
    """A whole set of roles, chosen at once, so that none contradicts another."""

    label: str | Promise
    hint: str | Promise
    observer: bool = False
    facilitator: bool = False
    product_manager: bool = False

    @property
    def roles(self) -> dict[str, bool]:
        return {
            "observer": self.observer,
            "facilitator": self.facilitator,
            "product_manager": self.product_manager,
        }


STANDINGS = {
    "observer": Standing(
        Role.OBSERVER.label, _("Can read everything that the team has, but not add or change anything"), observer=True
    ),
    "member": Standing(Role.MEMBER.label, _("Can also add problems, evidence and ideas")),
    "facilitator": Standing(
        Role.FACILITATOR.label,
        _("Can also set up and run workshops, and manage people and settings"),
        facilitator=True,
    ),
    "product_manager": Standing(
        Role.PRODUCT_MANAGER.label,
        _("Can also do all of this, and decides on scope, the shortlist and the roadmap"),
        product_manager=True,
    ),
    "both": Standing(
        BOTH,
        _("Holds both roles, and can give both to other people"),
        facilitator=True,
        product_manager=True,
    ),
}


class RolesForm(forms.Form):
    role = forms.ChoiceField(
        label=_("Role"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose a role"),
            "invalid_choice": _("Choose one of these roles. You can only give or take away a role that you hold"),
        },
    )

    def __init__(self, *args: Any, giver: Membership, before: Roles | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offered = {
            name: standing
            for name, standing in STANDINGS.items()
            if giver.may_change(before, Membership(**standing.roles))
        }
        role = self.fields["role"]
        assert isinstance(role, forms.ChoiceField)
        role.choices = [(name, standing.label) for name, standing in self._offered.items()]

    @property
    def role_items(self) -> list[dict[str, Any]]:
        """The radio buttons, as their macro takes them."""
        chosen = self["role"].value()
        return [
            {
                "value": name,
                "text": str(standing.label),
                "hint": {"text": str(standing.hint)},
                "checked": name == chosen,
            }
            for name, standing in self._offered.items()
        ]

    @property
    def roles(self) -> dict[str, bool]:
        return STANDINGS[self.cleaned_data["role"]].roles

    def refuse_roles(self) -> None:
        self.add_error("role", gettext("You can only give or take away a role that you hold"))


class MemberForm(RolesForm):
    def __init__(self, *args: Any, member: Membership, **kwargs: Any) -> None:
        self.member = member
        held = {
            "observer": member.observer,
            "facilitator": member.facilitator,
            "product_manager": member.product_manager,
        }
        current = next(name for name, standing in STANDINGS.items() if standing.roles == held)
        super().__init__(*args, before=member, initial={"role": current}, **kwargs)

    def save(self, *, by: User) -> bool:
        """Say whether the roles were changed; if not, the form says why."""
        try:
            self.member.change_roles(by=by, **self.roles)
        except RoleNotHeld:
            self.refuse_roles()
        except LastOfRole as last:
            self.add_error("role", last_of_role(last))
        return not self.errors


class InvitationForm(RolesForm):
    name = LineField(
        label=_("Who is the invitation for?"),
        help_text=_("So that you know later whose link it is, for example “Sam Patel”"),
        max_length=100,
        error_messages={
            "required": _("Enter who the invitation is for"),
            "max_length": _("Who the invitation is for must be 100 characters or less"),
        },
    )
    email = EmailField(
        label=_("Email address (optional)"),
        help_text=_("We send the link there. Without an address you get the link, to send it yourself"),
        max_length=254,
        required=False,
        error_messages={
            "invalid": _("Enter an email address in the correct format, like name@example.com"),
            "max_length": _("Email address must be 254 characters or less"),
        },
    )
    field_order = ["name", "email", "role"]

    def save(self, *, team: Team, by: User) -> Invitation | None:
        """Make the invitation; if it cannot be made, the form says why."""
        words: dict[str, str] = {name: self.cleaned_data[name] for name in ("name", "email")}
        try:
            return Invitation.make(team, by=by, **words, **self.roles)
        except RoleNotHeld:
            self.refuse_roles()
            return None


def last_of_role(last: LastOfRole) -> str:
    if last.role == Role.FACILITATOR:
        return gettext("A team needs a facilitator. Make somebody else a facilitator first")
    return gettext("A team needs a product manager. Make somebody else a product manager first")


class KeepingForm(forms.Form):
    keeps_for = forms.TypedChoiceField(
        label=_("When is what is old deleted?"),
        choices=KeepsFor,
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose when what is old is deleted"),
            "invalid_choice": _("Choose one of these times"),
        },
    )


class NameForm(forms.Form):
    name = FullNameField()
