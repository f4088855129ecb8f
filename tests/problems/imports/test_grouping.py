"""What is alike is counted together, and what says whose it is goes."""

import json

import pytest

from problems.imports.errors import Normaliser, errors_in
from problems.imports.headings import FileKind
from problems.imports.reading import open_table, reduce
from problems.imports.reduction import Keys
from problems.imports.scrubbing import People, without_people
from problems.imports.similar import groups_of
from tests.problems.imports.made import as_csv


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Cannot log in jane.smith@school.example", "Cannot log in …"),
        ("Ring me on 020 7946 0123 or +44 (0)7700 900123", "Ring me on … or …"),
        ("Hi Jane, the link is broken", "…, the link is broken"),
        ("Dear Ms Smith-Jones the link is broken", "… the link is broken"),
        ("hello jane the link is broken", "… the link is broken"),
        ("Message from Jane O’Brien about the link", "Message from … about the link"),
        ("Request on behalf of JANE SMITH", "Request on behalf of …"),
        ("Password for Jane Smith", "Password for …"),
        ("Password for teachers", "Password for teachers"),
        ("30% of 1,200 schools since 2021-09-01", "30% of 1,200 schools since 2021-09-01"),
        ("Dr Élodie Durand cannot log in", "… cannot log in"),
    ],
)
def test_people_are_taken_out_of_texts(text, left):
    assert without_people(text) == left


def test_a_name_of_the_row_is_taken_out_wherever_it_stands():
    people = People()
    called = people.remember(["Will Smith", "will.smith@school.example", ""])
    assert people.out_of("Smith's link: will it work for will smith?", called) == "… link: will it work for … …?"
    assert people.names_out_of("smith, will and others") == "… and others"
    assert people.names_out_of("Will it work") == "Will it work"


SAME_ERRORS = [
    (
        "The property '#/participant_id' must be present",
        "The property '#/participant_id' must be present",
        "The property “#/participant_id” must be present",
    ),
    ("Item '#/data/0/trn' is wrong", "Item '#/data/17/trn' is wrong", "Item “#/data/…/trn” is wrong"),
    (
        "Participant 6a2f1c9e-0b1d-4c8e-9f00-aabbccddeeff not found",
        "Participant deadbeef-dead-4ead-beef-deadbeefdead not found",
        "Participant … not found",
    ),
    ("Must be before 2021-11-30T10:00:00Z", "Must be before 2022-01-01", "Must be before …"),
    ("Made on 3 March 2026 at 10:30 am", "Made on 27 May 2026 at 9:05 pm", "Made on … at …"),
    ("Made on Fri, 27 Mar 2026 10:00:00 GMT", "Made on Sat, 2 May 2026 10:00:00 GMT", "Made on …"),
    ("Value 'O'Brien' isn't allowed", "Value 'x' isn't allowed", "Value … isn't allowed"),
    ("Not one of [1, 2, 3]", "Not one of [7]", "Not one of …"),
    ("Ref ABC-123/9 is taken", "Ref Q7 is taken", "Ref … is taken"),
    ("Key aGVsbG8gd29ybGQgaGVsbG8gd29ybGQ= refused", "Key QUJDREVGR0hJSktMTU5PUFFSU1RVVlc= refused", "Key … refused"),
    ("jane@school.example is taken", "bob.x@dfe.example is taken", "… is taken"),
]


@pytest.mark.parametrize(("first", "second", "normalised"), SAME_ERRORS)
def test_the_same_error_of_two_requests_is_one(first, second, normalised):
    normaliser = Normaliser()
    assert normaliser(first) == normaliser(second) == normalised


def test_other_properties_and_other_words_are_other_errors():
    normaliser = Normaliser()
    texts = ["'#/participant_id' must be present", "'#/course' must be present", "'#/course' must be a date"]
    assert len({normaliser(text) for text in texts}) == 3


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ({"errors": [{"title": "Bad", "detail": "Wrong"}]}, [("Bad", "Wrong")]),
        ({"errors": [{"title": "A", "detail": "1"}, {"title": "B"}]}, [("A", "1"), ("B", "")]),
        ({"error": "HTTP Token: Access denied"}, [("", "HTTP Token: Access denied")]),
        ({"errors": {"name": ["can't be blank"]}}, [("name", "can't be blank")]),
        ({"errors": ["Wrong"]}, [("", "Wrong")]),
        ({"message": "Wrong"}, [("", "Wrong")]),
        (json.dumps({"error": "Wrong"}), [("", "Wrong")]),
        ({}, []),
        ([], []),
    ],
)
def test_errors_are_found_in_every_shape_of_a_response(body, errors):
    assert errors_in(json.dumps(body)) == errors


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        ("", []),
        ("<html><head><title>502 Bad Gateway</title></head></html>", [("", "502 Bad Gateway")]),
        ("Timed out", [("", "Timed out")]),
        ('{"error": "cut o', [("", '{"error": "cut o')]),
        ("[" * 50_000, [("", "[" * 1000)]),
    ],
)
def test_a_response_that_is_no_json_is_told_in_its_own_words(body, errors):
    assert errors_in(body) == errors


def test_subjects_are_alike_but_for_endings_slips_and_one_word_in_three():
    counts = {
        frozenset(words.split()): count
        for words, count in {
            "participant registration fails": 40,
            "participants registration fails": 5,
            "participant registraton fails": 1,
            "participant registration fails today": 2,
            "contract missing": 30,
            "contact missing": 30,
            "change provider": 20,
            "change mentor": 20,
        }.items()
    }
    found = groups_of(counts)
    assert [sum(counts[words] for words in members) for members in found] == [48, 30, 30, 20, 20]


def test_of_a_file_of_nothing_but_different_subjects_none_is_lost_when_comparing_takes_too_long(monkeypatch):
    alike, another = frozenset({"password", "reset"}), frozenset({"password", "reset", "school"})
    apart = {frozenset({f"word{n}", f"other{n}"}): 1 for n in range(50)}
    assert groups_of({alike: 9, another: 1} | apart)[0] == [alike, another]
    monkeypatch.setattr("problems.imports.similar.MOST_COMPARISONS", 0)
    assert sorted(map(len, groups_of({alike: 9, another: 1} | apart))) == [1] * 52


def test_a_subject_that_only_one_ticket_has_is_not_kept_and_it_is_counted_by_its_tag():
    rows = [
        ["1", "Ada Lovelace wants her certificate", "certificates"],
        ["2", "Where do I find what Grace Hopper sent", "certificates other"],
        ["3", "Cannot log in", "login"],
        ["4", "RE: cannot log in!", "login"],
        ["5", "Whatever", ""],
        ["6", "12345", "ada@lovelace.example ada_lovelace"],
    ]
    table = open_table(as_csv(["Id", "Subject", "Tags"], rows))
    reduction = reduce(FileKind.TICKETS, table, {"subject": 1, "tags": 2, "id": 0}, Keys("team"))
    assert [(group.title, group.count, group.about) for group in reduction.groups] == [
        ("Cannot log in", 2, {"tags": {"login": 2}}),
        ("Other tickets tagged “certificates”", 2, {"tags": {"certificates": 2}}),
        ("Tickets that are like no other", 2, {}),
    ]
