from django.urls import include, path

from problems.views import (
    choosing,
    documents,
    duplicates,
    evidence,
    experience,
    framing,
    imports,
    merging,
    parked,
    problems,
    questions,
    roots,
    serving,
    stages,
    trees,
    user_groups,
)

app_name = "problems"

user_group_urls = [
    path("", user_groups.user_groups, name="user_groups"),
    path("<int:group>/change/", user_groups.change, name="change_user_group"),
    path("<int:group>/deletion/", user_groups.deletion, name="user_group_deletion"),
]

problem_urls = [
    path("", problems.problem_list, name="list"),
    path("new/", problems.new, name="new"),
    path("choosing/", choosing.choosing, name="choosing"),
    path("import/", imports.new, name="new_import"),
    path("import/<int:pk>/", imports.imported, name="import"),
    path("import/<int:pk>/columns/", imports.columns, name="import_columns"),
    path("import/<int:pk>/preview/", imports.preview, name="import_preview"),
    path("import/<int:pk>/deletion/", imports.deletion, name="import_deletion"),
    path("parked/", parked.parked, name="parked"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/hint/", duplicates.hint, name="duplicates_hint"),
    path("tree/", trees.tree, name="tree"),
    path("tree/links/", trees.links, name="tree_links"),
    path("tree/links/deletion/", trees.links_deletion, name="tree_links_deletion"),
    path("map/", experience.experience_map, name="map"),
    path("map/list/", experience.map_list, name="map_list"),
    path("map/round/", stages.research_round, name="map_round"),
    path("map/stages/", stages.stages, name="stages"),
    path("map/stages/<int:stage>/", stages.stage, name="stage"),
    path("map/stages/<int:stage>/change/", stages.change, name="change_stage"),
    path("map/stages/<int:stage>/up/", stages.up, name="stage_up"),
    path("map/stages/<int:stage>/down/", stages.down, name="stage_down"),
    path("map/stages/<int:stage>/deletion/", stages.deletion, name="stage_deletion"),
    path("map/stages/<int:stage>/placements/", stages.placements, name="placements"),
    path("map/stages/<int:stage>/placements/deletion/", stages.placements_deletion, name="placements_deletion"),
    path("<int:number>/stages/", stages.problem_stages, name="problem_stages"),
    path("<int:number>/change/", problems.change, name="change"),
    path("<int:number>/state/", problems.state, name="state"),
    path("<int:number>/root/", roots.root, name="root"),
    path("<int:number>/root/deletion/", roots.deletion, name="root_deletion"),
    path("<int:number>/merging/", merging.merging, name="merging"),
    path("<int:number>/merging/undoing/", merging.undoing, name="merging_undoing"),
    path("<int:number>/differences/<int:other>/", duplicates.difference, name="difference"),
    path(
        "<int:number>/differences/<int:other>/deletion/",
        duplicates.difference_deletion,
        name="difference_deletion",
    ),
    path("<int:number>/serving/", serving.serving, name="serving"),
    path("<int:number>/framing/", framing.framing, name="framing"),
    path("<int:number>/framing/sentence/", framing.sentence, name="sentence"),
    path("<int:number>/framing/comparison/", framing.comparison, name="framing_comparison"),
    path("<int:number>/framing/versions/", framing.versions, name="framing_versions"),
    path("<int:number>/framing/versions/<int:version>/", framing.version, name="framing_version"),
    path("<int:number>/framing/versions/<int:version>/restoration/", framing.restoration, name="framing_restoration"),
    path("<int:number>/deletion/", problems.deletion, name="deletion"),
]

evidence_urls = [
    path("", evidence.evidence_list, name="evidence_list"),
    path("new/", evidence.new, name="new_evidence"),
    path("<int:number>/change/", evidence.change, name="change_evidence"),
    path("<int:number>/deletion/", evidence.deletion, name="evidence_deletion"),
]

question_urls = [
    path("", questions.questions, name="questions"),
    path("new/", questions.new, name="new_question"),
    path("<int:pk>/change/", questions.change, name="change_question"),
    path("<int:pk>/answer/", questions.answer, name="answer"),
    path("<int:pk>/reopening/", questions.reopening, name="reopening"),
    path("<int:pk>/deletion/", questions.deletion, name="question_deletion"),
]

document_urls = [
    path("", documents.documents, name="documents"),
    path("new/", documents.new, name="new_document"),
    path("<int:document>/", documents.document, name="document"),
    path("<int:document>/change/", documents.change, name="change_document"),
    path("<int:document>/deletion/", documents.deletion, name="document_deletion"),
]

urlpatterns = [
    path("teams/<slug:slug>/user-groups/", include(user_group_urls)),
    path("teams/<slug:slug>/problems/", include(problem_urls)),
    path("teams/<slug:slug>/evidence/", include(evidence_urls)),
    path("teams/<slug:slug>/documents/", include(document_urls)),
    path("teams/<slug:slug>/questions/", include(question_urls)),
]
