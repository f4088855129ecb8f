import pytest
from django.db import OperationalError, connection
from django.db.migrations.recorder import MigrationRecorder


def test_live_needs_no_database(client):
    # No database mark: a statement would fail the test.
    answer = client.get("/healthz/live")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_ready_when_the_database_answers_and_is_migrated(client):
    answer = client.get("/healthz/ready")
    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert not answer.cookies


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client):
    MigrationRecorder(connection).record_unapplied("overview", "0001_cache_table")
    answer = client.get("/healthz/ready")
    assert answer.status_code == 503
    assert "migrations are missing" in answer.content.decode()
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.django_db
def test_not_ready_while_the_database_is_away(client):
    def refuse(execute, sql, params, many, context):
        raise OperationalError("away")

    with connection.execute_wrapper(refuse):
        answer = client.get("/healthz/ready")
    assert answer.status_code == 503
    assert "the database does not answer" in answer.content.decode()


@pytest.mark.parametrize("page", ["/healthz/live", "/healthz/ready"])
@pytest.mark.django_db
def test_health_pages_are_not_sent_to_https(client, settings, page):
    settings.SECURE_SSL_REDIRECT = True
    assert client.get("/cookies/").status_code == 301
    assert client.get(page).status_code == 200
