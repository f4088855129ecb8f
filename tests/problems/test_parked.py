import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from problems.models import Problem, State
from tests.factories import EvidenceFactory, MembershipFactory, ProblemFactory
from tests.problems.reading import errors_of, main_of, soup_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def member(client):
    membership = MembershipFactory()
    client.force_login(membership.user)
    return membership


@pytest.fixture
def team(member):
    return member.team


def parked_page(team):
    return reverse("problems:parked", args=[team.slug])


def test_a_wider_need_is_parked_with_a_reason_and_stays_in_view(client, team, member):
    problem = ProblemFactory(team=team, title="Careers after training", state=State.CHOSEN)
    EvidenceFactory(team=team, problems=[problem])
    state = reverse("problems:state", args=[team.slug, 1])
    assert errors_of(client.post(state, {"state": "parked"})) == ["Enter why the problem is parked"]
    assert client.post(state, {"state": "parked", "reason": "After the MVP"}).status_code == 302
    shown = main_of(client.get(parked_page(team)))
    assert "P1 Careers after training After the MVP" in shown
    assert str(member.user) in shown
    assert "1 piece of evidence" in shown
    for page in (
        f"/teams/{team.slug}/",
        reverse("problems:list", args=[team.slug]),
        reverse("problems:choosing", args=[team.slug]),
        f"/teams/{team.slug}/roadmap/",
    ):
        links = [str(link["href"]) for link in soup_of(client.get(page)).select("main a")]
        assert parked_page(team) in links, page
    assert "State: Parked: a wider need Reason: After the MVP" in main_of(client.get(f"/teams/{team.slug}/history/"))


def test_a_parked_need_is_not_chosen_for_a_workshop_and_counts_as_decided(client, team):
    ProblemFactory(team=team, title="Careers", state=State.PARKED, state_reason="Later")
    ProblemFactory(team=team, title="Slow", state=State.CHOSEN)
    choosing = soup_of(client.get(reverse("problems:choosing", args=[team.slug])))
    assert {str(radio["name"]) for radio in choosing.select("[type=radio]")} == {"state-2"}
    assert "1 chosen, 1 parked" in main_of(client.get(f"/teams/{team.slug}/"))


def test_parked_without_a_reason_is_refused_by_the_database(team):
    problem = ProblemFactory(team=team)
    with pytest.raises(IntegrityError), transaction.atomic():
        Problem.objects.filter(pk=problem.pk).update(state=State.PARKED)


def test_back_on_the_longlist_it_is_parked_no_more(client, team, member):
    problem = ProblemFactory(team=team, state=State.PARKED, state_reason="Later")
    assert problem.move_to(State.LONGLIST, by=member.user)
    assert not problem.move_to(State.LONGLIST, by=member.user)
    assert "Nothing is parked" in main_of(client.get(parked_page(team)))
    assert team.problems.get().state_reason == ""


def test_a_merged_need_is_shown_by_the_one_that_stands_for_it(client, team, member):
    one, other = ProblemFactory.create_batch(2, team=team, state=State.PARKED, state_reason="Later")
    one.merge_into(other, by=member.user)
    shown = main_of(client.get(parked_page(team)))
    assert other.title in shown
    assert one.title not in shown


def test_many_needs_come_in_pages_and_an_observer_reads_them(client, team, django_assert_max_num_queries):
    for _n in range(51):
        ProblemFactory(team=team, state=State.PARKED, state_reason="Later")
    client.force_login(MembershipFactory(team=team, as_observer=True).user)
    with django_assert_max_num_queries(6):
        shown = client.get(parked_page(team))
    assert len(soup_of(shown).select(".app-said")) == 50
    assert "Change" not in main_of(shown)
    assert client.get(parked_page(ProblemFactory().team)).status_code == 404
