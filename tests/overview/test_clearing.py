"""What goes by the clock, and what people are told before."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone

from ideation.models import AgreementRound, Guest, Idea, Scope, Stance
from overview import clearing
from problems.models import Import
from teams.models import Event, Invitation, Membership, Team
from teams.models.keeping import past_its_time, years_after, years_before
from teams.removing import remove_team
from tests.factories import IdeaFactory, MembershipFactory, TeamFactory, WorkshopFactory
from tests.mailbox import mail_server
from tests.teams.pages import errors_of, page_of, text_of
from tests.workshops.leaks import places_of_secrets, text_of_tables
from tests.workshops.room import finish, vote
from tests.world import read_file
from workshops.models import Participant, Workshop, WrongCodes

pytestmark = pytest.mark.django_db

TODAY = datetime(2026, 11, 30, 12, tzinfo=UTC)
type Clock = Callable[[datetime], None]


@pytest.fixture
def it_is(monkeypatch) -> Clock:
    """Stop the clock. Rows that take the time by themselves take the real one."""

    def stop(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    stop(TODAY)
    return stop


@pytest.fixture
def boss(it_is) -> Membership:
    """A team of 2020, that goes after two years in which nobody does anything."""
    team = TeamFactory(name="Apes", slug="apes", keeps_for=2, created_at=years_ago(6))
    boss: Membership = MembershipFactory(
        team=team, as_product_manager=True, user__name="Bea Boss", user__email="bea@example.gov.uk"
    )
    MembershipFactory(team=team, as_facilitator=True, user__email="fran@example.gov.uk")
    MembershipFactory(team=team, user__email="mo@example.gov.uk")
    return boss


def years_ago(years: float) -> datetime:
    return TODAY - timedelta(days=round(years * 365.25))


def touch(team: Team, at: datetime) -> None:
    """Somebody did something then."""
    team.events.create(verb="changed", what="X", at=at)


def clear(*arguments: str) -> str:
    said = StringIO()
    call_command("clear_old", *arguments, stdout=said)
    return said.getvalue()


def everything() -> dict[str, list[str]]:
    return {table: sorted(rows) for table, rows in text_of_tables().items()}


# Teams


def test_a_team_that_somebody_uses_stays(boss, it_is):
    touch(boss.team, years_ago(1.9))
    assert clear() == ""
    assert mail.outbox == []
    boss.team.refresh_from_db()
    assert boss.team.to_be_deleted_on is None


def test_those_who_organise_are_warned_30_days_before_and_then_it_goes(boss, it_is):
    touch(boss.team, datetime(2024, 12, 20, 9, tzinfo=UTC))
    it_is(datetime(2026, 11, 19, 12, tzinfo=UTC))
    assert clear() == ""
    it_is(datetime(2026, 11, 20, 12, tzinfo=UTC))
    assert "Team apes: tell 2 people that it goes on 2026-12-20" in clear()
    assert sorted(to for message in mail.outbox for to in message.to) == ["bea@example.gov.uk", "fran@example.gov.uk"]
    told = next(message for message in mail.outbox if message.to == ["bea@example.gov.uk"])
    assert told.subject == "Apes will be deleted from Shortlist on 20 December 2026"
    assert "Hello Bea Boss," in told.body
    assert "Nothing has been done in the team Apes for 2 years." in told.body
    assert "/teams/apes/settings/retention/" in told.body
    assert "/teams/apes/exports/" in told.body
    for day in (datetime(2026, 11, 21, tzinfo=UTC), datetime(2026, 12, 19, 23, tzinfo=UTC)):
        it_is(day)
        assert clear() == ""
    assert len(mail.outbox) == 2
    it_is(datetime(2026, 12, 20, 0, 30, tzinfo=UTC))
    assert "Team apes: delete it" in clear()
    assert not Team.objects.exists()
    assert clear() == ""


def test_who_was_not_cleared_for_years_is_warned_for_30_days_all_the_same(boss, it_is):
    touch(boss.team, years_ago(5))
    assert "it goes on 2026-12-30" in clear()
    it_is(TODAY + timedelta(days=29))
    clear()
    assert Team.objects.exists()
    it_is(TODAY + timedelta(days=30))
    clear()
    assert not Team.objects.exists()


def test_a_team_in_which_nothing_was_ever_done_counts_from_its_beginning(boss, it_is):
    assert "it goes on 2026-12-30" in clear()


@pytest.mark.parametrize("years", [0, 5])
def test_a_team_that_is_kept_longer_stays(boss, it_is, years):
    Team.objects.update(keeps_for=years)
    touch(boss.team, years_ago(4))
    assert clear() == ""
    assert Team.objects.exists()


def test_every_page_of_the_team_says_so_and_doing_anything_keeps_it(boss, it_is, client):
    touch(boss.team, years_ago(3))
    clear()
    client.force_login(boss.user)
    banner = "This team will be deleted on 30 December 2026"
    for page in ("", "people/", "problems/", "settings/", "exports/"):
        shown = page_of(client.get(f"/teams/apes/{page}"))
        assert banner in " ".join(shown.get_text(" ").split())
        assert shown.find("a", string="See how to keep it")["href"] == "/teams/apes/settings/retention/"
    assert banner not in client.get("/teams/").text
    Idea.add(Team.objects.get(), by=boss.user, problems=[], title="Bananas")
    assert banner not in client.get("/teams/apes/").text
    it_is(TODAY + timedelta(days=31))
    clear()
    assert Team.objects.exists()


def test_a_product_manager_keeps_it_with_one_button(boss, it_is, client):
    touch(boss.team, years_ago(3))
    clear()
    client.force_login(boss.user)
    page = client.get("/teams/apes/settings/retention/")
    form = page_of(page).find("button", string="Keep this team").find_parent("form")
    for _time in range(2):
        answer = client.post(form["action"], follow=True)
        assert "The team is kept: its time begins anew today" in text_of(answer)
    assert boss.team.events.filter(verb="kept").count() == 1
    assert "Keep this team" not in text_of(client.get("/teams/apes/settings/retention/"))
    it_is(TODAY + timedelta(days=31))
    assert "Team" not in clear()
    assert Team.objects.exists()


def test_what_the_clock_does_itself_keeps_no_team(boss, it_is):
    touch(boss.team, years_ago(3))
    boss.team.events.create(verb="cleared", what="W1", at=years_ago(0.1))
    assert "it goes on" in clear()


def test_a_team_is_not_deleted_by_a_clearing_that_began_before_somebody_came_back(boss, it_is):
    touch(boss.team, years_ago(3))
    clear()
    it_is(TODAY + timedelta(days=30))
    stale = Team.objects.get()
    Team.objects.get().keep(by=boss.user)
    clearing.Clearing(lambda _line: None)._remove(stale)
    assert Team.objects.exists()


def test_without_a_mail_nothing_is_announced_and_the_operator_is_told(boss, it_is, settings):
    touch(boss.team, years_ago(3))
    with mail_server(settings) as mailbox:
        mailbox.refuses = True
        with pytest.raises(CommandError, match="Team apes: no mail could be sent"):
            clear()
        boss.team.refresh_from_db()
        assert boss.team.to_be_deleted_on is None
        mailbox.refuses = False
        clear()
        assert sorted(mailbox.addresses) == [["bea@example.gov.uk"], ["fran@example.gov.uk"]]
        assert {message["Subject"] for message in mailbox.mails} == {
            "Apes will be deleted from Shortlist on 30 December 2026"
        }
    boss.team.refresh_from_db()
    assert boss.team.to_be_deleted_on == date(2026, 12, 30)


# Names


def finished(team: Team, at: datetime, title: str = "Top problems") -> Workshop:
    workshop: Workshop = WorkshopFactory(team=team, state="voting", title=title)
    vote(workshop, 5, 4, 3)
    Participant.join(workshop, name="Zebedee Quill", organisation="Quillery", role="Quiller", user=None)
    finish(workshop)
    Workshop.objects.filter(pk=workshop.pk).update(finished_at=at)
    workshop.refresh_from_db()
    return workshop


def test_names_go_from_workshops_whose_results_are_old_enough(boss, it_is):
    old, young = finished(boss.team, years_ago(2.1)), finished(boss.team, years_ago(1.9), title="Young")
    voters = old.result.voters
    assert "take out 4 names" in clear()
    assert {person.name for person in old.participants.all()} == {"Name not kept"}
    assert {(person.organisation, person.role, person.user) for person in old.participants.all()} == {("", "", None)}
    assert "Zebedee Quill" in {person.name for person in young.participants.all()}
    old.result.refresh_from_db()
    assert old.result.voters == voters == 3
    [event] = boss.team.events.filter(verb="cleared")
    assert (event.actor, event.what) == (None, str(old))
    assert clear() == ""


def test_a_workshop_that_is_not_finished_keeps_its_names(boss, it_is):
    workshop = WorkshopFactory(team=boss.team, state="voting")
    vote(workshop, 5)
    touch(boss.team, TODAY)
    it_is(TODAY + timedelta(days=365 * 2 - 60))
    assert clear() == ""
    assert workshop.participants.get().name == "Voter of 5"


def test_a_key_of_who_took_part_opens_nothing_afterwards(boss, it_is):
    workshop: Workshop = WorkshopFactory(team=boss.team, state="open")
    browser = Client()
    browser.post(f"/join/{workshop.code}/", {"name": "Zebedee Quill"})
    workshop.start(by=None)
    finish(workshop)
    assert browser.get(f"/vote/{workshop.code}/results/").status_code == 200
    Workshop.objects.update(finished_at=years_ago(3))
    clear()
    assert browser.get(f"/vote/{workshop.code}/results/")["Location"].startswith("/join/")


def test_names_of_those_who_joined_a_round_by_its_code_go_and_what_they_said_stays(boss, it_is):
    idea = IdeaFactory(team=boss.team)
    decision = idea.place(Scope.IN_MVP, reason="Small", by=boss.user)
    opened = AgreementRound.open(boss.team, by=boss.user)
    AgreementRound.objects.update(opened_at=years_ago(2.2))
    guest = Guest.of_key(opened.code, str(Guest.join(opened, name="Zebedee Quill"))).get()
    stance = Stance.take(decision, by=guest, challenge="It is not small")
    touch(boss.team, TODAY)
    AgreementRound.objects.update(closed_at=years_ago(2.1))
    Guest.objects.update(joined_at=years_ago(2.15))
    # The line of the log was written as it was said; a line cannot be moved to another day.
    boss.team.events.create(
        verb="challenged", what=str(idea), at=years_ago(2.12), detail={"reason": "It is not small", "guest": guest.name}
    )
    clear()
    stance.refresh_from_db()
    assert (stance.reason, stance.guest.name) == ("It is not small", "Name not kept")
    line = boss.team.events.get(at__lt=years_ago(2))
    assert line.detail == {"reason": "It is not small", "guest": ""}
    assert line.is_erased


# The rest


def test_invitations_that_nobody_used_go_a_month_after_their_end_with_the_name_in_the_log(boss, it_is):
    touch(boss.team, TODAY)
    invitations = {
        name: Invitation.make(boss.team, by=boss.user, name=f"{name} Quill", email=f"{name}@example.gov.uk")
        for name in ("Long gone", "Withdrawn", "Lately", "Good", "Used")
    }
    rows = Invitation.objects
    rows.filter(pk=invitations["Long gone"].pk).update(expires_at=TODAY - timedelta(days=31))
    rows.filter(pk=invitations["Withdrawn"].pk).update(revoked_at=TODAY - timedelta(days=31))
    rows.filter(pk=invitations["Lately"].pk).update(expires_at=TODAY - timedelta(days=29))
    rows.filter(pk=invitations["Good"].pk).update(expires_at=TODAY + timedelta(days=3))
    rows.filter(pk=invitations["Used"].pk).update(expires_at=TODAY - timedelta(days=90), accepted_at=years_ago(0.3))
    assert "Delete 2 invitations that nobody has used" in clear()
    assert {invitation.name for invitation in rows.all()} == {"Lately Quill", "Good Quill", "Used Quill"}
    everything_left = [row for table in text_of_tables().values() for row in table]
    gone = ["Long gone Quill", "Withdrawn Quill", "Long gone@example", "Withdrawn@example"]
    assert places_of_secrets(gone, everything_left) == []
    assert Event.objects.filter(verb="invited", is_erased=True).count() == 2


def test_sessions_drafts_and_rate_limits_go_once_they_count_no_more(boss, it_is):
    touch(boss.team, TODAY)
    for name, ends in (("old", TODAY - timedelta(hours=1)), ("good", TODAY + timedelta(days=1))):
        Session.objects.create(session_key=name, session_data="", expire_date=ends)
    old, good = (read_file(boss.team, name, by=boss.user) for name in ("old", "good"))
    Import.objects.filter(pk=old.pk).update(created_at=TODAY - timedelta(days=32))
    Import.objects.filter(pk=good.pk).update(created_at=TODAY - timedelta(hours=2))
    for hour in (TODAY - timedelta(hours=5), TODAY):
        WrongCodes.objects.create(address_hash="a", hour=hour.replace(minute=0), count=3)
    cache.set("good", 1, 3600)
    cache.set("old", 1, 1)
    with connection.cursor() as cursor:
        for key, ends in (("old", TODAY - timedelta(days=1)), ("good", TODAY + timedelta(days=999))):
            ends_at = connection.ops.adapt_datetimefield_value(ends)
            cursor.execute("UPDATE cache SET expires = %s WHERE cache_key LIKE %s", [ends_at, f"%:{key}"])
    said = clear()
    for words in (
        "Delete 1 expired session",
        "Delete 1 draft of an import",
        "Delete 1 count of wrong codes",
        "Delete 1 row of the cache",
    ):
        assert words in said
    assert Session.objects.get().session_key == "good"
    assert Import.objects.get() == good
    assert WrongCodes.objects.get().hour == TODAY
    assert cache.get("good") == 1
    assert clear() == ""


def test_a_dry_run_says_what_would_go_and_changes_nothing(boss, it_is):
    finished(boss.team, years_ago(2.5))
    Session.objects.create(session_key="old", session_data="", expire_date=TODAY - timedelta(days=1))
    Invitation.objects.create(team=boss.team, name="Sam", expires_at=years_ago(1))
    other = MembershipFactory(as_both=True, team__slug="bees", team__keeps_for=1, team__created_at=years_ago(3)).team
    Team.objects.filter(pk=other.pk).update(to_be_deleted_on=date(2026, 11, 1))
    before = everything()
    said = clear("--dry-run")
    for words in (
        "Team bees: would delete it",
        "would take out 4 names",
        "Would delete 1 invitation that nobody has used",
        "Would delete 1 expired session",
    ):
        assert words in said
    assert everything() == before
    assert mail.outbox == []
    assert clear("--dry-run") == said
    clear()
    assert clear("--dry-run") == ""


def test_many_rows_go_in_batches(boss, it_is, monkeypatch):
    monkeypatch.setattr(clearing, "BATCH", 10)
    touch(boss.team, TODAY)
    gone = TODAY - timedelta(days=1)
    Session.objects.bulk_create(Session(session_key=f"old{n}", session_data="", expire_date=gone) for n in range(35))
    Invitation.objects.bulk_create(
        Invitation(team=boss.team, name=f"Sam {n}", expires_at=years_ago(1)) for n in range(25)
    )
    for n in range(12):
        finished(boss.team, years_ago(3), title=f"Old {n}")
    assert "Delete 35 expired sessions" in clear()
    assert not Session.objects.exists()
    assert not Invitation.objects.exists()
    assert not Participant.objects.filter(Participant.with_name()).exists()


def test_a_fault_with_one_team_keeps_no_other_from_going(boss, it_is, monkeypatch):
    teams = [
        MembershipFactory(as_both=True, team__slug=slug, team__keeps_for=1, team__created_at=years_ago(3)).team
        for slug in ("bees", "cats")
    ]
    Team.objects.filter(pk__in=[team.pk for team in teams]).update(to_be_deleted_on=date(2026, 11, 1))
    touch(boss.team, TODAY)
    real = remove_team

    def fail_for_bees(team: Team, **about) -> bool:
        if team.slug == "bees":
            raise IntegrityError("somebody is adding to it")
        return real(team, **about)

    monkeypatch.setattr(clearing, "remove_team", fail_for_bees)
    with pytest.raises(CommandError, match="Team bees: somebody is adding to it"):
        clear()
    assert sorted(Team.objects.values_list("slug", flat=True)) == ["apes", "bees"]


# The page


def test_by_default_nothing_goes_and_the_page_says_so(client):
    boss = MembershipFactory(as_both=True)
    client.force_login(boss.user)
    page = f"{boss.team.get_absolute_url()}settings/retention/"
    assert "Nothing goes by itself" in text_of(client.get(page))
    assert page_of(client.get(page)).select_one("input[name=keeps_for][checked]")["value"] == "0"
    assert "Never: it is kept until somebody deletes it" in text_of(
        client.get(f"{boss.team.get_absolute_url()}settings/")
    )


def test_the_page_says_what_goes_next_and_when(boss, it_is, client):
    finished(boss.team, datetime(2025, 3, 5, 9, tzinfo=UTC), title="Old ones")
    client.force_login(boss.user)
    page = "/teams/apes/settings/retention/"
    touch(boss.team, TODAY)
    said = text_of(client.get(page))
    assert "The next thing to go, on 5 March 2027: the names of those who took part in “Old ones”." in said
    answer = client.post(page, {"keeps_for": "5"}, follow=True)
    assert "How long it is kept was changed" in text_of(answer)
    assert "on 5 March 2030" in text_of(answer)
    [event] = boss.team.events.filter(detail__fields=["keeps_for"])
    assert event.actor == boss.user
    Participant.forget(Participant.objects.all())
    assert "this team, with everything in it, if nothing is done in it until then" in text_of(client.get(page))
    for typed in ("", "4", "x", "a\x00b"):
        answer = client.post(page, {"keeps_for": typed})
        assert answer.status_code == 422
        assert set(errors_of(answer)) == {"id_keeps_for"}
    boss.team.refresh_from_db()
    assert boss.team.keeps_for == 5


def test_changing_how_long_it_is_kept_takes_an_announcement_back(boss, it_is, client):
    touch(boss.team, years_ago(3))
    clear()
    client.force_login(boss.user)
    client.post("/teams/apes/settings/retention/", {"keeps_for": "0"})
    boss.team.refresh_from_db()
    assert (boss.team.keeps_for, boss.team.to_be_deleted_on) == (0, None)


def test_others_of_the_team_read_it_and_change_nothing(boss, it_is, client):
    for trait in ({"as_observer": True}, {}, {"as_facilitator": True}):
        client.force_login(MembershipFactory(team=boss.team, **trait).user)
        page = client.get("/teams/apes/settings/retention/")
        assert "A product manager can change it" in text_of(page)
        assert not page_of(page).select("main form")
        assert client.post("/teams/apes/settings/retention/", {"keeps_for": "0"}).status_code == 403
    boss.team.refresh_from_db()
    assert boss.team.keeps_for == 2


def test_the_database_keeps_no_other_number_of_years_and_announces_nothing_for_who_stays(boss, it_is):
    for values in ({"keeps_for": 4}, {"keeps_for": 0, "to_be_deleted_on": date(2027, 1, 1)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Team.objects.update(**values)


@pytest.mark.parametrize(
    ("day", "years", "then"),
    [
        (datetime(2024, 2, 29, 12, tzinfo=UTC), 1, date(2025, 3, 1)),
        (datetime(2024, 2, 29, 12, tzinfo=UTC), 4, date(2028, 2, 29)),
        (datetime(2026, 6, 30, 23, 30, tzinfo=UTC), 1, date(2027, 7, 1)),
        (datetime(2026, 12, 31, 12, tzinfo=UTC), 5, date(2031, 12, 31)),
    ],
)
def test_years_end_on_the_same_day_where_the_service_runs(day, years, then):
    assert years_after(day, years) == then


def test_looking_back_and_looking_ahead_agree_on_every_day():
    day = date(2023, 1, 1)
    while day < date(2029, 1, 1):
        for years in (1, 2, 3, 5):
            last = years_before(day, years)
            noon = datetime(last.year, last.month, last.day, 12, tzinfo=UTC)
            assert years_after(noon, years) <= day
            assert years_after(noon + timedelta(days=1), years) > day
        day += timedelta(days=1)


def test_names_go_on_the_day_that_the_page_says(boss, it_is):
    workshop = finished(boss.team, datetime(2024, 2, 29, 23, 59, tzinfo=UTC))
    touch(boss.team, TODAY)
    it_is(datetime(2026, 2, 28, 23, 59, tzinfo=UTC))
    assert not Workshop.objects.filter(past_its_time("team", "finished_at")).exists()
    it_is(datetime(2026, 3, 1, 0, 1, tzinfo=UTC))
    assert Workshop.objects.filter(past_its_time("team", "finished_at")).get() == workshop
    assert timezone.localdate() == date(2026, 3, 1)
