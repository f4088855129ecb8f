import pytest
from django.test import Client

from config.metrics import MetricsMiddleware
from tests.factories import WorkshopFactory

TOKEN = "a-token-of-twenty-letters-or-more"


@pytest.fixture
def counted(settings, client: Client) -> Client:
    settings.METRICS_TOKEN = TOKEN
    settings.MIDDLEWARE = ["config.metrics.MetricsMiddleware", *settings.MIDDLEWARE]
    return client


def figures(client: Client) -> dict[str, float]:
    answer = client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
    assert answer.status_code == 200
    lines = answer.content.decode().splitlines()
    return {line.rpartition(" ")[0]: float(line.rpartition(" ")[2]) for line in lines if not line.startswith("#")}


def test_there_are_no_metrics_unless_a_token_is_set(client: Client) -> None:
    assert client.get("/metrics").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("sent", ["", "Bearer", "Bearer wrong", f"Basic {TOKEN}", f"bearer  {TOKEN}", "Bearer é"])
def test_metrics_are_for_who_has_the_token(counted: Client, sent: str) -> None:
    answer = counted.get("/metrics", headers={"Authorization": sent})
    assert answer.status_code == 401
    assert "shortlist_" not in answer.content.decode()


@pytest.mark.django_db
def test_requests_are_counted_by_view_and_never_by_address(counted: Client) -> None:
    workshop = WorkshopFactory(state="open")
    asked = 'shortlist_requests_total{method="GET",status="200",view="workshops:join"}'
    before = figures(counted).get(asked, 0)

    for _n in range(3):
        assert counted.get(f"/join/{workshop.code}/").status_code == 200
    counted.generic("SECRET-METHOD", "/nowhere/secret-address/")

    after = figures(counted)
    assert after[asked] == before + 3
    assert after['shortlist_request_seconds_count{view="workshops:join"}'] >= 3
    assert not [name for name in after if workshop.code in name or "secret" in name.lower()]


@pytest.mark.django_db
def test_how_many_votes_are_on_is_among_them(counted: Client) -> None:
    assert figures(counted)["shortlist_workshops_voting"] == 0
    WorkshopFactory(state="voting")
    WorkshopFactory(state="open")
    assert figures(counted)["shortlist_workshops_voting"] == 1


def test_without_a_token_nothing_is_counted(settings) -> None:
    assert f"{MetricsMiddleware.__module__}.{MetricsMiddleware.__name__}" not in settings.MIDDLEWARE
