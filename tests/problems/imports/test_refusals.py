"""Files that go wrong somewhere: what people are told, and that nothing is half imported."""

import json

import pytest
from django.test import Client

from problems.models import Import, ImportedGroup
from teams.models import Membership, Team
from tests.problems.imports.made import api_tickets, as_lines, as_xlsx, tickets
from tests.problems.imports.walking import send
from tests.problems.reading import errors_of

HEAD = b"Title,Description,User group\r\n"
FULL = HEAD + b"A,B,C\r\n" * 2000


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (FULL + b"D,caf\xc3\xa9 \xe9,F\r\n", "Line 2,002, column 2: there is a character that is not in UTF-8"),
        (FULL + b'D,"E,F\r\n', "Row 2,002, column 2: a quotation mark opens here and nothing closes it"),
        (FULL + b"D,E", "Row 2,002, the last one, ends in column 2: the file looks cut off"),
        (FULL + b"x" * 1_000_001, "Line 2,002 is longer than 1,000,000 characters"),
        (b",".join(b"c%d" % n for n in range(10_000)) + b"\r\n1\r\n", "Row 1 has 10,000 columns, up to column 10,000"),
        (b"\x89PNG\r\n\x1a\n" + bytes(500), "Row 1, column 1: this is not a table but a picture"),
        (as_lines(tickets(300)) + b'{"Id": 301, "Subject": "Can', "Line 301, column 24: this is not JSON"),
        (json.dumps(list(api_tickets(300))).encode()[:-90], "Row 300 cannot be read: the JSON is broken there"),
        (as_xlsx([["Title"], ["It is slow"]])[:-100], "This spreadsheet cannot be read: it is damaged, cut off"),
    ],
    ids=["encoding", "quotes", "cut off", "long line", "columns", "picture", "lines", "json", "xlsx"],
)
def test_a_file_that_goes_wrong_far_down_is_refused_with_the_place_and_nothing_of_it_is_kept(
    client: Client, team: Team, member: Membership, data: bytes, said: str
) -> None:
    response = send(client, team, data)
    assert response.status_code == 422
    [error] = errors_of(response)
    assert said in error
    assert not Import.objects.exists()
    assert not ImportedGroup.objects.exists()
    assert not team.problems.exists()
    assert not team.user_groups.exists()
    assert not team.events.exists()
