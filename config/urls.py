from django.urls import include, path

from config.metrics import metrics

urlpatterns = [
    # First: teams/new/ is a form, not a team.
    path("", include("teams.urls")),
    path("", include("overview.urls")),
    path("", include("roadmap.urls")),
    path("", include("workshops.urls")),
    path("", include("ideation.urls")),
    path("", include("problems.urls")),
    path("accounts/", include("teams.signing_in.urls")),
    path("metrics", metrics, name="metrics"),
]

handler400 = "overview.views.errors.bad_request"
handler403 = "overview.views.errors.forbidden"
handler404 = "overview.views.errors.not_found"
handler429 = "teams.signing_in.limits.too_many_tries"
handler500 = "overview.views.errors.server_error"
