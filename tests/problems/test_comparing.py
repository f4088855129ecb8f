"""Two versions of a framing, word by word."""

from hypothesis import given
from hypothesis import strategies as st

from problems.comparing import Piece, changes, compare
from problems.models import Framing


def test_only_the_words_that_differ_are_marked():
    old, new = compare("Schools wait three weeks for an answer", "Schools wait five long weeks for an answer")
    assert old == [Piece("Schools wait", False), Piece("three", True), Piece("weeks for an answer", False)]
    assert new == [Piece("Schools wait", False), Piece("five long", True), Piece("weeks for an answer", False)]


def test_the_same_words_are_not_marked_whatever_the_spaces():
    old, new = compare("a  b\tc ", "a b c")
    assert old == new == [Piece("a b c", False)]


def test_of_nothing_everything_is_added():
    assert compare("", "a b") == ([], [Piece("a b", True)])
    assert compare("a b", "") == ([Piece("a b", True)], [])


@given(st.lists(st.sampled_from("abc")), st.lists(st.sampled_from("abc")))
def test_both_texts_are_whole_and_share_what_is_not_marked(before, after):
    old, new = compare(" ".join(before), " ".join(after))
    assert " ".join(piece.text for piece in old) == " ".join(before)
    assert " ".join(piece.text for piece in new) == " ".join(after)
    shared = [" ".join(piece.text for piece in pieces if not piece.is_changed) for pieces in (old, new)]
    assert shared[0].split() == shared[1].split()


def test_what_became_of_each_part_is_said_in_words():
    old = Framing(who="Schools", who_certainty="assumption", what="wait", what_certainty="known", phase="discovery")
    new = Framing(
        who="Schools",
        who_certainty="known",
        what="wait for weeks",
        what_certainty="assumption",
        matters_to_them="they give up",
        matters_to_them_certainty="known",
        phase="alpha",
        statement="By hand",
    )
    said = {str(change.label): change.words for change in changes(old, new)}
    assert said == {
        "Who has the problem": "Was “Assumption”, is now “Known”",
        "What goes wrong": "Changed. Was “Known”, is now “Assumption”",
        "When and where": "Not changed",
        "Why it matters to them": "Added. Was “Open question”, is now “Known”",
        "Why it matters to the organisation": "Not changed",
        "Sentence": "Changed",
        "Statement": "Added",
        "Phase": "Changed",
        "Round of research": "Not changed",
    }


def test_a_part_that_is_gone_is_taken_out():
    old = Framing(who="Schools", who_certainty="known")
    changed = [(str(change.label), change.words) for change in changes(old, Framing()) if change.is_changed]
    assert changed == [
        ("Who has the problem", "Taken out. Was “Known”, is now “Open question”"),
        ("Sentence", "Taken out"),
    ]
