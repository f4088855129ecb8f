"""Everything that leaves the building, and the page that lists it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language

from roadmap.exports import SHORTLIST, TABLES
from roadmap.exports.design_history import DesignHistory
from roadmap.exports.markdown import as_markdown
from roadmap.exports.next_tool import TOOLS
from roadmap.ranking import Ranking
from teams.csv_files import csv_response
from teams.models import Team
from teams.requests import TeamRequest, reader_required
from teams.spreadsheets import ODS, XLSX, as_ods, as_xlsx, file_response
from teams.table_descriptions import as_json, csvw_metadata, json_schema
from teams.tables import Table

MARKDOWN = "text/markdown; charset=utf-8"
# Of a wide table, what is read.
READ = ("rank", "idea_number", "idea", "user_groups", "score", "decision", "reason")


@reader_required
def exports(request: TeamRequest) -> HttpResponse:
    tables = [(table, table_addresses(table, request.team)) for table in TABLES.values()]
    return render(request, "roadmap/exports.html", {"tables": tables, "tools": TOOLS})


@reader_required
def table(request: TeamRequest, table: str, ending: str) -> HttpResponse:
    """One of the tables, in the format that the ending of its address names."""
    its = TABLES.get(table)
    if its is None:
        raise Http404
    team, name = request.team, _name(table, request.team)
    match ending:
        case "csv":
            response = csv_response(name, its.csv(team))
            response["Link"] = f'<{table}.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
            return response
        case "csv-metadata.json":
            metadata = csvw_metadata(its, url=f"{table}.csv")
            return file_response(f"{name}.{ending}", metadata.encode(), "application/csvm+json")
        case "xlsx":
            return file_response(f"{name}.xlsx", as_xlsx([its.sheet(team)]), XLSX)
        case "ods":
            content = as_ods([its.sheet(team)], title=str(its.title), language=_language())
            return file_response(f"{name}.ods", content, ODS)
        case _:
            address = f"{settings.PUBLIC_URL}{table_addresses(its, team)['json']}"
            content = as_json(its, team, schema=_schema_address(its), address=address).encode()
            return file_response(f"{name}.json", content, "application/json")


@login_not_required
def schema(request: HttpRequest, table: str) -> HttpResponse:
    """What the JSON of a table holds, for everybody: it says nothing of any team."""
    its = TABLES.get(table)
    if its is None:
        raise Http404
    return HttpResponse(json_schema(its, address=_schema_address(its)), content_type="application/schema+json")


@reader_required
def shortlist_markdown(request: TeamRequest) -> HttpResponse:
    text = as_markdown(SHORTLIST, request.team, READ)
    return file_response(f"{_name('shortlist', request.team)}.md", text.encode(), MARKDOWN)


@reader_required
def next_tool(request: TeamRequest, tool: str) -> HttpResponse:
    if tool not in TOOLS:
        raise Http404
    ranking = Ranking.of(request.team)
    ranking.fetch_answered(ranking.shortlisted)
    return csv_response(_name(tool, request.team), TOOLS[tool](ranking.shortlisted))


@reader_required
def design_history(request: TeamRequest) -> HttpResponse:
    history = DesignHistory(request.team)
    return file_response(f"{history.name}.md", history.post().encode(), MARKDOWN)


@reader_required
def design_history_zip(request: TeamRequest) -> HttpResponse:
    history = DesignHistory(request.team)
    return file_response(f"{history.name}.zip", history.with_pictures(), "application/zip")


def table_addresses(its: Table[Any], team: Team) -> dict[str, str]:
    """Where a table is, by format; the shortlist has an address of its own."""
    endings = ("xlsx", "ods", "csv", "csv-metadata.json", "json")
    if its is SHORTLIST:
        return {ending: reverse("roadmap:shortlist_file", args=[team.slug, ending]) for ending in endings}
    return {ending: reverse("roadmap:table", args=[team.slug, its.name, ending]) for ending in endings}


def _name(what: str, team: Team) -> str:
    return f"{what}-{team.slug}-{localdate().isoformat()}"


def _schema_address(its: Table[Any]) -> str:
    return f"{settings.PUBLIC_URL}{reverse('roadmap:schema', args=[its.name])}"


def _language() -> str:
    return get_language() or settings.LANGUAGE_CODE
