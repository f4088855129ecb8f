from django.urls import include, path

from problems.views import evidence, problems, roots, user_groups

app_name = "problems"

user_group_urls = [
    path("", user_groups.user_groups, name="user_groups"),
    path("<int:group>/change/", user_groups.change, name="change_user_group"),
    path("<int:group>/deletion/", user_groups.deletion, name="user_group_deletion"),
]

problem_urls = [
    path("", problems.problem_list, name="list"),
    path("new/", problems.new, name="new"),
    path("choosing/", problems.choosing, name="choosing"),
    path("<int:number>/change/", problems.change, name="change"),
    path("<int:number>/state/", problems.state, name="state"),
    path("<int:number>/root/", roots.root, name="root"),
    path("<int:number>/root/deletion/", roots.deletion, name="root_deletion"),
    path("<int:number>/deletion/", problems.deletion, name="deletion"),
]

evidence_urls = [
    path("", evidence.evidence_list, name="evidence_list"),
    path("new/", evidence.new, name="new_evidence"),
    path("<int:number>/change/", evidence.change, name="change_evidence"),
    path("<int:number>/deletion/", evidence.deletion, name="evidence_deletion"),
]

urlpatterns = [
    path("teams/<slug:slug>/user-groups/", include(user_group_urls)),
    path("teams/<slug:slug>/problems/", include(problem_urls)),
    path("teams/<slug:slug>/evidence/", include(evidence_urls)),
]
