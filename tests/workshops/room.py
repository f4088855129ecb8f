"""A room of voters, for tests: each has a browser of their own."""

from typing import Any

from bs4 import BeautifulSoup
from django.test import Client

from workshops.models import Participant, Workshop

# Settings of a workshop, each other than it is at first.
CHOSEN = {
    "asks_organisation": True,
    "asks_role": True,
    "ground_rules": "Be kind",
    "warm_up": "Tea?",
    "has_random_order": True,
    "asks_comments": False,
}


def join(workshop: Workshop, name: str = "Ann") -> Client:
    client = Client()
    answer = client.post(f"/join/{workshop.code}/", {"name": name})
    assert answer.status_code == 302
    return client


def answers(workshop: Workshop, value: int | str) -> dict[str, int | str]:
    """The fields of a page of the ballot, with the same value for every criterion."""
    return {f"criterion-{criterion.pk}": value for criterion in workshop.criteria.all()}


def score(client: Client, workshop: Workshop, number: int, value: int | str) -> Any:
    return client.post(f"/vote/{workshop.code}/{number}/", answers(workshop, value) | {"then": "next"})


def polled_by(page: Any) -> str:
    """The address that a page asks again and again."""
    return str(BeautifulSoup(page.content, "html.parser").select_one("[data-hx-get]")["data-hx-get"])


def numbers(workshop: Workshop) -> list[int]:
    return list(workshop.candidates.values_list("number", flat=True))


def vote(workshop: Workshop, *values: int) -> None:
    """One voter per value, who gives it to every candidate on every criterion."""
    criteria = list(workshop.criteria.all())
    for value in values:
        key = Participant.join(workshop, name=f"Voter of {value}")
        participant = Participant.with_key(workshop.code, str(key))
        assert participant
        assert participant.ballot
        for candidate in workshop.candidates.all():
            assert participant.ballot.save_scores(candidate, dict.fromkeys(criteria, value))


def finish(workshop: Workshop) -> None:
    workshop.close(by=None)
    workshop.finish(by=None)
