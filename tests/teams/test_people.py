from teams.models import Invitation, Membership
from tests.factories import MembershipFactory
from tests.teams.pages import page_of, text_of

PAGE = "/teams/teacher-training/people/"


def test_everybody_in_the_team_sees_who_is_in_it(team, signed_in):
    observer = MembershipFactory(team=team, user__name="Olga Observer", as_observer=True)
    shown = text_of(signed_in(observer).get(PAGE))
    assert "Fran Facilitator Facilitator" in shown
    assert "Pat Product Product manager" in shown
    assert "Olga Observer (you) Observer" in shown
    assert "Leave this team" in shown


def test_addresses_links_and_buttons_are_for_organisers(team, facilitator, signed_in):
    Invitation.make(team, by=facilitator.user, name="Sam Patel", facilitator=False)
    member = MembershipFactory(team=team)
    seen_by_member, seen_by_organiser = (text_of(signed_in(who).get(PAGE)) for who in (member, facilitator))
    for words in (facilitator.user.email, "Sam Patel", "Invite somebody", "Change"):
        assert words not in seen_by_member
        assert words in seen_by_organiser


def test_each_person_has_a_link_to_change_their_role(team, facilitator, signed_in):
    page = page_of(signed_in(facilitator).get(PAGE))
    links = {link.get_text(" ", strip=True): link["href"] for link in page.select(".govuk-summary-list__actions a")}
    pat = team.memberships.get(product_manager=True)
    assert links["Change the role of Pat Product"] == f"{PAGE}{pat.pk}/"


def test_names_are_only_text(team, facilitator, signed_in):
    MembershipFactory(team=team, user__name="<script>alert(1)</script>")
    answer = signed_in(facilitator).get(PAGE)
    assert "<script>alert(1)</script>" in text_of(answer)
    assert b"<script>alert" not in answer.content


def test_many_people_have_pages_and_cost_no_more(team, facilitator, signed_in, django_assert_max_num_queries):
    client = signed_in(facilitator)
    Invitation.make(team, by=facilitator.user, name="Guest")
    with django_assert_max_num_queries(8) as few:
        client.get(PAGE)
    MembershipFactory.create_batch(70, team=team)
    for n in range(60):
        Invitation.make(team, by=facilitator.user, name=f"Guest {n}")
    with django_assert_max_num_queries(len(few)):
        answer = client.get(PAGE)
    assert len(page_of(answer).select(".govuk-summary-list__actions a")) == 50
    assert len(page_of(answer).select(".govuk-summary-card")) == 50
    assert "11 more are waiting" in text_of(answer)
    assert "Guest 59" in text_of(answer)
    assert len(page_of(client.get(PAGE, {"page": 2})).select(".govuk-summary-list__actions a")) == 22
    for page in ("nine", "-1", "9" * 30, "\x00"):
        assert client.get(PAGE, {"page": page}).status_code == 200


def test_people_of_another_team_are_not_there(team, facilitator, signed_in):
    MembershipFactory(user__name="Stranger")
    assert "Stranger" not in text_of(signed_in(facilitator).get(PAGE))
    assert Membership.objects.count() == 3
