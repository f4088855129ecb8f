from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "roadmap"


# placeholder: to be replaced by the real views
def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("teams/<slug:slug>/shortlist/", soon, name="shortlist"),
    path("teams/<slug:slug>/roadmap/", soon, name="roadmap"),
]
