"""What is said of some items of the example's roadmap: which team, when, and what it is hoped to change.

The ideas and that they were chosen for the MVP are published; everything here is illustrative.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from ideation.models import Idea
from overview.example import published
from overview.example.idea_words import IdeaWords
from roadmap.models import Dependency, Item, Progress
from roadmap.models.horizons import MVP
from teams.models import Team, User

RECORDS, SCHOOLS = "Records team (illustrative)", "Schools team (illustrative)"


class ItemWords(NamedTuple):
    # The first one gives the item its number.
    ideas: tuple[str, ...]
    owner: str
    starts: date
    ends: date
    belief: str
    outcome: str
    known_when: str
    measure: str
    own_title: str = ""
    progress: Progress = Progress.NOT_STARTED


class Wait(NamedTuple):
    idea: str
    needs: str
    reason: str


ITEMS = (
    ItemWords(
        (published.IDEAS["data model"],),
        RECORDS,
        date(2027, 1, 1),
        date(2027, 4, 1),
        "one record of each teacher, which every organisation reads,",
        "let internal teams see by themselves why somebody is not eligible",
        "they ask a developer less than once a week (illustrative)",
        "Questions to developers about eligibility, each week (illustrative)",
        progress=Progress.STARTED,
    ),
    ItemWords(
        (published.IDEAS["accounts"], published.IDEAS["journey"]),
        SCHOOLS,
        date(2027, 2, 1),
        date(2027, 6, 1),
        "an account that any school can get, and one journey from there on,",
        "save schools from asking who registers a new teacher",
        "half as many schools ask how to register, or whether they have (illustrative)",
        "Tickets about access and registration, each month (illustrative)",
        own_title="Let schools begin by themselves (illustrative title for two ideas)",
    ),
    ItemWords(
        (published.IDEAS["timelines"],),
        RECORDS,
        date(2027, 5, 1),
        date(2027, 7, 1),
        "showing what happened to a teacher's training, in order,",
        "spare appropriate bodies from comparing our records with letters",
        "they settle most differences on the page itself (illustrative)",
        "Records that appropriate bodies ask us to check, each month (illustrative)",
    ),
)
WAITS = (
    Wait(
        published.IDEAS["timelines"],
        published.IDEAS["data model"],
        "Illustrative reason: the data is there once the data model is mended.",
    ),
)


def plan(team: Team, ideas: list[tuple[Idea, IdeaWords]], by: User) -> None:
    """Give every idea that was chosen its place in the MVP, and say more of some."""
    purposes = {purpose.name: purpose for purpose in team.purposes.all()}
    its_purpose = {idea.title: purposes[words.purpose] for idea, words in ideas if words.purpose}
    by_title = {idea.title: idea for idea, _words in ideas}
    for title, purpose in its_purpose.items():
        Item.place(by_title[title], horizon=str(MVP), purpose=purpose, by=by)
    for words in ITEMS:
        said = words._asdict()
        its_ideas = [by_title[title] for title in said.pop("ideas")]
        if len(its_ideas) > 1:
            Item.combine(its_ideas, by=by)
        Item.change(its_ideas[0], by=by, horizon=str(MVP), purpose=its_purpose[its_ideas[0].title], **said)
    for wait in WAITS:
        Dependency.add(by_title[wait.idea], by_title[wait.needs], reason=wait.reason, by=by)
