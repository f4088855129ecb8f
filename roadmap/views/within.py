from django.http import Http404

from roadmap.roadmaps import Entry, Roadmap
from teams.requests import TeamRequest


def entry_of(request: TeamRequest, number: int) -> tuple[Roadmap, Entry]:
    """The roadmap of the team, and the item on it that the idea of this number is a part of."""
    roadmap = Roadmap.of(request.team)
    entry = roadmap.entry(number)
    if entry is None:
        raise Http404
    return roadmap, entry
