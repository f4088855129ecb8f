"""A PostgreSQL of our own that is careful as in production: fsync and synchronous_commit are on."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Self


class Cluster:
    def __init__(self) -> None:
        # The name of a socket must be short.
        self._folder = Path(tempfile.mkdtemp(prefix="shortlist-load.", dir="/tmp"))
        self._programs = _programs()
        self.url = f"postgres://postgres@/shortlist?host={self._folder}"

    def __enter__(self) -> Self:
        if os.geteuid() == 0:
            shutil.chown(self._folder, "postgres")
        try:
            self._run(
                "initdb", "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"
            )
            self._control("start", "--options", f"-c listen_addresses='' -c unix_socket_directories='{self._folder}'")
            self.make_database("shortlist")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        if (self._folder / "data" / "postmaster.pid").exists():
            self._control("stop", "--mode", "immediate")
        shutil.rmtree(self._folder)

    def make_database(self, name: str) -> None:
        self._run("psql", "--host", str(self._folder), "--username", "postgres", "-c", f"CREATE DATABASE {name}")

    def shape_of(self, url: str) -> list[str]:
        """The lines of a dump without rows, sorted: columns stand in the order in which they came."""
        name = url.partition("@/")[2].partition("?")[0]
        dump = self._run("pg_dump", "--host", str(self._folder), "--username", "postgres", "--schema-only", name)
        return sorted(line.rstrip(",") for line in dump.splitlines() if "restrict" not in line.partition(" ")[0])

    def restart(self, mode: str) -> None:
        """`fast` is how an operator restarts it; `immediate` is a crash, after which it recovers from its log."""
        self._control("restart", "--mode", mode)

    def version(self) -> str:
        return self._run("postgres", "--version").split()[2]

    def _control(self, *arguments: str) -> None:
        self._run("pg_ctl", *arguments, "--log", str(self._folder / "log"), "--wait", "--silent")

    def _run(self, program: str, *arguments: str) -> str:
        # initdb refuses root.
        before = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        done = subprocess.run(
            [*before, self._programs / program, *arguments],
            cwd=self._folder,
            env=os.environ | {"PGDATA": str(self._folder / "data")},
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} failed: {done.stderr or done.stdout}")
        return done.stdout


def _programs() -> Path:
    debians = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: int(path.parts[-2]))
    if debians:
        return debians[-1]
    found = shutil.which("initdb")
    if not found:
        raise RuntimeError("There is no PostgreSQL on this machine. On Debian: apt-get install postgresql")
    return Path(found).resolve().parent
