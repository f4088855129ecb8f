import pytest
from bs4 import BeautifulSoup

from tests.factories import MembershipFactory, WorkshopFactory
from tests.reading import text_of
from workshops.models import Preset

pytestmark = pytest.mark.django_db

OURS = {
    "name": "Cost",
    "question": "How dear is it?",
    "lowest": 0,
    "highest": 2,
    "low_label": "Cheap",
    "high_label": "Dear",
    "labels": ["Cheap", "Middling", "Dear"],
    "direction": "low",
    "weight": "2.50",
}


@pytest.fixture
def workshop(facilitator):
    return WorkshopFactory(team=facilitator.team)


def page_of(workshop, page=""):
    return f"{workshop.get_absolute_url()}criteria/presets/{page}"


def keep(client, workshop, **typed):
    return client.post(page_of(workshop, "new/"), typed)


def names(workshop):
    return [criterion.name for criterion in workshop.criteria.all()]


def test_a_documented_preset_replaces_all_criteria(client, workshop):
    page = text_of(client.get(page_of(workshop)))
    assert "The preset replaces all criteria" in page
    assert "Feasibility, Impact on all users, Core purpose" in page
    assert client.post(page_of(workshop), {"preset": "idea"}).status_code == 302
    assert names(workshop) == ["Feasibility", "Impact on all users", "Core purpose"]
    assert client.post(page_of(workshop), {"preset": "problem"}).status_code == 302
    assert len(names(workshop)) == 6


def test_criteria_that_are_kept_can_be_used_in_another_workshop_as_they_were(client, workshop, facilitator):
    workshop.set_criteria([OURS], by=None)
    assert keep(client, workshop, name="Ours").status_code == 302
    other = WorkshopFactory(team=facilitator.team)
    page = BeautifulSoup(client.get(page_of(other)).content, "html.parser")
    choice = page.find("label", string="Ours").find_previous("input")["value"]
    assert client.post(page_of(other), {"preset": choice}).status_code == 302
    [criterion] = other.criteria.all()
    assert criterion.words_and_scale() == OURS | {"hint": "", "finds_symptoms": False}
    assert "Criteria kept as the preset: Ours" in text_of(client.get(f"/teams/{facilitator.team.slug}/history/"))


@pytest.mark.parametrize("chosen", ["", "no", "999999", "9" * 40, "1\x00"])
def test_only_a_preset_of_the_list_can_be_chosen(client, workshop, chosen):
    before = names(workshop)
    answer = client.post(page_of(workshop), {"preset": chosen})
    assert answer.status_code == 422
    assert "Choose a preset" in text_of(answer)
    assert names(workshop) == before


def test_another_teams_preset_is_neither_shown_nor_used_nor_deleted(client, workshop):
    theirs = Preset.objects.create(team=MembershipFactory().team, name="Theirs", criteria=[OURS])
    assert "Theirs" not in text_of(client.get(page_of(workshop)))
    assert client.post(page_of(workshop), {"preset": str(theirs.pk)}).status_code == 422
    assert client.post(page_of(workshop, f"{theirs.pk}/deletion/")).status_code == 404
    assert Preset.objects.count() == 1


def test_a_preset_of_the_same_name_is_replaced_only_after_saying_so(client, workshop):
    assert "Replace the preset" not in text_of(client.get(page_of(workshop, "new/")))
    keep(client, workshop, name="Ours")
    workshop.set_criteria([OURS], by=None)
    asked = keep(client, workshop, name="OURS")
    assert asked.status_code == 422
    assert "There is a preset “Ours” already." in text_of(asked)
    assert 'value="OURS"' in asked.content.decode()
    assert "Replace the preset that has this name" in text_of(asked)
    assert len(Preset.objects.get().criteria) == 6
    assert keep(client, workshop, name="OURS", replace="on").status_code == 302
    assert Preset.objects.get().criterion_names() == ["Cost"]


def test_keeping_the_same_criteria_twice_asks_nothing_and_makes_one(client, workshop):
    for _time in range(2):
        assert keep(client, workshop, name="Ours").status_code == 302
    assert Preset.objects.count() == 1
    assert workshop.team.events.filter(detail__preset="Ours").count() == 1


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00"])
def test_a_preset_needs_a_name_that_fits(client, workshop, name):
    assert keep(client, workshop, name=name).status_code == 422
    assert not Preset.objects.exists()


def test_a_preset_is_deleted_after_asking_and_workshops_keep_their_criteria(client, workshop):
    workshop.set_criteria([OURS], by=None)
    keep(client, workshop, name="Ours")
    preset = Preset.objects.get()
    asked = client.get(page_of(workshop, f"{preset.pk}/deletion/"))
    assert "Are you sure you want to delete the preset “Ours”?" in text_of(asked)
    assert Preset.objects.exists()
    done = client.post(page_of(workshop, f"{preset.pk}/deletion/"))
    assert done["Location"] == page_of(workshop)
    assert not Preset.objects.exists()
    assert names(workshop) == ["Cost"]
    event = workshop.team.events.first()
    assert (event.verb, event.what, event.detail) == ("deleted", "Ours", {"criterion": ["Cost"]})


def test_criteria_are_fixed_once_voting_starts_but_can_still_be_kept(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, state="voting")
    for answer in (client.get(page_of(workshop)), client.post(page_of(workshop), {"preset": "idea"})):
        assert answer.status_code == 409
        assert "Criteria are fixed once voting starts." in text_of(answer)
    assert len(names(workshop)) == 6
    assert keep(client, workshop, name="Ours").status_code == 302


@pytest.mark.parametrize("role", ["observer", None])
def test_only_who_runs_workshops_touches_presets(client, facilitator, workshop, role):
    preset = workshop.keep_criteria_as("Ours", replace=False, by=facilitator.user)
    client.force_login(MembershipFactory(team=facilitator.team, **({role: True} if role else {})).user)
    for page in ("", "new/", f"{preset.pk}/deletion/"):
        assert client.get(page_of(workshop, page)).status_code == 403
        assert client.post(page_of(workshop, page), {"preset": "idea", "name": "Mine"}).status_code == 403
    assert [each.name for each in Preset.objects.all()] == ["Ours"]
    assert len(names(workshop)) == 6
