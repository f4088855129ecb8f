"""The parts of a problem in one sentence, however people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from problems.models import PartName
from problems.sentences import sentence

WHOLE = {
    "who": "induction tutors",
    "what": "see who is registered",
    "when_and_where": "a teacher changes school",
    "matters_to_them": "they type everything again",
    "matters_to_organisation": "we answer 300 tickets a month",
}


def test_all_parts_make_one_sentence():
    assert sentence(**WHOLE) == (
        "Induction tutors cannot see who is registered when a teacher changes school, so they type everything again, "
        "and we answer 300 tickets a month."
    )


@pytest.mark.parametrize(
    ("missing", "words"),
    [
        (
            "who",
            "Somebody cannot see who is registered when a teacher changes school, so they type everything again, and "
            "we answer 300 tickets a month.",
        ),
        (
            "what",
            "Something goes wrong for induction tutors when a teacher changes school, so they type everything again, "
            "and we answer 300 tickets a month.",
        ),
        (
            "when_and_where",
            "Induction tutors cannot see who is registered, so they type everything again, and we answer 300 tickets "
            "a month.",
        ),
        (
            "matters_to_them",
            "Induction tutors cannot see who is registered when a teacher changes school, so we answer 300 tickets a "
            "month.",
        ),
        (
            "matters_to_organisation",
            "Induction tutors cannot see who is registered when a teacher changes school, so they type everything "
            "again.",
        ),
    ],
)
def test_whatever_part_is_missing_the_rest_reads_well(missing, words):
    assert sentence(**WHOLE | {missing: ""}) == words


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("who", "Something goes wrong for induction tutors."),
        ("what", "Somebody cannot see who is registered."),
        ("when_and_where", "Something goes wrong when a teacher changes school."),
        ("matters_to_them", "Something goes wrong, so they type everything again."),
        ("matters_to_organisation", "Something goes wrong, so we answer 300 tickets a month."),
    ],
)
def test_a_part_alone_is_a_sentence(part, words):
    assert sentence(**{part: WHOLE[part]}) == words


def test_of_nothing_there_is_no_sentence():
    assert sentence() == ""
    assert sentence(who=" ", what="\n", when_and_where=".") == ""


@pytest.mark.parametrize(
    ("what", "words"),
    [
        ("Cannot find the form.", "Schools cannot find the form."),
        ("They can’t find the form", "Schools cannot find the form."),
        ("they can't find the form", "Schools cannot find the form."),
        ("are not able to find the form", "Schools cannot find the form."),
        ("are unable to find the form", "Schools cannot find the form."),
        ("Find the form!", "Schools cannot find the form."),
        ("have to type it three times", "Schools have to type it three times."),
        ("They must type it three times", "Schools must type it three times."),
        ("do not know what to do first", "Schools do not know what to do first."),
        ("Wait three weeks", "Schools wait three weeks."),
        ("find it hard to know", "Schools find it hard to know."),
        ("They type everything twice", "Something goes wrong for Schools: they type everything twice."),
        ("The form is too long", "Something goes wrong for Schools: the form is too long."),
        ("IT systems are down", "Something goes wrong for Schools: IT systems are down."),
        # Nothing but the word itself: it is what was typed.
        ("cannot", "Schools cannot cannot."),
        ("haven of peace", "Schools cannot haven of peace."),
    ],
)
def test_what_goes_wrong_may_be_typed_as_people_speak(what, words):
    assert sentence(who="Schools", what=what) == words


@pytest.mark.parametrize(
    ("when", "words"),
    [
        ("When term starts.", "Schools cannot register when term starts."),
        ("at the start of term", "Schools cannot register at the start of term."),
        ("In September", "Schools cannot register in September."),
        ("where two systems disagree", "Schools cannot register where two systems disagree."),
        ("the term starts", "Schools cannot register when the term starts."),
        ("The term starts", "Schools cannot register when the term starts."),
        # It may be a name.
        ("Ofsted inspects", "Schools cannot register when Ofsted inspects."),
        ("inspectors call", "Schools cannot register when inspectors call."),
    ],
)
def test_when_and_where_may_begin_with_any_word(when, words):
    assert sentence(who="Schools", what="register", when_and_where=when) == words


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("so that they give up", "Schools cannot register, so they give up."),
        ("So, they give up", "Schools cannot register, so they give up."),
        ("They give up.", "Schools cannot register, so they give up."),
        ("and so they give up", "Schools cannot register, so they give up."),
        ("because the form is long", "Schools cannot register, because the form is long."),
        ("some time is lost", "Schools cannot register, so some time is lost."),
        ("social workers leave", "Schools cannot register, so social workers leave."),
        ("DfE pays twice", "Schools cannot register, so DfE pays twice."),
    ],
)
def test_a_reason_may_begin_with_its_own_word(reason, words):
    assert sentence(who="Schools", what="register", matters_to_them=reason) == words
    assert sentence(who="Schools", what="register", matters_to_organisation=reason) == words


@pytest.mark.parametrize(
    ("reason", "end"),
    [
        ("they say “we give up.”", "so they say “we give up.”"),
        ("they give up (in the end.)", "so they give up (in the end.)"),
        ("they give up...", "so they give up."),
        ("they give up ; ", "so they give up."),
        ("they wait. They give up", "so they wait. They give up."),
        ("they give up,\n\nall of them", "so they give up, all of them."),
    ],
)
def test_it_ends_once_whatever_the_punctuation(reason, end):
    assert sentence(who="Schools,", what="register;", matters_to_them=reason) == f"Schools cannot register, {end}"


def test_percent_signs_and_markup_stay_as_typed():
    assert sentence(who="40% of <b>schools</b>", what="see %(who)s {{ 1 }}") == (
        "40% of <b>schools</b> cannot see %(who)s {{ 1 }}."
    )


@given(st.fixed_dictionaries({name.value: st.text(max_size=40) for name in PartName}))
def test_whatever_is_typed_there_is_one_line_that_begins_large_and_ends(parts):
    words = sentence(**parts)
    assert "\n" not in words
    assert "  " not in words
    if words:
        assert words[0] == words[0].upper()[0]
        assert words.rstrip("\"'”’)]")[-1:] in {".", "!", "?", "…"}
