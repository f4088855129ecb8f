from django.urls import include, path

from roadmap.views import roadmap, shortlist

app_name = "roadmap"

shortlist_urls = [
    path("", shortlist.shortlist, name="shortlist"),
    path("line/", shortlist.line, name="line"),
    path("<int:number>/choice/", shortlist.choice, name="choice"),
    path("<int:number>/choice/withdrawal/", shortlist.withdrawal, name="withdrawal"),
]

roadmap_urls = [
    path("", roadmap.roadmap, name="roadmap"),
    path("<int:number>/", roadmap.why, name="why"),
    path("<int:number>/place/", roadmap.place, name="place"),
]

urlpatterns = [
    path(
        "teams/<slug:slug>/",
        include(
            [
                path("shortlist/", include(shortlist_urls)),
                path("shortlist.csv", shortlist.shortlist_csv, name="shortlist_csv"),
                path("roadmap/", include(roadmap_urls)),
            ]
        ),
    ),
]
