"""The whole exercise as a post for a design history: Markdown with front matter, and its pictures."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from io import BytesIO

from django.template.loader import render_to_string
from django.utils.text import Truncator, slugify
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from ideation.funnel import Funnel
from ideation.models import Scope, ScopeDecision
from problems.models import Evidence, EvidenceKind, Problem, State, UserGroup
from roadmap.models import Record
from roadmap.ranking import Ranking, Standing
from roadmap.recording import Snapshot
from teams.models import Team
from teams.spreadsheets import NOT_IN_XML
from workshops.models import Workshop
from workshops.ranking import Order, RankedProblem
from workshops.ranking import Ranking as ProblemRanking

# What sites that publish such posts take.
TITLE, DESCRIPTION = 70, 250
SLUG = 60
# A post is read; the tables have the rest.
MOST = 20
# Letters of a title that have room in a picture.
LABEL = 80


@dataclass(frozen=True)
class Bar:
    label: str
    score: float


@dataclass(frozen=True)
class Picture:
    """A chart of scores, highest first, cut to the first ones."""

    name: str
    title: str
    alt: str
    bars: list[Bar]

    def svg(self) -> str:
        return NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", render_to_string("roadmap/bars.svg", {"picture": self}))


@dataclass(frozen=True)
class Some[Thing]:
    """The first of a list, and how many there are besides."""

    shown: list[Thing]
    more: int

    @classmethod
    def of(cls, things: Sequence[Thing]) -> Some[Thing]:
        return cls(list(things[:MOST]), max(0, len(things) - MOST))


class DesignHistory:
    """What the post tells, read once."""

    def __init__(self, team: Team) -> None:
        self.team = team
        self.on: date = localdate()
        # Without the problems of each: the post names them by themselves.
        self.ranking = Ranking.of(team, team.ideas.in_scope())
        self.problem_ranking = ProblemRanking.of(team)
        self.evidence: list[Evidence] = list(team.evidence.figures_first())
        self.workshops: list[Workshop] = list(
            team.workshops.filter(result__isnull=False).select_related("result").order_by("finished_at", "number")
        )
        out = ScopeDecision.objects.filter(idea__team=team, scope__in=[Scope.OUT_OF_MVP, Scope.OUT_OF_SERVICE])
        self.out_of_scope: list[ScopeDecision] = list(
            out.holding().select_related("idea").order_by("scope", "idea__number")
        )
        # What is counted of the ideas comes along with the records, where there are some.
        self.all_records = list(reversed(team.shortlist_records.with_counts().annotate(**team.ideas.funnel_counts())))
        self.funnel = Funnel.annotated(self.all_records[0]) if self.all_records else Funnel.of(team)

    # The front matter

    @property
    def title(self) -> str:
        return _cut(_("How we decided what to do first: %(service)s") % {"service": self.team.service_name}, TITLE)

    @property
    def description(self) -> str:
        words = _(
            "How we went from problems (%(problems)d) to ideas (%(ideas)d) and to a shortlist (%(shortlisted)d) for"
            " %(service)s: with evidence, private votes and a reason for each decision."
        )
        figures = {
            "problems": len(self.problems),
            "ideas": self.funnel.notes,
            "shortlisted": len(self.ranking.shortlisted),
            "service": self.team.service_name,
        }
        return _cut(words % figures, DESCRIPTION)

    @property
    def tags(self) -> list[str]:
        return list(filter(None, [_("Prioritisation"), self.team.service_name, self.team.organisation]))

    @property
    def name(self) -> str:
        """Of the file, without its ending."""
        slug = slugify(self.title)
        whole_words = slug if len(slug) <= SLUG else slug[:SLUG].rpartition("-")[0]
        return f"{self.on.isoformat()}-{whole_words}"

    # What the sections are about

    @property
    def aims(self) -> list[str]:
        """Each line as a paragraph."""
        return [line for line in self.team.aims.splitlines() if line.strip()]

    @cached_property
    def problems(self) -> list[Problem]:
        return [entry.problem for _order, entry in self.problem_ranking.lines]

    @cached_property
    def groups(self) -> list[tuple[UserGroup | None, int]]:
        """Each user group with how many problems it has, in their order; None for the organisation itself."""
        counts = Counter(problem.user_group for problem in self.problems)
        return sorted(
            counts.items(),
            key=lambda pair: (pair[0] is None, pair[0].position if pair[0] else 0, pair[0] and pair[0].pk),
        )

    @property
    def evidence_by_kind(self) -> list[tuple[str, int]]:
        counts = Counter(evidence.kind for evidence in self.evidence)
        return [(str(kind.label), counts[kind]) for kind in EvidenceKind if counts[kind]]

    @property
    def findings(self) -> Some[Evidence]:
        return Some.of([evidence for evidence in self.evidence if evidence.has_figure])

    @property
    def first_order(self) -> Order | None:
        return next(iter(self.problem_ranking.orders), None)

    @property
    def priorities(self) -> Some[RankedProblem]:
        return Some.of(self.first_order.entries if self.first_order else [])

    @property
    def scopes(self) -> list[tuple[str, int]]:
        return [(str(scope.label), ideas) for scope, ideas in self.funnel.by_scope.items()]

    @property
    def shortlisted(self) -> Some[Standing]:
        return Some.of(self.ranking.shortlisted)

    @property
    def records(self) -> Some[Record]:
        """How the shortlist was recorded each time, the first time first."""
        return Some.of(self.all_records)

    @property
    def has_changed_since(self) -> bool:
        """Whether the shortlist is another one than was recorded last."""
        latest = Snapshot.latest(self.team) if self.all_records else None
        return latest is not None and latest.fingerprint != Snapshot.now(self.team, self.ranking).fingerprint

    @property
    def left_out(self) -> Some[Standing]:
        return Some.of(self.ranking.left_out)

    @property
    def out(self) -> Some[ScopeDecision]:
        return Some.of(self.out_of_scope)

    @property
    def parked(self) -> Some[Problem]:
        return Some.of([problem for problem in self.problems if problem.state == State.PARKED])

    # Pictures

    @cached_property
    def pictures(self) -> dict[str, Picture]:
        """By name, those that have something to show."""
        problems = [
            Bar(_label(str(entry.problem)), entry.row.score)
            for entry in self.priorities.shown
            if entry.row and entry.row.score is not None
        ]
        ideas = [
            Bar(_label(str(standing.idea)), standing.score)
            for standing in self.ranking.scored[:MOST]
            if standing.score is not None
        ]
        return {
            name: Picture(name, title, _alt(title, bars), bars)
            for name, title, bars in (
                ("problems", _("Problems by priority score, from 0 to 100"), problems),
                ("ideas", _("Ideas in scope by priority score, from 0 to 100"), ideas),
            )
            if bars
        }

    # The files

    def post(self) -> str:
        text = render_to_string("roadmap/design_history.md", {"history": self, "team": self.team})
        return re.sub(r"\n{3,}", "\n\n", text).strip() + "\n"

    def with_pictures(self) -> bytes:
        """A ZIP of the post, and beside it a folder with its name that has the pictures."""
        file = BytesIO()
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr(f"{self.name}.md", self.post())
            for picture in self.pictures.values():
                archive.writestr(f"{self.name}/{picture.name}.svg", picture.svg())
        return file.getvalue()


def _cut(words: str, length: int) -> str:
    return Truncator(" ".join(words.split())).chars(length)


def _label(words: str) -> str:
    return _cut(words, LABEL)


def _alt(title: str, bars: list[Bar]) -> str:
    if not bars:
        return title
    return _("Bar chart. %(title)s. Highest: %(first)s, %(high).1f. Lowest shown: %(last)s, %(low).1f.") % {
        "title": title,
        "first": bars[0].label,
        "high": bars[0].score,
        "last": bars[-1].label,
        "low": bars[-1].score,
    }
