from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest
from django.db import connection
from pytest_django import DjangoDbBlocker

from tests.nu import NuChecker

# How long an example takes says more about the machine than about the code.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")

BROWSER_TESTS = Path(__file__).parent / "browser"


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def pytest_report_header() -> str:
    left_out = "; tests/browser and tests marked postgres are left out" if on_sqlite() else ""
    return f"database: {connection.vendor}{left_out}"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not on_sqlite():
        return
    for_postgres = [item for item in items if item.get_closest_marker("postgres") or BROWSER_TESTS in item.path.parents]
    config.hook.pytest_deselected(items=for_postgres)
    items[:] = [item for item in items if item not in for_postgres]


@pytest.fixture(scope="session")
def django_db_modify_db_settings(
    django_db_modify_db_settings_parallel_suffix: None, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """On SQLite a real file, as in production: locks and write-ahead log are part of what is tested."""
    if on_sqlite():
        connection.settings_dict["TEST"]["NAME"] = str(tmp_path_factory.getbasetemp() / "shortlist.sqlite3")


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """At the end, let go of what a thread of the live server may still hold: the database is about to be dropped."""
    yield
    if on_sqlite():
        return
    with django_db_blocker.unblock(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


@pytest.fixture(scope="session")
def nu() -> Iterator[NuChecker]:
    checker = NuChecker()
    yield checker
    checker.close()
