from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "ideation"


# placeholder: to be replaced by the real views
def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("teams/<slug:slug>/ideas/", soon, name="list"),
    path("teams/<slug:slug>/ideas/new/", soon, name="new"),
    path("teams/<slug:slug>/ideas/scope/", soon, name="scope"),
]
