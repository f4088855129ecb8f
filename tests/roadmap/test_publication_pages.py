"""What the product manager does to publish, and what the team sees of it."""

import pytest
from django.test import Client
from django.urls import reverse

from ideation.models import Idea
from problems.models import Problem
from roadmap.models import Choice, Item, Publication, PublishedVersion, Shortlist
from teams.models import Membership, Team
from tests.factories import MembershipFactory, ProblemFactory
from tests.reading import text_of
from tests.roadmap.publishing import (
    at,
    choose,
    look,
    publish,
    publish_by_pages,
    read,
    sent,
    soup_of,
)
from tests.roadmap.scored import scored_ideas


@pytest.fixture
def ideas(team: Team) -> list[Idea]:
    return scored_ideas(team, [90, 80, 70])


def errors(response) -> list[tuple[str, str]]:
    """What the summary says, and the field that each error leads to."""
    assert response.status_code == 422
    return [(link.text, str(link["href"])) for link in soup_of(response).select(".govuk-error-summary a")]


def test_what_is_safe_is_ticked_at_first(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    assert choose(client, team) == {
        "shown": ["purposes", "groups", "progress"],
        "items": ["1", "2", "3"],
        "note": [""],
        "contact": [""],
    }


def test_from_the_roadmap_to_an_address_that_can_be_copied(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea], settings
) -> None:
    settings.PUBLIC_URL = "https://shortlist.example"
    link = soup_of(client.get(at("roadmap", team))).select_one(f"main a[href='{at('publication', team)}']")
    assert link.text == "Publish the roadmap"

    version = publish_by_pages(client, team, shown=["purposes"], note="Hello")

    done = client.get(at("publication_done", team))
    address = soup_of(done).select_one("a[data-copy]")
    assert address["href"] == address.text == f"https://shortlist.example{version.publication.path}"
    assert "Roadmap published Version 1" in text_of(done)
    assert "works on this computer only" not in text_of(done)
    assert "Hello" in text_of(read(version.publication.path))
    assert (version.shown, version.by) == (["purposes"], product_manager.user)


def test_an_address_of_this_computer_only_is_said_to_be_one(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    publish(team, by=product_manager.user)
    assert "works on this computer only" in text_of(client.get(at("publication_done", team)))


def test_what_was_ticked_the_last_time_is_ticked_again(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    version = publish_by_pages(
        client, team, shown=["needs", "owner"], items=["1", "3"], note="Hello", contact="us@example", searchable="on"
    )
    remembered = {
        "shown": ["owner", "needs"],
        "items": ["1", "3"],
        "note": [""],
        "contact": ["us@example"],
        "searchable": ["on"],
    }
    assert choose(client, team) == remembered
    version.publication.withdraw(by=product_manager.user)
    assert choose(client, team) == remembered


def test_what_is_new_since_the_last_version_is_said(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    Shortlist.draw_line(team, 2, by=product_manager.user)
    publish_by_pages(client, team, items=["1"])
    Shortlist.draw_line(team, 3, by=product_manager.user)

    form = soup_of(client.get(at("publication", team)))

    hinted = {
        hint.find_parent(class_="govuk-checkboxes__item").input["value"]: hint.text.strip()
        for hint in form.select("[name=items] ~ .govuk-checkboxes__hint")
    }
    assert hinted == {"2": "Not in the last version", "3": "Not in the last version"}
    # One that was left out stays so, one that is new is in, and both are looked at before they are published.
    assert sent(form)["items"] == ["1", "3"]


def test_an_item_that_was_left_out_stays_so_within_a_larger_one(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    publish_by_pages(client, team, items=["1", "2"])
    Item.combine([ideas[1], ideas[2]], by=product_manager.user)
    assert choose(client, team)["items"] == ["1"]


def test_the_page_to_check_says_what_is_left_out_and_the_public_one_does_not(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    page = " ".join(look(client, team, items=["1", "3"]).get_text(" ").split())
    assert f"1 item is left out, and nobody is told so: {ideas[1]}" in page
    assert "Search engines are told not to list it." in page
    assert "Search engines may list it." in look(client, team, searchable="on").text
    version = publish_by_pages(client, team, items=["1", "3"])
    assert "left out" not in text_of(read(version.publication.path))


def test_nothing_is_published_before_somebody_has_looked_at_it(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    look(client, team)
    assert not Publication.objects.exists()

    answer = client.post(at("new_published_version", team), choose(client, team))

    assert answer.status_code == 409
    assert "Nothing was published" in text_of(answer)
    assert not Publication.objects.exists()


def test_what_changed_since_it_was_looked_at_is_looked_at_again(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    form = sent(look(client, team, note="Hello"))
    Item.place(ideas[0], horizon="After the MVP", purpose=None, by=product_manager.user)

    answer = client.post(at("new_published_version", team), form)

    assert answer.status_code == 409
    assert not Publication.objects.exists()
    again = sent(soup_of(answer))
    assert again == form | {"seen": again["seen"]}
    assert client.post(at("new_published_version", team), again).status_code == 302
    version = PublishedVersion.objects.get()
    assert (version.note, version.snapshot["items"][0]["horizon"]) == ("Hello", "After the MVP")


def test_a_version_of_somebody_else_is_not_covered_unseen(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    form = sent(look(client, team, shown=["purposes"]))
    publish(team, by=MembershipFactory(team=team, as_product_manager=True).user, shown=["owner"])

    answer = client.post(at("new_published_version", team), form)

    assert answer.status_code == 409
    assert "Version 2, published on" in text_of(answer)
    assert PublishedVersion.objects.count() == 1


def test_the_same_page_sent_twice_publishes_once(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    form = sent(look(client, team))
    for _n in range(2):
        assert client.post(at("new_published_version", team), form).status_code == 302
    assert PublishedVersion.objects.count() == 1
    assert "word for word what is published already" in look(client, team).text


def test_going_back_to_change_it_brings_back_what_was_chosen(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    chosen = {
        "shown": ["scores"],
        "items": ["2"],
        "note": ["\nOne\ntwo"],
        "contact": ["us@example"],
        "searchable": ["on"],
    }
    looked = look(client, team, **chosen)
    button = looked.select_one("main button[formaction]")
    assert button.text.strip() == "Change what is published"

    answer = client.post(str(button["formaction"]), sent(looked))

    assert answer.status_code == 200
    assert sent(soup_of(answer)) == chosen | {"note": ["One\ntwo"]}
    assert not Publication.objects.exists()


@pytest.mark.parametrize(
    ("changed", "message", "field"),
    [
        ({"items": []}, "Choose at least one item to publish", "items"),
        ({"items": ["1", "99"]}, "An item that you chose is no longer on the roadmap", "items"),
        ({"items": ["1", "9" * 30]}, "An item that you chose is no longer on the roadmap", "items"),
        ({"shown": ["everything"]}, "Choose what to show from the list", "shown"),
        ({"note": "x" * 1001}, "The note must be 1,000 characters or fewer", "note"),
        ({"contact": "x" * 301}, "How to reach you must be 300 characters or fewer", "contact"),
    ],
)
@pytest.mark.parametrize("page", ["publication_check", "new_published_version"])
def test_what_makes_no_sense_is_refused_and_nothing_is_lost(
    client: Client,
    team: Team,
    product_manager: Membership,
    ideas: list[Idea],
    page: str,
    changed: dict,
    message: str,
    field: str,
) -> None:
    form = choose(client, team, note="A note", contact="us@example", searchable="on") | changed

    answer = client.post(at(page, team), form)

    [(said, link)] = errors(answer)
    assert said.startswith(message)
    assert link == f"#id_{field}"
    kept = sent(soup_of(answer))
    for name in {"note", "contact", "searchable", "shown"} - changed.keys():
        assert kept[name] == (form[name] if isinstance(form[name], list) else [form[name]])
    if field in {"note", "contact"}:
        assert kept[field] == [changed[field]]
    assert not Publication.objects.exists()


def test_a_person_of_the_team_is_not_published(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    MembershipFactory(team=team, user__name="Will", user__email="will@example.gov.uk")
    MembershipFactory(team=team, user__name="Ada Abernathy")
    problem: Problem = ProblemFactory(team=team, statement="ask Ada abernathy, who will know")
    ideas[0].problems.set([problem])
    Item.change(ideas[1], by=product_manager.user, horizon="MVP", purpose=None, owner="Will")
    Choice.make(ideas[2], included=False, reason="Ada Abernathy builds it", by=product_manager.user)

    def refused(**changed: object) -> list[tuple[str, str]]:
        return errors(client.post(at("publication_check", team), choose(client, team, **changed)))

    assert refused(shown=["problems", "owner", "not_doing"], note="Write to will@example.gov.uk") == [
        ("I3 names “Ada Abernathy”, a person of the team. Reword it, or do not show it", "#id_shown"),
        ("I1 names “Ada abernathy”, a person of the team. Reword it, or leave it out", "#id_items"),
        ("I2 names “Will”, a person of the team. Reword it, or leave it out", "#id_items"),
        ("Take out “will@example.gov.uk”: a published roadmap names no person of the team", "#id_note"),
    ]
    # A name that is also a word is one only where a name is meant; and what is not shown names nobody.
    look(client, team, shown=["problems"], items=["2"])
    look(client, team, note="This will be better", contact="Abernathy House")


def test_a_roadmap_with_nothing_on_it_leads_to_the_shortlist(
    client: Client, team: Team, product_manager: Membership
) -> None:
    page = soup_of(client.get(at("publication", team)))
    assert page.select_one("main .govuk-button")["href"] == at("shortlist", team)
    assert not page.select("main form")
    assert client.get(at("publication_done", team)).headers["Location"] == at("publication", team)


def test_everybody_in_the_team_sees_who_published_what(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    product_manager.user.rename("Pam Product")
    observer = Client()
    observer.force_login(MembershipFactory(team=team, as_observer=True).user)
    page = at("published_versions", team)
    assert "has not been published yet" in text_of(observer.get(page))
    old = publish(team, by=product_manager.user, note="At first")
    old.publication.withdraw(by=product_manager.user)
    for note in ("Second", "Third"):
        live = publish(team, by=product_manager.user, note=note)

    words = text_of(observer.get(page))

    assert words.index("Published now") < words.index("Third") < words.index("Second") < words.index("Withdrawn on")
    assert words.index("Withdrawn on") < words.index("At first")
    assert words.count("Published by Pam Product") == 3
    links = {link["href"] for link in soup_of(observer.get(page)).select("main a")}
    public = {reverse("roadmap:published_version", args=[live.publication.token, number]) for number in (1, 2)}
    assert public <= links
    # Withdrawn is withdrawn, and who only reads is offered nothing that they may not do.
    assert not [link for link in links if old.publication.token in link]
    assert at("publication_withdrawal", team) not in links
    assert at("publication_withdrawal", team) in str(soup_of(client.get(page)))
    link = soup_of(observer.get(at("roadmap", team))).select_one(f"main a[href='{page}']")
    assert link.text == "Published versions"


def test_it_is_withdrawn_after_a_question(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    version = publish(team, by=product_manager.user)
    page = client.get(at("publication_withdrawal", team))
    assert "Are you sure you want to withdraw the published roadmap?" in text_of(page)
    form = sent(soup_of(page))
    assert read(version.publication.path).status_code == 200

    for _n in range(2):
        answer = client.post(at("publication_withdrawal", team), form)
        assert answer.headers["Location"] == at("published_versions", team)
    # Nobody who looks at the address takes the message from who withdrew it.
    assert client.get(version.publication.path).status_code == 410
    assert "The roadmap was withdrawn" in text_of(client.get(answer.headers["Location"]))
    assert client.get(at("publication_withdrawal", team)).status_code == 302


def test_an_old_question_withdraws_nothing_newer(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    old = publish(team, by=product_manager.user)
    form = sent(soup_of(client.get(at("publication_withdrawal", team))))
    old.publication.withdraw(by=product_manager.user)
    new = publish(team, by=product_manager.user)

    client.post(at("publication_withdrawal", team), form)

    assert read(new.publication.path).status_code == 200


def test_another_teams_roadmap_is_not_published_or_withdrawn(
    client: Client, team: Team, product_manager: Membership, ideas: list[Idea]
) -> None:
    other = MembershipFactory(as_product_manager=True)
    scored_ideas(other.team, [90])
    theirs = publish(other.team, by=other.user)
    publish(team, by=product_manager.user)

    client.post(at("publication_withdrawal", team), {"token": theirs.publication.token})

    assert read(theirs.publication.path).status_code == 200
    assert theirs.publication.token not in client.get(at("published_versions", team)).content.decode()
