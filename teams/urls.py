from django.urls import path, re_path

from teams.views import account, erasing, history, invitations, people, teams

app_name = "teams"

ENDING = r"(?P<ending>csv-metadata\.json|csv|xlsx|ods|json)"

urlpatterns = [
    path("accounts/", account.account, name="account"),
    path("accounts/name/", account.name, name="account_name"),
    path("accounts/deletion/", erasing.deletion, name="account_deletion"),
    path("invitations/<slug:token>/", invitations.join, name="join"),
    path("schemas/history.json", history.schema, name="history_schema"),
    path("teams/", teams.index, name="list"),
    path("teams/new/", teams.new, name="new"),
    path("teams/<slug:slug>/people/", people.people, name="people"),
    path("teams/<slug:slug>/people/former/", people.former, name="former"),
    path("teams/<slug:slug>/people/<int:member>/", people.role, name="role"),
    path("teams/<slug:slug>/people/<int:member>/removal/", people.removal, name="removal"),
    path("teams/<slug:slug>/people/erasure/<int:user>/", erasing.erasure, name="erasure"),
    path("teams/<slug:slug>/people/invitations/new/", invitations.new, name="new_invitation"),
    path("teams/<slug:slug>/people/invitations/<int:invitation>/", invitations.invitation, name="invitation"),
    path(
        "teams/<slug:slug>/people/invitations/<int:invitation>/renewal/",
        invitations.renewal,
        name="renewal",
    ),
    path(
        "teams/<slug:slug>/people/invitations/<int:invitation>/withdrawal/",
        invitations.withdrawal,
        name="withdrawal",
    ),
    path("teams/<slug:slug>/settings/", teams.settings, name="settings"),
    path("teams/<slug:slug>/history/", history.history, name="history"),
    re_path(rf"^teams/(?P<slug>[-a-zA-Z0-9_]+)/history\.{ENDING}$", history.download, name="history_file"),
]
