from django.urls import include, path, register_converter

from workshops.codes import as_typed
from workshops.views import ballots, criteria, joining, lifecycle, quick, results, setup


class JoinCode:
    """A join code as people type it, read as the one that they meant."""

    regex = "[A-Za-z0-9 -]{1,20}"

    def to_python(self, value: str) -> str:
        code = as_typed(value)
        if not code:
            raise ValueError("no letter in the code")
        return code

    def to_url(self, value: str) -> str:
        return value


register_converter(JoinCode, "code")

app_name = "workshops"

workshop_urls = [
    path("", lifecycle.workshop, name="workshop"),
    path("change/", setup.change, name="change"),
    path("candidates/", setup.candidates, name="candidates"),
    path("criteria/new/", criteria.new, name="new_criterion"),
    path("criteria/<int:criterion>/", criteria.change, name="criterion"),
    path("criteria/<int:criterion>/deletion/", criteria.deletion, name="criterion_deletion"),
    path("preview/", setup.preview, name="preview"),
    path("opening/", lifecycle.opening, name="opening"),
    path("voting/", lifecycle.voting, name="voting"),
    path("closing/", lifecycle.closing, name="closing"),
    path("reopening/", lifecycle.reopening, name="reopening"),
    path("finishing/", lifecycle.finishing, name="finishing"),
    path("progress/", lifecycle.progress, name="progress"),
    path("screen/", lifecycle.screen, name="screen"),
    path("results/", results.results, name="results"),
]

voter_urls = [
    path("", ballots.ballot, name="ballot"),
    path("state/", ballots.state, name="voter_state"),
    path("<int:number>/", ballots.score, name="score"),
    path("check/", ballots.check, name="check"),
    path("submission/", ballots.submission, name="submission"),
    path("submitted/", ballots.submitted, name="submitted"),
    path("ideas/", ballots.ideas, name="ideas"),
    path("results/", results.voter_results, name="voter_results"),
]

urlpatterns = [
    path("join/", joining.enter_code, name="enter_code"),
    path("join/<code:code>/", joining.join, name="join"),
    path("vote/<code:code>/", include(voter_urls)),
    path("workshops/quick/", quick.quick, name="quick"),
    path("teams/<slug:slug>/problems/ranking/", results.ranking, name="ranking"),
    path("teams/<slug:slug>/workshops/", setup.workshop_list, name="list"),
    path("teams/<slug:slug>/workshops/new/", setup.new, name="new"),
    path("teams/<slug:slug>/workshops/<int:number>/", include(workshop_urls)),
]
