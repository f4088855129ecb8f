from django.urls import include, path

from ideation.views import ideas, merging, scope, themes, wall

app_name = "ideation"

theme_urls = [
    path("", themes.themes, name="themes"),
    path("new/", themes.new, name="new_theme"),
    path("<int:pk>/", themes.theme, name="theme"),
    path("<int:pk>/deletion/", themes.deletion, name="theme_deletion"),
]

wall_urls = [
    path("", wall.wall, name="wall"),
    path("moves/", wall.moves, name="moves"),
    path("told/", wall.told, name="told"),
]

idea_urls = [
    path("change/", ideas.change, name="change"),
    path("deletion/", ideas.deletion, name="deletion"),
    path("merging/undoing/", merging.undoing, name="merging_undoing"),
    path("scope/", scope.placement, name="placement"),
]

urlpatterns = [
    path(
        "teams/<slug:slug>/ideas/",
        include(
            [
                path("", ideas.ideas, name="list"),
                path("new/", ideas.new, name="new"),
                path("scope/", scope.scope, name="scope"),
                path("wall/", include(wall_urls)),
                path("merging/", merging.merging, name="merging"),
                path("merging/selection/", merging.selection, name="merging_selection"),
                path("themes/", include(theme_urls)),
                path("<int:number>/", include(idea_urls)),
            ]
        ),
    ),
]
