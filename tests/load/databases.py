"""A fresh database, and Django set up for it in this process and in those that it starts."""

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import django
from django.core.management import call_command

from tests.load.postgres import Cluster

KINDS = ["postgresql", "sqlite"]


@contextmanager
def fresh(kind: str) -> Iterator[Cluster | None]:
    """Yield the cluster if it is of PostgreSQL. Nothing that needs Django may be imported before."""
    with tempfile.TemporaryDirectory(prefix="shortlist-load.") as folder:
        if kind == "sqlite":
            _set_up(f"sqlite:///{Path(folder) / 'shortlist.sqlite3'}")
            yield None
        else:
            with Cluster() as cluster:
                _set_up(cluster.url)
                yield cluster


def _set_up(database_url: str) -> None:
    # The server has the same key: cookies that are signed here are good there.
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.load.settings",
        "DATABASE_URL": database_url,
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DEBUG": "false",
    }
    django.setup()
    call_command("migrate", verbosity=0)


def in_words(cluster: Cluster | None) -> str:
    if cluster is None:
        return "SQLite, synchronous FULL"
    return f"PostgreSQL {cluster.version()}, fsync and synchronous_commit on"
