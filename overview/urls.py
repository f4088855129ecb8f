from django.http import HttpRequest, HttpResponse
from django.urls import path

app_name = "overview"


# placeholder: to be replaced by the real views
def soon(request: HttpRequest, **kwargs: object) -> HttpResponse:
    return HttpResponse("soon")


urlpatterns = [
    path("", soon, name="start"),
    path("teams/<slug:slug>/", soon, name="team"),
    path("accessibility/", soon, name="accessibility"),
    path("privacy/", soon, name="privacy"),
    path("cookies/", soon, name="cookies"),
    path("teams/<slug:slug>/problems/<int:number>/", soon, name="problem"),
    path("teams/<slug:slug>/evidence/<int:number>/", soon, name="evidence"),
    path("teams/<slug:slug>/ideas/<int:number>/", soon, name="idea"),
]
