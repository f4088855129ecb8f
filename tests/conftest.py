from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.core.cache import cache
from django.db import connection
from django.db.models.sql.compiler import SQLCompiler
from pytest_django import DjangoDbBlocker

from tests.mailbox import Mailbox, mail_server
from tests.nu import NuChecker

# How long an example takes says more about the machine than about the code. Everybody has the same examples, so that
# who lands a change is not stopped by an older fault; with --hypothesis-profile=new one looks for those.
hypothesis.settings.register_profile("new", deadline=None)
hypothesis.settings.register_profile("same", deadline=None, derandomize=True)
hypothesis.settings.load_profile("same")

BROWSER_TESTS = Path(__file__).parent / "browser"


def on_sqlite() -> bool:
    return connection.vendor == "sqlite"


def pytest_report_header() -> str:
    left_out = "tests/browser and tests marked postgres or walk" if on_sqlite() else "tests that may ask no database"
    return f"database: {connection.vendor}; {left_out} are left out"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """What the database cannot change runs once: on SQLite, or on PostgreSQL if it goes through every page."""
    is_left_out = is_for_postgres if on_sqlite() else may_ask_no_database
    config.hook.pytest_deselected(items=[item for item in items if is_left_out(item)])
    items[:] = [item for item in items if not is_left_out(item)]


def is_for_postgres(item: pytest.Item) -> bool:
    is_marked = item.get_closest_marker("postgres") or item.get_closest_marker("walk")
    return bool(is_marked) or BROWSER_TESTS in item.path.parents


def may_ask_no_database(item: pytest.Item) -> bool:
    """Without any of these, pytest-django lets no statement through. Tests of operations use databases of their own."""
    if item.get_closest_marker("operations"):
        return False
    fixtures = {"db", "transactional_db", "live_server"}.intersection(getattr(item, "fixturenames", ()))
    return not (item.get_closest_marker("django_db") or fixtures)


@pytest.fixture(scope="session", autouse=True)
def _no_list_loses_its_order() -> Iterator[None]:
    """Django leaves out the order of a model where rows are grouped; small lists then come in their order by luck."""
    execute = SQLCompiler.execute_sql

    def execute_in_order(self: SQLCompiler, *args: Any, **kwargs: Any) -> Any:
        found = execute(self, *args, **kwargs)
        loses = self._meta_ordering and self.query.group_by  # type: ignore[attr-defined]
        assert not loses, f"say order_by() with the query of {self.query.model}"
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(SQLCompiler, "execute_sql", execute_in_order)
        yield


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


@pytest.fixture(autouse=True)
def _nothing_is_left_in_the_cache(request: pytest.FixtureRequest, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Its table is no model's: of a test that commits, Django empties all tables but this one."""
    yield
    marker = request.node.get_closest_marker("django_db")
    commits = {"transactional_db", "live_server"}.intersection(request.fixturenames)
    if commits or (marker and marker.kwargs.get("transaction")):
        with django_db_blocker.unblock():
            cache.clear()


@pytest.fixture(scope="session")
def nu() -> Iterator[NuChecker]:
    checker = NuChecker()
    yield checker
    checker.close()


@pytest.fixture
def mailbox(settings: Any) -> Iterator[Mailbox]:
    with mail_server(settings) as mailbox:
        yield mailbox
