"""The whole way of a problem workshop, through the pages."""

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from tests.factories import MembershipFactory, UserFactory
from tests.reading import text_of
from workshops.models import CountedBallot, Workshop

pytestmark = pytest.mark.django_db


def test_a_workshop_goes_from_a_list_of_problems_to_results_that_voters_see(client):
    client.force_login(UserFactory(name="Fay"))
    made = client.post(
        "/workshops/quick/",
        {"title": "Registration", "team_name": "ECF", "problems": "Schools: confusing\nproviders: rigid\nslow"},
        follow=True,
    )
    assert made.status_code == 200
    workshop = Workshop.objects.get()
    assert [str(c) for c in workshop.candidates.all()] == ["P1 confusing", "P2 rigid", "P3 slow"]
    assert "3 problems , 18 answers, about 5 minutes" in text_of(made).replace("problems,", "problems ,")

    page = workshop.get_absolute_url()
    assert "People can join now" in text_of(client.post(f"{page}opening/", follow=True))
    voters = []
    for name in ["Ann", "Bob", "Cy"]:
        voter = Client()
        joined = voter.post(f"/join/{workshop.code.lower()}/", {"name": name}, follow=True)
        assert f"You’re in, {name}" in text_of(joined)
        voters.append(voter)
    assert "Voting has started" in text_of(client.post(f"{page}voting/", follow=True))

    criteria = list(workshop.criteria.all())
    for value, voter in zip((5, 4, 3), voters, strict=True):
        for number in (1, 2, 3):
            answers: dict[str, object] = {f"criterion-{c.pk}": value if number == 1 else 1 for c in criteria}
            answers[f"criterion-{criteria[0].pk}"] = "dont-know"
            saved = voter.post(f"/vote/{workshop.code}/{number}/", answers | {"then": "next"})
            assert saved.status_code == 302
        assert "Votes submitted" in text_of(voter.post(f"/vote/{workshop.code}/submission/", follow=True))

    live = text_of(client.get(page))
    assert "3 of 3 have submitted" in live
    assert "9 of 9 pages are filled" in live
    client.post(f"{page}closing/")
    assert "This is final" in text_of(client.get(f"{page}finishing/"))
    results = client.post(f"{page}finishing/", follow=True)
    assert "“confusing” came first of 3" in text_of(results)
    # Five criteria answered with a mean of 4 on 1 to 5: 75 of 100.
    assert "1 P1 confusing" in text_of(results)
    assert "75.0" in text_of(results)
    assert "“confusing” came first of 3" in text_of(voters[0].get(f"/vote/{workshop.code}/results/"))
    assert CountedBallot.objects.count() == 3
    assert not workshop.participants.exclude(ballot=None).exists()


def test_an_observer_sees_the_workshop_but_no_button(client):
    member = MembershipFactory(as_observer=True)
    workshop = Workshop.add(member.team, by=None, kind="problem", title="Read only")
    client.force_login(member.user)
    page = client.get(workshop.get_absolute_url())
    assert "Read only" in text_of(page)
    assert not BeautifulSoup(page.content, "html.parser").select("main form")
