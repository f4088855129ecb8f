from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "workshops"


# placeholder: to be replaced by the real views
def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("workshops/quick/", soon, name="quick"),
    path("teams/<slug:slug>/workshops/", soon, name="list"),
    path("teams/<slug:slug>/workshops/new/", soon, name="new"),
    path("teams/<slug:slug>/workshops/<int:number>/", soon, name="workshop"),
    path("teams/<slug:slug>/workshops/<int:number>/results/", soon, name="results"),
    path("teams/<slug:slug>/problems/ranking/", soon, name="ranking"),
    path("join/", soon, name="enter_code"),
    path("join/<str:code>/", soon, name="join"),
]
