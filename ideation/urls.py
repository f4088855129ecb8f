from django.urls import include, path

from ideation.views import agreement, challenges, ideas, placing, scope, themes, versions

app_name = "ideation"

theme_urls = [
    path("", themes.themes, name="themes"),
    path("new/", themes.new, name="new_theme"),
    path("moves/", themes.moves, name="moves"),
    path("<int:pk>/", themes.theme, name="theme"),
    path("<int:pk>/deletion/", themes.deletion, name="theme_deletion"),
]

scope_urls = [
    path("", scope.scope, name="scope"),
    path("state/", scope.state, name="scope_state"),
    path("screen/", scope.screen, name="scope_screen"),
    path("several/", placing.several, name="several"),
    path("confirmation/", placing.confirmation, name="confirmation"),
    path("versions/", versions.versions, name="versions"),
    path("versions/new/", versions.new_version, name="new_version"),
    path("versions/comparison/", versions.comparison, name="comparison"),
    path("agreement/", agreement.agreement, name="agreement"),
    path("agreement/state/", agreement.agreement_state, name="agreement_state"),
    path("agreement/ideas/", agreement.missing, name="missing"),
    path("agreement/conclusion/", agreement.conclusion, name="conclusion"),
    path("agreement/<int:number>/", agreement.stance, name="stance"),
    path("challenges/", challenges.challenges, name="challenges"),
    path("challenges/<int:challenge>/", challenges.answer, name="challenge"),
]

idea_urls = [
    path("change/", ideas.change, name="change"),
    path("deletion/", ideas.deletion, name="deletion"),
]

urlpatterns = [
    path(
        "teams/<slug:slug>/ideas/",
        include(
            [
                path("", ideas.ideas, name="list"),
                path("new/", ideas.new, name="new"),
                path("scope/", include(scope_urls)),
                path("themes/", include(theme_urls)),
                path("<int:number>/", include(idea_urls)),
            ]
        ),
    ),
]
