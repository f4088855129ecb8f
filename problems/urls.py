from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "problems"


# placeholder: to be replaced by the real views
def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("teams/<slug:slug>/problems/", soon, name="list"),
    path("teams/<slug:slug>/problems/new/", soon, name="new"),
    path("teams/<slug:slug>/user-groups/", soon, name="user_groups"),
    path("teams/<slug:slug>/evidence/new/", soon, name="new_evidence"),
]
