from django.urls import path

from overview.views import answers, archive, chain, gaps, health, leaving, start, statements, team

app_name = "overview"

urlpatterns = [
    path("", start.start, name="start"),
    # Not "teams/import/": a team may have that address.
    path("teams/new/archive/", archive.bring_in, name="bring_in"),
    path("teams/<slug:slug>/", team.team, name="team"),
    path("teams/<slug:slug>/exports/archive/", archive.archive, name="archive"),
    path("teams/<slug:slug>/problems/answers/", answers.answers, name="answers"),
    path("teams/<slug:slug>/problems/<int:number>/", chain.problem, name="problem"),
    path("teams/<slug:slug>/evidence/<int:number>/", chain.evidence, name="evidence"),
    path("teams/<slug:slug>/ideas/gaps/", gaps.gaps, name="gaps"),
    path("teams/<slug:slug>/ideas/<int:number>/", chain.idea, name="idea"),
    path("teams/<slug:slug>/settings/deletion/", leaving.deletion, name="deletion"),
    path("teams/<slug:slug>/settings/retention/", leaving.retention, name="retention"),
    path("teams/<slug:slug>/settings/keeping/", leaving.keeping, name="keeping"),
    path("accessibility/", statements.accessibility, name="accessibility"),
    path("privacy/", statements.privacy, name="privacy"),
    path("cookies/", statements.cookies, name="cookies"),
    path("contact/", statements.contact, name="contact"),
    path("healthz/live", health.live, name="live"),
    path("healthz/ready", health.ready, name="ready"),
]
