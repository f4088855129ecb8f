from django.urls import include, path

from ideation.importing import OF_IDEAS
from ideation.views import agreement, challenges, ideas, imports, merging, placing, scope, themes, versions, wall
from problems.views import imports as importing

app_name = "ideation"

theme_urls = [
    path("", themes.themes, name="themes"),
    path("new/", themes.new, name="new_theme"),
    path("<int:pk>/", themes.theme, name="theme"),
    path("<int:pk>/deletion/", themes.deletion, name="theme_deletion"),
]

# The pages of problems' imports, told what is imported here.
here = {"importing": OF_IDEAS}
import_urls = [
    path("", importing.new, here, name="new_import"),
    path("<int:pk>/", imports.imported, name="import"),
    path("<int:pk>/columns/", importing.columns, here, name="import_columns"),
    path("<int:pk>/preview/", importing.preview, here, name="import_preview"),
    path("<int:pk>/deletion/", importing.deletion, here, name="import_deletion"),
]

wall_urls = [
    path("", wall.wall, name="wall"),
    path("moves/", wall.moves, name="moves"),
    path("told/", wall.told, name="told"),
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
    path("merging/undoing/", merging.undoing, name="merging_undoing"),
]

urlpatterns = [
    path(
        "teams/<slug:slug>/ideas/",
        include(
            [
                path("", ideas.ideas, name="list"),
                path("new/", ideas.new, name="new"),
                path("scope/", include(scope_urls)),
                path("import/", include(import_urls)),
                path("wall/", include(wall_urls)),
                path("merging/", merging.merging, name="merging"),
                path("merging/selection/", merging.selection, name="merging_selection"),
                path("themes/", include(theme_urls)),
                path("<int:number>/", include(idea_urls)),
            ]
        ),
    ),
]
