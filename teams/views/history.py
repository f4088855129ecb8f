from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from teams.csv_files import csv_response
from teams.history import lines
from teams.history_filter import HistoryFilter
from teams.history_table import HISTORY
from teams.requests import TeamRequest, reader_required
from teams.spreadsheets import ODS, XLSX, as_ods, as_xlsx, file_response
from teams.table_descriptions import as_json, csvw_metadata, json_schema


@require_safe
@reader_required
def history(request: TeamRequest) -> HttpResponse:
    form = HistoryFilter(request.GET or None, team=request.team)
    page = Paginator(form.events(), 50).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {"form": form, "page": page, "lines": lines(page), "query": query.urlencode()}
    return render(request, "teams/history.html", context, status=422 if form.errors else 200)


@require_safe
@reader_required
def download(request: TeamRequest, ending: str) -> HttpResponse:
    """The whole log, in the format that the ending of its address names."""
    team = request.team
    name = f"history-{team.slug}-{localdate().isoformat()}"
    match ending:
        case "csv":
            response = csv_response(name, HISTORY.csv(team))
            response["Link"] = '<history.csv-metadata.json>; rel="describedby"; type="application/csvm+json"'
            return response
        case "csv-metadata.json":
            metadata = csvw_metadata(HISTORY, url="history.csv")
            return file_response(f"{name}.{ending}", metadata.encode(), "application/csvm+json")
        case "xlsx":
            return file_response(f"{name}.xlsx", as_xlsx([HISTORY.sheet(team)]), XLSX)
        case "ods":
            language = get_language() or settings.LANGUAGE_CODE
            content = as_ods([HISTORY.sheet(team)], title=str(HISTORY.title), language=language)
            return file_response(f"{name}.ods", content, ODS)
        case _:
            address = f"{settings.PUBLIC_URL}{reverse('teams:history_file', args=[team.slug, 'json'])}"
            content = as_json(HISTORY, team, schema=_schema_address(), address=address).encode()
            return file_response(f"{name}.json", content, "application/json")


@require_safe
@login_not_required
def schema(request: HttpRequest) -> HttpResponse:
    """What the JSON of the log holds, for everybody: it says nothing of any team."""
    return HttpResponse(json_schema(HISTORY, address=_schema_address()), content_type="application/schema+json")


def _schema_address() -> str:
    return f"{settings.PUBLIC_URL}{reverse('teams:history_schema')}"
