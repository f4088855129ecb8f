from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "teams"


# placeholder: to be replaced by the real views
def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("teams/", soon, name="list"),
    path("teams/new/", soon, name="new"),
    path("teams/<slug:slug>/people/", soon, name="people"),
    path("teams/<slug:slug>/settings/", soon, name="settings"),
    path("teams/<slug:slug>/history/", soon, name="history"),
    path("accounts/", soon, name="account"),
]
