import pytest

from tests.factories import ProblemFactory, WorkshopFactory
from tests.reading import text_of
from tests.workshops.room import CHOSEN, finish, vote
from workshops.models import Criterion

pytestmark = pytest.mark.django_db


def make_copy(client, workshop):
    answer = client.post(f"{workshop.get_absolute_url()}copies/")
    assert answer.status_code == 302
    return answer["Location"]


@pytest.mark.parametrize("state", ["draft", "open", "voting", "closed", "finished"])
def test_a_workshop_in_any_state_can_be_copied(client, facilitator, state):
    workshop = WorkshopFactory(team=facilitator.team, title="First", kind="problem")
    workshop.choose(by=None, **CHOSEN)
    workshop.set_criterion(
        Criterion(
            workshop=workshop,
            name="Cost",
            question="How dear?",
            lowest=0,
            highest=1,
            low_label="No",
            high_label="Yes",
            weight="2.5",
        ),
        by=None,
    )
    for verb in {"draft": "", "open": "open", "voting": "open start", "closed": "open start close"}.get(
        state, "open start"
    ).split():
        getattr(workshop, verb)(by=None)
    if state == "finished":
        vote(workshop, 1, 1, 1)
        finish(workshop)
    assert "Copy this workshop" in text_of(client.get(workshop.get_absolute_url()))
    address = make_copy(client, workshop)
    copy = facilitator.team.workshops.get(title="Copy of First")
    assert address == f"{copy.get_absolute_url()}candidates/"
    assert "Copied, with its criteria and settings" in text_of(client.get(address))
    assert (copy.state, copy.kind, copy.candidates.count(), copy.participants.count()) == ("draft", "problem", 0, 0)
    assert copy.code != workshop.code
    assert {field: getattr(copy, field) for field in CHOSEN} == CHOSEN
    assert copy.words_and_scales() == workshop.words_and_scales()
    assert len(copy.words_and_scales()) == 7


def test_a_copy_that_is_asked_for_twice_is_made_once(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team)
    assert make_copy(client, workshop) == make_copy(client, workshop)
    assert facilitator.team.workshops.count() == 2


@pytest.mark.parametrize("what", ["criteria", "settings", "candidates", "title", "state"])
def test_a_later_copy_leaves_alone_what_somebody_has_set_in_the_first(client, facilitator, what):
    workshop = WorkshopFactory(team=facilitator.team)
    make_copy(client, workshop)
    first = facilitator.team.workshops.first()
    if what == "criteria":
        first.drop_criterion(first.criteria.first(), by=None)
    elif what == "settings":
        first.choose(by=None, warm_up="Tea?")
    elif what == "title":
        first.choose(by=None, title="Mine")
    else:
        first.put_to_the_vote([ProblemFactory(team=facilitator.team)], by=None)
        if what == "state":
            first.open(by=None)
    before = facilitator.team.workshops.filter(pk=first.pk).values().get(), first.words_and_scales()
    make_copy(client, workshop)
    assert (facilitator.team.workshops.filter(pk=first.pk).values().get(), first.words_and_scales()) == before
    assert facilitator.team.workshops.count() == 3


def test_a_copy_of_a_long_title_fits(client, facilitator):
    workshop = WorkshopFactory(team=facilitator.team, title="x" * 200)
    make_copy(client, workshop)
    assert facilitator.team.workshops.first().title == f"Copy of {'x' * 192}"
