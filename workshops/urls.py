from django.urls import include, path, register_converter

from teams.codes import as_typed
from workshops.views import (
    agreement_rounds,
    ballots,
    criteria,
    discussion,
    downloads,
    guests,
    joining,
    lifecycle,
    pace,
    people,
    personal_link,
    placing,
    presets,
    quick,
    ranking,
    results,
    scores,
    second_round,
    setup,
    voter_state,
    watching,
    what_if,
    withdrawals,
)


class JoinCode:
    """A join code as people type it, read as the one that they meant. As much is taken as in the box for it: whatever
    cannot be a code is a wrong one, and whoever typed it gets the box to put it right."""

    regex = "[^/]{1,40}"

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
    path("candidates/<int:candidate>/withdrawal/", withdrawals.withdrawal, name="withdrawal"),
    path("candidates/<int:candidate>/return/", withdrawals.put_back, name="put_back"),
    path("copies/", setup.copies, name="copies"),
    path("deletion/", setup.deletion, name="deletion"),
    path("criteria/presets/", presets.presets, name="presets"),
    path("criteria/presets/new/", presets.new_preset, name="new_preset"),
    path("criteria/presets/<int:preset>/deletion/", presets.preset_deletion, name="preset_deletion"),
    path("criteria/new/", criteria.new, name="new_criterion"),
    path("criteria/<int:criterion>/", criteria.change, name="criterion"),
    path("criteria/<int:criterion>/deletion/", criteria.deletion, name="criterion_deletion"),
    path("preview/", setup.preview, name="preview"),
    path("opening/", lifecycle.opening, name="opening"),
    path("voting/", lifecycle.voting, name="voting"),
    path("closing/", lifecycle.closing, name="closing"),
    path("reopening/", lifecycle.reopening, name="reopening"),
    path("finishing/", lifecycle.finishing, name="finishing"),
    path("release/", lifecycle.release, name="release"),
    path("progress/", lifecycle.progress, name="progress"),
    path("place/", pace.place, name="place"),
    path("timebox/", pace.timebox, name="timebox"),
    path("timebox/end/", pace.timebox_end, name="timebox_end"),
    path("people/", people.people, name="people"),
    path("people/paper/", people.paper, name="paper"),
    path("people/<int:person>/setting-aside/", people.setting_aside, name="setting_aside"),
    path("people/<int:person>/return/", people.bringing_back, name="bringing_back"),
    path("qr.svg", people.qr, name="qr"),
    path("screen/", lifecycle.screen, name="screen"),
    path("results/", results.results, name="results"),
    path("results/before/", second_round.before, name="before"),
    path("results/discussion/", discussion.discussion, name="discussion"),
    path("results/discussion/<int:candidate>/notes/", discussion.notes, name="notes"),
    path("results/discussion/<int:candidate>/notes/<int:note>/", discussion.note, name="note"),
    path(
        "results/discussion/<int:candidate>/notes/<int:note>/deletion/", discussion.note_deletion, name="note_deletion"
    ),
    path("second-round/", second_round.second_round, name="second_round"),
    path("results/<int:candidate>/", results.candidate_result, name="candidate_result"),
    path("results/what-if/", what_if.what_if, name="what_if"),
    path("results/map/", what_if.crossing, name="crossing"),
    path("results.csv", downloads.results_csv, name="results_csv"),
    path("results.xlsx", downloads.results_xlsx, name="results_xlsx"),
    path("results.ods", downloads.results_ods, name="results_ods"),
    path("results.json", downloads.results_json, name="results_json"),
    path("ballots.csv", results.ballots_csv, name="ballots_csv"),
]

voter_urls = [
    path("", ballots.ballot, name="ballot"),
    path("state/", voter_state.voter_state, name="voter_state"),
    path("joining/", watching.joining, name="joining"),
    path("link/", personal_link.link, name="link"),
    path("link/qr.svg", personal_link.link_qr, name="link_qr"),
    path("go-on/<slug:key>/", personal_link.go_on, name="go_on"),
    path("<int:number>/", scores.score, name="score"),
    path("check/", ballots.check, name="check"),
    path("submission/", ballots.submission, name="submission"),
    path("submitted/", ballots.submitted, name="submitted"),
    path("ideas/", ballots.ideas, name="ideas"),
    path("results/", results.voter_results, name="voter_results"),
    path("results/<int:candidate>/", results.voter_candidate_result, name="voter_candidate_result"),
]

guest_urls = [
    path("", guests.guest, name="guest"),
    path("state/", guests.guest_state, name="guest_state"),
    path("ideas/", guests.guest_missing, name="guest_missing"),
    path("<int:number>/", guests.guest_stance, name="guest_stance"),
]

round_urls = [
    path("", agreement_rounds.agreement_round, name="agreement_round"),
    path("opening/", agreement_rounds.opening, name="round_opening"),
    path("closing/", agreement_rounds.closing, name="round_closing"),
    path("qr.svg", agreement_rounds.qr, name="round_qr"),
]

urlpatterns = [
    path("join/", joining.enter_code, name="enter_code"),
    path("join/<code:code>/", joining.join, name="join"),
    path("vote/<code:code>/", include(voter_urls)),
    path("agree/<code:code>/", include(guest_urls)),
    path("workshops/quick/", quick.quick, name="quick"),
    path("teams/<slug:slug>/problems/ranking/", ranking.ranking, name="ranking"),
    path("teams/<slug:slug>/problems/symptoms/", ranking.symptoms, name="symptoms"),
    path("teams/<slug:slug>/ideas/<int:number>/scope/", placing.placement, name="placement"),
    path("teams/<slug:slug>/ideas/scope/agreement/round/", include(round_urls)),
    path("teams/<slug:slug>/workshops/", setup.workshop_list, name="list"),
    path("teams/<slug:slug>/workshops/new/", setup.new, name="new"),
    path("teams/<slug:slug>/workshops/<int:number>/", include(workshop_urls)),
]
