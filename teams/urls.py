from django.urls import path

from teams.views import account, history, invitations, people, teams

app_name = "teams"

urlpatterns = [
    path("accounts/", account.account, name="account"),
    path("accounts/name/", account.name, name="account_name"),
    path("invitations/<slug:token>/", invitations.join, name="join"),
    path("teams/", teams.index, name="list"),
    path("teams/new/", teams.new, name="new"),
    path("teams/<slug:slug>/people/", people.people, name="people"),
    path("teams/<slug:slug>/people/<int:member>/", people.role, name="role"),
    path("teams/<slug:slug>/people/<int:member>/removal/", people.removal, name="removal"),
    path("teams/<slug:slug>/people/invitations/new/", invitations.new, name="new_invitation"),
    path("teams/<slug:slug>/people/invitations/<int:invitation>/", invitations.invitation, name="invitation"),
    path(
        "teams/<slug:slug>/people/invitations/<int:invitation>/withdrawal/",
        invitations.withdrawal,
        name="withdrawal",
    ),
    path("teams/<slug:slug>/settings/", teams.settings, name="settings"),
    path("teams/<slug:slug>/history/", history.history, name="history"),
]
