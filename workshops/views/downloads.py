"""The result of a workshop as files."""

from django.http import HttpResponse

from teams.csv_files import csv_response
from teams.requests import TeamRequest
from teams.spreadsheets import ODS, XLSX, file_response
from workshops.models import Workshop
from workshops.result_files import ResultFiles
from workshops.views.shown import shown_result_required


@shown_result_required
def results_csv(request: TeamRequest, workshop: Workshop) -> HttpResponse:
    return csv_response(_name(workshop), ResultFiles(workshop).csv())


@shown_result_required
def results_xlsx(request: TeamRequest, workshop: Workshop) -> HttpResponse:
    return file_response(f"{_name(workshop)}.xlsx", ResultFiles(workshop).xlsx(), XLSX)


@shown_result_required
def results_ods(request: TeamRequest, workshop: Workshop) -> HttpResponse:
    return file_response(f"{_name(workshop)}.ods", ResultFiles(workshop).ods(), ODS)


@shown_result_required
def results_json(request: TeamRequest, workshop: Workshop) -> HttpResponse:
    return file_response(f"{_name(workshop)}.json", ResultFiles(workshop).json().encode(), "application/json")


def _name(workshop: Workshop) -> str:
    return f"results-{workshop.team.slug}-{workshop.number}"
