from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from problems.models import Certainty, FramedMeanwhile, Framing, PartName, Phase, Problem
from teams.fields import LineField, TextField
from teams.models import User

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise


def _part(label: _StrPromise, hint: _StrPromise) -> TextField:
    return TextField(
        label=label,
        help_text=hint,
        required=False,
        max_length=500,
        error_messages={"max_length": _("Each part must be 500 characters or fewer")},
    )


def _certainty(label: _StrPromise) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Certainty.choices,
        initial=Certainty.ASSUMPTION,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Choose known, assumption or open question")},
    )


class FramingForm(forms.Form):
    """The parts of a problem. `seen` is the number of the version that was on the page when it was opened."""

    who = _part(
        _("Who has the problem?"),
        _("People by what they do, not by name. For example, induction tutors in small schools"),
    )
    who_certainty = _certainty(_("How sure are you who has it?"))
    what = _part(
        _("What goes wrong?"),
        _("What they cannot do, as it follows the words “they cannot”. For example, see who is registered already"),
    )
    what_certainty = _certainty(_("How sure are you what goes wrong?"))
    when_and_where = _part(
        _("When and where?"),
        _("As it follows the word “when”. For example, a teacher changes school in the middle of a term"),
    )
    when_and_where_certainty = _certainty(_("How sure are you when and where?"))
    matters_to_them = _part(
        _("Why does it matter to them?"),
        _("As it follows the word “so”. For example, new teachers miss weeks of training"),
    )
    matters_to_them_certainty = _certainty(_("How sure are you why it matters to them?"))
    matters_to_organisation = _part(
        _("Why does it matter to the organisation?"),
        _("As it follows the word “so” as well. For example, we answer 300 tickets a month"),
    )
    matters_to_organisation_certainty = _certainty(_("How sure are you why it matters to the organisation?"))
    phase = forms.ChoiceField(
        label=_("Which phase are you in?"),
        choices=Phase.choices,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose the phase that you are in"),
            "invalid_choice": _("Choose the phase that you are in from the list"),
        },
    )
    round = LineField(
        label=_("Round of research (optional)"),
        help_text=_("What this comes from. For example, round 4: interviews with 12 schools"),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Round of research must be 100 characters or fewer")},
    )
    is_statement = forms.BooleanField(
        label=_("Use the sentence as the problem’s statement"),
        help_text=_(
            "People read the statement before they score. The words that stand there now are kept as a version"
        ),
        required=False,
    )
    seen = LineField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, problem: Problem) -> None:
        self.problem = problem
        self.latest = problem.framings.select_related("by").first()
        # What somebody else has saved since the page was opened.
        self.meanwhile: Framing | None = None
        super().__init__(data, initial=self._as_it_stands())

    @property
    def parts(self) -> list[tuple[forms.BoundField, forms.BoundField]]:
        """The box of each part, and how sure it is."""
        return [(self[name.value], self[name.certainty]) for name in PartName]

    @property
    def sentence(self) -> str:
        """Of what is typed, or of what stands there."""
        if not self.is_bound:
            return self.latest.sentence if self.latest else ""
        self.is_valid()
        return Framing(**self._content()).sentence

    @property
    def typed(self) -> Framing:
        """What would be saved after what somebody else has saved meanwhile."""
        framing = Framing(**self._content())
        if self.cleaned_data.get("is_statement"):
            framing.statement = framing.sentence
        elif self.meanwhile:
            framing.statement = self.meanwhile.statement
        return framing

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        parts = [name.value for name in PartName]
        if not any(cleaned.get(name) for name in parts) and not self.errors.keys() & set(parts):
            self.add_error("who", gettext("Enter at least one part"))
        elif cleaned.get("is_statement") and not Framing(**self._content()).sentence:
            self.add_error(
                "is_statement",
                gettext(
                    "Every part is an open question, so there is no sentence. Leave this out until a part is known"
                ),
            )
        return cleaned

    def save(self, *, by: User) -> Framing | None:
        """Save a version; None when somebody else has saved one since the page was opened."""
        try:
            return Framing.add(
                self.problem,
                by=by,
                seen=self._seen(),
                is_statement=self.cleaned_data["is_statement"],
                **self._content(),
            )
        except FramedMeanwhile as others:
            self.meanwhile = others.latest
            words = gettext(
                "Somebody else has changed the framing since you opened this page. What you typed is not saved yet: "
                "compare it with theirs below, then save again"
            )
            self.add_error(None, words)
            # Who saves again has seen theirs.
            assert isinstance(self.data, QueryDict)
            data = self.data.copy()
            data["seen"] = str(others.latest.number if others.latest else 0)
            self.data = data
            return None

    def _as_it_stands(self) -> dict[str, Any]:
        latest = self.latest
        if latest is None:
            group = self.problem.user_group
            # A team is in one phase at a time: the one that it gave last, for whichever problem.
            others = Framing.objects.filter(problem__team=self.problem.team_id).exclude(phase="").order_by("-pk")
            return {
                "who": group.name if group else "",
                "phase": others.values_list("phase", flat=True).first(),
                "is_statement": not self.problem.statement,
                "seen": "0",
            }
        is_statement = not self.problem.statement or self.problem.statement == latest.sentence
        stands = latest.content | {"is_statement": is_statement, "seen": str(latest.number)}
        if not latest.is_framed:
            # A statement by hand says nothing of how sure anybody is.
            stands |= dict.fromkeys((name.certainty for name in PartName), Certainty.ASSUMPTION)
        return stands

    def _content(self) -> dict[str, Any]:
        """What is typed, as far as it can be read. An empty part is an open question."""
        cleaned = self.cleaned_data
        content = {name: cleaned.get(name, "") for name in ("phase", "round")}
        for name in PartName:
            text = cleaned.get(name.value, "")
            content[name.value] = text
            content[name.certainty] = (cleaned.get(name.certainty) or Certainty.ASSUMPTION) if text else Certainty.OPEN
        return content

    def _seen(self) -> int:
        seen: str = self.cleaned_data["seen"]
        return int(seen) if seen.isdecimal() and len(seen) < 10 else 0


class ComparisonForm(forms.Form):
    """Which two versions; left out, or not among them, the latest and the one before it."""

    old = forms.ChoiceField(label=_("Compare version"))
    new = forms.ChoiceField(label=_("with version"))

    def __init__(self, data: QueryDict, *, versions: dict[str, str]) -> None:
        """`versions` gives the words of each number, the latest first; there is at least one."""
        numbers = list(versions)
        self.chosen = {"old": numbers[min(1, len(numbers) - 1)], "new": numbers[0]}
        self.chosen |= {name: str(data[name]) for name in self.chosen if data.get(name) in versions}
        super().__init__(initial=self.chosen)
        for field in self.fields.values():
            assert isinstance(field, forms.ChoiceField)
            field.choices = list(versions.items())
