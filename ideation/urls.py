from django.urls import include, path

from ideation.views import ideas, scope, themes

app_name = "ideation"

theme_urls = [
    path("", themes.themes, name="themes"),
    path("new/", themes.new, name="new_theme"),
    path("moves/", themes.moves, name="moves"),
    path("<int:pk>/", themes.theme, name="theme"),
    path("<int:pk>/deletion/", themes.deletion, name="theme_deletion"),
]

idea_urls = [
    path("change/", ideas.change, name="change"),
    path("deletion/", ideas.deletion, name="deletion"),
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
                path("themes/", include(theme_urls)),
                path("<int:number>/", include(idea_urls)),
            ]
        ),
    ),
]
