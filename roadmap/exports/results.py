"""What all finished workshops found, as a table."""

from __future__ import annotations

from django.conf import settings
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from roadmap.exports.columns import score_columns
from teams.models import Team
from teams.tables import Column, Holds, Table
from workshops.models import Kind, ResultRow

# As many as the files of one workshop have.
DIGITS = 6


def of_all_workshops(team: Team) -> list[ResultRow]:
    """A row a candidate and workshop, workshop by workshop, as ranked. A result that is withheld has none."""
    return list(
        ResultRow.objects.filter(result__workshop__team=team)
        .select_related("candidate", "result__workshop__team")
        .defer("cells", "among_first")
        .order_by("result__workshop__number", F("rank").asc(nulls_last=True), "candidate__number")
    )


RESULTS: Table[ResultRow] = Table(
    "results",
    _("Results of workshops"),
    _("What every finished workshop found: a row for each problem or idea and workshop. No score leads to a person."),
    (
        Column(
            "workshop_number",
            _("Workshop number"),
            _("Never changes, and is never used again."),
            lambda r: r.result.workshop.number,
            Holds.INTEGER,
            required=True,
        ),
        Column("workshop", _("Workshop"), _("Its title."), lambda r: r.result.workshop.title, required=True),
        Column(
            "kind",
            _("Kind"),
            _("What was scored."),
            lambda r: r.result.workshop.kind,
            required=True,
            choices=Kind,
        ),
        Column(
            "people",
            _("People who scored"),
            _("In the whole workshop."),
            lambda r: r.result.voters,
            Holds.INTEGER,
            required=True,
        ),
        Column("rank", _("Rank"), _("In this workshop."), lambda r: r.rank, Holds.INTEGER),
        Column(
            "best_likely_rank",
            _("Best likely rank"),
            _("Drawn again from the same people, nine rooms in ten would give a rank from here to the worst one."),
            lambda r: r.rank_low,
            Holds.INTEGER,
        ),
        Column(
            "worst_likely_rank",
            _("Worst likely rank"),
            _("See the best likely rank."),
            lambda r: r.rank_high,
            Holds.INTEGER,
        ),
        Column(
            "reference",
            _("Reference"),
            _("The number of the problem or the idea."),
            lambda r: r.candidate.reference,
            required=True,
        ),
        Column("title", _("Title"), _("As it stood in the vote."), lambda r: r.candidate.title, required=True),
        Column("user_group", _("User group"), _("As it stood in the vote."), lambda r: r.candidate.group_name),
        *score_columns(lambda r: r),
        Column(
            "agreement",
            _("Agreement"),
            _("The mean of van der Eijk’s A: 1 all agree, 0 evenly spread, −1 split in two."),
            lambda r: None if r.agreement is None else round(r.agreement, DIGITS),
            Holds.NUMBER,
        ),
        Column(
            "address",
            _("Address"),
            _("The page of the results, for people of the team."),
            lambda r: f"{settings.PUBLIC_URL}{r.result.workshop.results_url}",
            Holds.ADDRESS,
            required=True,
        ),
    ),
    of_all_workshops,
    key=("workshop_number", "reference"),
)
