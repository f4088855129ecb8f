"""Text that nobody can see, in every form of the project: it is taken out, and alone it is nothing."""

import importlib
import pkgutil
from collections.abc import Iterator

import pytest
from django import forms

from teams.fields import LineField, LinesField, TextField, is_seen, lines_of
from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import answers, join
from workshops.forms import CriterionForm, QuickForm
from workshops.models import Ballot, Participant, Workshop

OUR_APPS = ["overview", "roadmap", "workshops", "ideation", "problems", "teams"]
# Alone each looks like an empty field.
INVISIBLE = {
    "zero width space": "\u200b",
    "joiners": "\u200c\u200d",
    "word joiner": "\u2060",
    "byte order mark": "\ufeff",
    "Hangul filler": "\u3164\u115f\u1160\uffa0",
    "tags": "\U000e0041\U000e007f",
    "variation selectors": "\ufe0f\U000e0101",
    "marks of direction": "\u200e\u200f\u061c",
    "overrides of direction": "\u202e\u202c\u2066\u2069",
    "Braille blank": "\u2800",
    "soft hyphen": "\u00ad",
    "controls": "\x01\x1b\x7f\x85",
    "spaces": "\u00a0\u2003\u3000 \u2028",
}


def text_fields() -> Iterator[tuple[str, forms.CharField]]:
    for app in OUR_APPS:
        package = importlib.import_module(app)
        for module in pkgutil.walk_packages(package.__path__, f"{app}."):
            if "forms" in module.name.split("."):
                importlib.import_module(module.name)
    forms_left: list[type] = [forms.BaseForm]
    while forms_left:
        form = forms_left.pop()
        forms_left += form.__subclasses__()
        if form.__module__.split(".")[0] in OUR_APPS:
            for name, field in getattr(form, "base_fields", {}).items():
                if isinstance(field, forms.CharField) and not isinstance(
                    field.widget, forms.PasswordInput | forms.HiddenInput
                ):
                    yield f"{form.__name__}.{name}", field


def test_no_form_takes_text_that_turns_others_around_or_cannot_be_seen():
    fields = dict(text_fields())
    # The parent's: nobody here has a name to sign in with, and it takes the field away.
    del fields["SignupForm.username"]
    assert {"IdeaForm.title", "CriterionForm.name", "SignupForm.email", "EvidenceForm.link"} <= fields.keys()
    assert len(fields) > 40
    for name, field in fields.items():
        taken = str(field.to_python("a\x01\x1b\u202eb\u2066\x9f"))
        assert taken in {"ab", "https://ab"}, f"{name} takes {taken!r}"
        if not isinstance(field, forms.URLField | forms.EmailField):
            assert field.to_python("\u200b \u3164\U000e0041") == "", f"{name} takes what looks empty"
        many_lines = isinstance(field.widget, forms.Textarea)
        assert ("\n" in str(field.to_python("a\r\nb"))) == many_lines, name


@pytest.mark.parametrize("text", INVISIBLE.values(), ids=INVISIBLE.keys())
def test_what_looks_empty_is_empty(text):
    assert not is_seen(text)
    for field in (LineField(), TextField(), LinesField()):
        with pytest.raises(forms.ValidationError, match="required"):
            field.clean(f" {text}\r\n{text}\t")


@pytest.mark.parametrize(
    "text",
    [
        "می‌خواهم",
        "क्‍ष",
        "👩\u200d👩\u200d👧",
        "❤\ufe0f",
        "🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f",
        "שלום\u200f!",
        "é",
        "\u0301",
        "-",
        "\U0001fae9",  # newer than some lists of characters
    ],
)
def test_what_scripts_and_emoji_need_stays(text):
    assert LineField().clean(text) == text
    assert TextField().clean(text) == text


def test_a_line_is_one_line_and_lines_stay_lines():
    typed = "one\r\ntwo\rthree\u2028four\tfive\x0bsix\x1b[31m"
    assert LineField().clean(typed) == "one two three four five six[31m"
    assert TextField().clean(typed) == "one\ntwo\nthree\nfour\tfive\nsix[31m"
    assert lines_of(" one \r\n\u200b\r\n\r\ntwo") == ["one", "two"]


def test_a_new_line_is_one_character_of_the_limit():
    typed = "\r\n".join(["x" * 40] * 24)
    assert TextField(max_length=983).clean(typed) == "\n".join(["x" * 40] * 24)
    with pytest.raises(forms.ValidationError, match="at most 982"):
        TextField(max_length=982).clean(typed)


@pytest.mark.django_db
def test_a_comment_of_many_lines_fits_where_the_browser_says_so():
    workshop = WorkshopFactory(state="voting", candidates=1)
    comment = "\r\n".join(["x" * 40] * 24) + "\r\n" + "y" * 16
    assert len(comment) > 1000
    page = workshop.voter_url("score", workshop.candidates.get().number)
    assert join(workshop).post(page, answers(workshop, 3) | {"comment": comment}).status_code == 302
    assert list(Ballot.objects.get().comments.values()) == [comment.replace("\r\n", "\n")]


@pytest.mark.django_db
def test_nobody_joins_with_a_name_that_looks_empty_or_turns_around(client):
    workshop = WorkshopFactory(state="open")
    for name in INVISIBLE.values():
        answer = client.post(workshop.join_path, {"name": name})
        assert answer.status_code == 422
        assert "Enter your name" in text_of(answer)
    assert client.post(workshop.join_path, {"name": "\u202eAnn\x07"}).status_code == 302
    assert Participant.objects.get().name == "Ann"


@pytest.mark.django_db
def test_a_workshop_has_a_title_of_one_line_that_can_be_seen(client):
    facilitator = MembershipFactory(as_facilitator=True)
    client.force_login(facilitator.user)
    page = f"/teams/{facilitator.team.slug}/workshops/new/"
    answer = client.post(page, {"title": "\u200b\u2060", "kind": "problem"})
    assert answer.status_code == 422
    assert "Enter a title" in text_of(answer)
    client.post(page, {"title": "Our\r\nworkshop \u202egnp.exe\u202c", "kind": "problem"})
    assert Workshop.objects.get().title == "Our workshop gnp.exe"


def test_a_criterion_has_words_that_can_be_seen():
    form = CriterionForm({"name": "\ufeff", "question": "\u3164", "scale": "1-3", "labels": "a\n\u200b\nb\nc"})
    assert form.errors["name"] == ["Enter a name"]
    assert form.errors["question"] == ["Enter a question"]
    assert form.cleaned_data["labels"] == ["a", "b", "c"]


def test_a_pasted_list_has_problems_that_can_be_seen():
    form = QuickForm(
        {"title": "Ours", "team_name": "We", "problems": "\u200b\nSchools: slow\n\u2060: unclear"}, teams=[]
    )
    assert form.is_valid()
    assert form.cleaned_data["problems"] == [("Schools", "slow"), ("", "unclear")]
    form = QuickForm({"title": "Ours", "team_name": "We", "problems": "Schools: \u200b"}, teams=[])
    assert form.errors["problems"] == ["Line 1: enter the problem after “Schools:”"]
