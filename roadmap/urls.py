from django.urls import include, path, re_path

from roadmap.views import (
    change_load,
    dependencies,
    exports,
    horizons,
    publication,
    published,
    records,
    roadmap,
    screen,
    shortlist,
    why,
)

app_name = "roadmap"

# One row of endings for every table: what each means is said in the view.
ENDING = r"(?P<ending>csv-metadata\.json|csv|xlsx|ods|json)"

shortlist_urls = [
    path("", shortlist.shortlist, name="shortlist"),
    path("line/", shortlist.line, name="line"),
    path("<int:number>/choice/", shortlist.choice, name="choice"),
    path("<int:number>/choice/withdrawal/", shortlist.withdrawal, name="withdrawal"),
    path("records/", records.records, name="records"),
    path("records/new/", records.new_record, name="new_record"),
    path("records/<int:number>/", records.record, name="record"),
]

roadmap_urls = [
    path("", roadmap.roadmap, name="roadmap"),
    path("horizons/", horizons.horizons, name="horizons"),
    path("<int:number>/", why.why, name="why"),
    path("<int:number>/place/", roadmap.place, name="place"),
    path("<int:number>/parts/", roadmap.parts, name="parts"),
    path("<int:number>/deletion/", roadmap.deletion, name="deletion"),
    path("<int:number>/needs/", dependencies.needs, name="needs"),
    path("<int:number>/needs/<int:needed>/deletion/", dependencies.needs_deletion, name="needs_deletion"),
    path("dependencies/", dependencies.dependencies, name="dependencies"),
    path("dependencies.svg", dependencies.picture, name="dependencies_picture"),
    path("change-load/", change_load.change_load, name="change_load"),
    path("screen/", screen.screen, name="screen"),
]

publication_urls = [
    path("", publication.publication, name="publication"),
    path("check/", publication.check, name="publication_check"),
    path("confirmation/", publication.done, name="publication_done"),
    path("versions/", publication.versions, name="published_versions"),
    path("versions/new/", publication.new_version, name="new_published_version"),
    path("withdrawal/", publication.withdrawal, name="publication_withdrawal"),
]

# For everybody who has the address.
published_urls = [
    path("", published.published, name="published"),
    path("versions/<int:version>/", published.version, name="published_version"),
    path("changes/", published.changes, name="published_changes"),
]

exports_urls = [
    path("", exports.exports, name="exports"),
    path("design-history.md", exports.design_history, name="design_history"),
    path("design-history.zip", exports.design_history_zip, name="design_history_zip"),
    path("next-tool/<slug:tool>.csv", exports.next_tool, name="next_tool"),
    re_path(rf"^(?P<table>problems|ideas|results|roadmap|decisions)\.{ENDING}$", exports.table, name="table"),
]

urlpatterns = [
    path("schemas/<slug:table>.json", exports.schema, name="schema"),
    path("roadmaps/<slug:token>/", include(published_urls)),
    path(
        "teams/<slug:slug>/",
        include(
            [
                path("shortlist/", include(shortlist_urls)),
                re_path(rf"^shortlist\.{ENDING}$", exports.table, {"table": "shortlist"}, name="shortlist_file"),
                path("shortlist.md", exports.shortlist_markdown, name="shortlist_markdown"),
                path("roadmap/publication/", include(publication_urls)),
                path("roadmap/", include(roadmap_urls)),
                path("exports/", include(exports_urls)),
            ]
        ),
    ),
]
