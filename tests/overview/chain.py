"""A page of the chain as somebody reads it, and the workshops that it tells of."""

from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag
from django.test import Client
from django.urls import reverse

from ideation.models import Idea
from problems.models import Evidence, Problem
from teams.models import Team
from tests.factories import WorkshopFactory
from tests.workshops.room import finish
from workshops.models import Participant, Workshop


class Page:
    def __init__(self, client: Client, thing: Problem | Evidence | Idea) -> None:
        response = client.get(thing.get_absolute_url())
        assert response.status_code == 200
        main = BeautifulSoup(response.content, "html.parser").main
        assert main
        self.main = main
        self.text = words(main)
        self.links = {str(link["href"]) for link in main.select("a")}

    def part(self, heading: str) -> str:
        """The text between a heading and the next one of its level."""
        start = self.main.find("h2", string=heading)
        assert isinstance(start, Tag)
        following = []
        for sibling in start.find_next_siblings():
            if sibling.name == "h2":
                break
            following.append(words(sibling))
        return " ".join(following)


def words(element: Tag | None) -> str:
    assert element
    return " ".join(element.get_text(" ").split())


def vote(workshop: Workshop, *scores: list[int]) -> None:
    """A voter for each list, who gives the first candidate its first score on every criterion, and so on."""
    criteria = list(workshop.criteria.all())
    for number, values in enumerate(scores):
        key = Participant.join(workshop, name=f"Voter {number}")
        participant = Participant.with_key(workshop.code, str(key))
        assert participant
        assert participant.ballot
        for candidate, value in zip(workshop.candidates.all(), values, strict=True):
            assert participant.ballot.save_scores(candidate, dict.fromkeys(criteria, value))


def held(team: Team, title: str, things: Sequence[Problem | Idea], *scores: list[int]) -> Workshop:
    """A finished workshop on these things."""
    kind = "problem" if isinstance(things[0], Problem) else "idea"
    workshop = WorkshopFactory(team=team, title=title, kind=kind, candidates=0)
    workshop.put_to_the_vote(things, by=None)
    workshop.open(by=None)
    workshop.start(by=None)
    vote(workshop, *scores)
    finish(workshop)
    return workshop


def results_of(workshop: Workshop) -> str:
    return reverse("workshops:results", args=[workshop.team.slug, workshop.number])


def why(idea: Idea) -> str:
    return reverse("roadmap:why", args=[idea.team.slug, idea.number])
