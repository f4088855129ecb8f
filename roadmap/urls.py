from django.urls import include, path, re_path

from roadmap.views import exports, records, roadmap, shortlist, why

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
    path("<int:number>/", why.why, name="why"),
    path("<int:number>/place/", roadmap.place, name="place"),
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
    path(
        "teams/<slug:slug>/",
        include(
            [
                path("shortlist/", include(shortlist_urls)),
                re_path(rf"^shortlist\.{ENDING}$", exports.table, {"table": "shortlist"}, name="shortlist_file"),
                path("shortlist.md", exports.shortlist_markdown, name="shortlist_markdown"),
                path("roadmap/", include(roadmap_urls)),
                path("exports/", include(exports_urls)),
            ]
        ),
    ),
]
