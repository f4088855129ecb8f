import pytest
from bs4 import BeautifulSoup

from ideation.models import Scope
from tests.factories import IdeaFactory, MembershipFactory, ProblemFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import CHOSEN, finish, vote
from tests.workshops.scored import finished, run
from workshops.models import Criterion, NotNow, Workshop

pytestmark = pytest.mark.django_db

AGREED, SPLIT = [4] * 4, [1, 1, 5, 5]


@pytest.fixture
def problems(facilitator):
    return [ProblemFactory(team=facilitator.team, title=f"Problem {n}") for n in "ABC"]


@pytest.fixture
def workshop(facilitator, problems):
    return finished(facilitator.team, dict(zip(problems, (AGREED, SPLIT, SPLIT), strict=True)))


def page_of(workshop):
    return f"{workshop.get_absolute_url()}second-round/"


def ticked(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return [box["value"] for box in page.select("[name=candidates]") if box.has_attr("checked")]


def offered(answer):
    page = BeautifulSoup(answer.content, "html.parser")
    return [box["value"] for box in page.select("[name=candidates]")]


def test_the_most_disputed_are_ticked_and_the_page_says_why(client, workshop):
    answer = client.get(page_of(workshop))
    assert offered(answer) == ["1", "2", "3"]
    assert ticked(answer) == ["2", "3"]
    said = text_of(answer)
    assert "2 are ticked already: of the first 3, those that people agree on least." in said
    assert "Rank 1. People agree (agreement 1.00)" in said
    assert "Rank 2. The room is split (agreement −1.00)" in said


def test_a_second_round_has_the_same_criteria_and_settings_and_follows_the_first(client, facilitator, problems):
    first = WorkshopFactory(team=facilitator.team, title="First", kind="problem")
    first.put_to_the_vote(problems, by=None)
    first.choose(by=None, **CHOSEN)
    cost = {"name": "Cost", "question": "How dear?", "low_label": "No", "high_label": "Yes", "lowest": 0, "highest": 1}
    first.set_criterion(Criterion(workshop=first, **cost, weight="2.5", direction="low"), by=None)
    first.open(by=None)
    first.start(by=None)
    vote(first, 1, 1, 1)
    finish(first)
    answer = client.post(page_of(first), {"candidates": ["3", "1"]})
    second = facilitator.team.workshops.get(title="First (second round)")
    assert answer["Location"] == second.get_absolute_url()
    assert (second.state, second.kind, second.follows, second.participants.count()) == ("draft", "problem", first, 0)
    assert [candidate.thing for candidate in second.candidates.all()] == [problems[0], problems[2]]
    assert {field: getattr(second, field) for field in CHOSEN} == CHOSEN
    assert second.words_and_scales() == first.words_and_scales()
    assert len(second.words_and_scales()) == 7
    assert second.code != first.code
    history = text_of(client.get(f"/teams/{facilitator.team.slug}/history/"))
    assert f"Created {second} Second round of: {first}" in history


def test_a_page_sent_twice_makes_one_second_round(client, workshop, facilitator):
    first, again = (client.post(page_of(workshop), {"candidates": ["2", "3"]})["Location"] for _n in range(2))
    assert first == again
    assert facilitator.team.workshops.count() == 2


@pytest.mark.parametrize("what", ["criteria", "settings", "candidates", "title", "state", "other candidates"])
def test_what_somebody_has_touched_is_left_alone(client, workshop, facilitator, problems, what):
    client.post(page_of(workshop), {"candidates": ["2", "3"]})
    second = facilitator.team.workshops.first()
    if what == "criteria":
        second.drop_criterion(second.criteria.first(), by=None)
    elif what == "settings":
        second.choose(by=None, warm_up="Tea?")
    elif what == "title":
        second.choose(by=None, title="Mine")
    elif what == "candidates":
        second.put_to_the_vote(problems[:1], by=None)
    elif what == "state":
        second.open(by=None)
    before = Workshop.objects.filter(pk=second.pk).values().get(), second.words_and_scales()
    client.post(page_of(workshop), {"candidates": ["2"] if what == "other candidates" else ["2", "3"]})
    assert (Workshop.objects.filter(pk=second.pk).values().get(), second.words_and_scales()) == before
    assert facilitator.team.workshops.count() == 3


def test_a_copy_or_another_first_round_is_no_second_round(client, workshop, facilitator, problems):
    other = finished(facilitator.team, dict.fromkeys(problems, AGREED))
    for first in (workshop, other):
        client.post(page_of(first), {"candidates": ["2"]})
    copy = facilitator.team.workshops.first().copy(by=facilitator.user)
    assert copy.follows is None
    assert sorted(facilitator.team.workshops.exclude(follows=None).values_list("follows", flat=True)) == sorted(
        [workshop.pk, other.pk]
    )


def test_titles_of_later_rounds_count_and_fit(client, workshop, facilitator, problems):
    workshop.choose(by=None, title="x" * 200)
    titles, round_before = [], workshop
    for _n in range(3):
        later = round_before.follow_up(list(round_before.candidates.all()), by=facilitator.user)
        run(later, dict.fromkeys(problems, AGREED))
        titles.append(later.title)
        shown = text_of(client.get(later.get_absolute_url()))
        assert ("Second round of W1" in shown) == (later.number == 2)
        assert ("Next round after" in shown) == (later.number > 2)
        round_before = Workshop.objects.get(pk=later.pk)
    assert [title.lstrip("x") for title in titles] == [" (second round)", " (round 3)", " (round 4)"]
    assert len(titles[0]) == 200
    assert len(titles[1]) == len(titles[2]) == 195


def test_nothing_chosen_is_asked_for_again_and_what_is_not_there_is_refused(client, workshop):
    answer = client.post(page_of(workshop), {})
    assert answer.status_code == 422
    assert text_of(answer).count("Choose at least one") == 2
    assert ticked(answer) == []
    answer = client.post(page_of(workshop), {"candidates": ["2", "99"]})
    assert answer.status_code == 422
    assert ticked(answer) == ["2"]
    assert Workshop.objects.count() == 1


@pytest.mark.parametrize("state", ["draft", "open", "voting", "closed"])
def test_only_a_finished_workshop_can_be_followed(client, facilitator, state):
    workshop = WorkshopFactory(team=facilitator.team, state=state)
    for ask in (client.get, client.post):
        assert ask(page_of(workshop), {"candidates": ["1"]}).status_code == 409
    with pytest.raises(NotNow):
        workshop.follow_up(list(workshop.candidates.all()), by=facilitator.user)
    assert Workshop.objects.count() == 1


def test_ideas_no_longer_in_scope_are_named_and_cannot_be_chosen(client, facilitator):
    stays, gone = (IdeaFactory(team=facilitator.team, scope="in_mvp", title=title) for title in ("Stays", "Gone"))
    workshop = finished(facilitator.team, {stays: SPLIT, gone: SPLIT})
    candidates = list(workshop.candidates.all())
    gone.place(Scope.OUT_OF_MVP, reason="Later", by=facilitator.user)
    answer = client.get(page_of(workshop))
    assert offered(answer) == ticked(answer) == ["1"]
    assert "only ideas in scope for the MVP can: I2 Gone" in text_of(answer)
    assert client.post(page_of(workshop), {"candidates": ["1", "2"]}).status_code == 422
    with pytest.raises(NotNow, match="I2 can no longer be voted on"):
        workshop.follow_up(candidates, by=facilitator.user)
    assert Workshop.objects.count() == 1
    assert client.post(page_of(workshop), {"candidates": ["1"]}).status_code == 302


def test_what_was_withdrawn_from_the_first_round_is_not_offered(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    vote(workshop, 1, 5, 5)
    workshop.withdraw(workshop.candidates.first(), because="Solved", by=None)
    finish(workshop)
    assert offered(client.get(page_of(workshop))) == ["2"]


def test_a_withheld_result_can_be_followed_with_nothing_ticked(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting", candidates=2)
    vote(workshop, 1, 5)
    finish(workshop)
    answer = client.get(page_of(workshop))
    assert "With fewer than three ballots no score is shown" in text_of(answer)
    assert "Rank" not in text_of(answer)
    assert (offered(answer), ticked(answer)) == (["1", "2"], [])
    assert client.post(page_of(workshop), {"candidates": ["2"]}).status_code == 302
    assert Workshop.objects.get(follows=workshop).candidates.get().number == 2


def test_members_and_other_teams_cannot_set_up_a_second_round(client, workshop, facilitator):
    client.force_login(MembershipFactory(team=facilitator.team).user)
    assert client.post(page_of(workshop), {"candidates": ["1"]}).status_code == 403
    client.force_login(MembershipFactory(as_both=True).user)
    assert client.post(page_of(workshop), {"candidates": ["1"]}).status_code == 404
    assert Workshop.objects.count() == 1


def test_the_list_and_both_workshops_say_which_follows_which(client, workshop, facilitator):
    second = workshop.follow_up(list(workshop.candidates.all()), by=facilitator.user)
    listed = client.get(f"/teams/{facilitator.team.slug}/workshops/")
    assert "Second round of W1 Round one" in text_of(listed)
    assert text_of(listed).count("Second round of") == 1
    page = client.get(second.get_absolute_url())
    assert "Second round of W1 Round one" in text_of(page)
    assert f'href="{workshop.get_absolute_url()}"' in page.text
    assert "Followed by W2 Round one (second round)" in text_of(client.get(workshop.get_absolute_url()))


def test_results_lead_to_the_discussion_and_to_the_other_round(client, workshop, facilitator, problems):
    address = workshop.get_absolute_url()
    links = {a["href"] for a in BeautifulSoup(client.get(workshop.results_url).content, "html.parser").select("main a")}
    assert {f"{address}results/discussion/", f"{address}second-round/"} <= links
    second = workshop.follow_up(list(workshop.candidates.all()), by=facilitator.user)
    assert "To be voted on again in W2 Round one (second round)" in text_of(client.get(workshop.results_url))
    run(second, dict.fromkeys(problems, AGREED))
    for one, other in ((workshop, second), (second, workshop)):
        page = BeautifulSoup(client.get(one.results_url).content, "html.parser")
        links = {a["href"] for a in page.select("main a")}
        assert {other.results_url, f"{second.results_url}before/"} <= links
    client.force_login(MembershipFactory(team=facilitator.team, as_observer=True).user)
    assert f"{address}second-round/" not in client.get(workshop.results_url).text


def test_other_rounds_cost_one_statement(workshop, facilitator, django_assert_num_queries):
    for number in ("1", "2"):
        workshop.follow_up(list(workshop.candidates.filter(number=number)), by=facilitator.user)
    held = Workshop.objects.select_related("team").get(pk=workshop.pk)
    with django_assert_num_queries(1):
        assert held.earlier_round is None
        assert [later.number for later in held.later_rounds] == [2, 3]
    second = Workshop.objects.get(number=2)
    assert second.earlier_round == workshop
    assert second.later_rounds == []
