"""The real server, as bin/serve starts it, on a free port: started, looked at, killed, ended."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.load.connection import HOST

PROJECT = Path(__file__).resolve().parents[2]
START_WITHIN = 60
# What this machine may have set for itself.
NOT_OURS = ("ALLOWED_HOSTS", "BEHIND_PROXY", "GOVUK_BRAND", "TEST_DATABASE_URL")


class Server:
    def __init__(self, environment: dict[str, str] | None = None, *, workers: int = 2, threads: int = 4) -> None:
        """The database and the key are those of this process's environment, unless `environment` has others."""
        self.port = free_port()
        self.workers_wanted = workers
        kept = {name: value for name, value in os.environ.items() if name not in NOT_OURS}
        self._environment = kept | {
            "DJANGO_SETTINGS_MODULE": "tests.load.settings",
            "DEBUG": "false",
            "HOST": HOST,
            "PORT": str(self.port),
            "PUBLIC_URL": f"http://{HOST}:{self.port}",
            "WEB_WORKERS": str(workers),
            "WEB_THREADS": str(threads),
            **(environment or {}),
        }
        self._process: subprocess.Popen[bytes] | None = None
        self._log = tempfile.TemporaryFile("a+b")  # noqa: SIM115, closed on the way out

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        self._log.close()

    def start(self) -> None:
        self._process = subprocess.Popen(
            [PROJECT / "bin" / "serve"],
            env=self._environment,
            stdout=self._log,
            stderr=self._log,
            stdin=subprocess.DEVNULL,
        )
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_WITHIN
        while not self._answers():
            if time.monotonic() > deadline or (self._process and self._process.poll() is not None):
                raise RuntimeError(f"The server does not answer. What it wrote:\n{self.log()[-4000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End it as an operator would, and by force where that does not end it."""
        if self._process and self._process.poll() is None:
            self._process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._process.wait(timeout=15)
        self.kill()

    def ask_to_stop(self) -> None:
        """As a service manager does, which then waits."""
        if self._process:
            self._process.terminate()

    def ended_within(self, seconds: float) -> bool:
        try:
            return self._process is None or self._process.wait(timeout=seconds) is not None
        except subprocess.TimeoutExpired:
            return False

    def kill(self) -> None:
        """kill -9 of every process of it."""
        if self._process is None:
            return
        # First what starts others.
        for pid in [self._process.pid, *self._below(self._process.pid)]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self._process.wait()
        self._process = None
        # The port is free once the last of them has gone.
        while _listens(self.port):
            time.sleep(0.02)

    def kill_a_worker(self) -> int:
        """kill -9 of the one that has been there longest: Granian gives up on one that ends again within seconds."""
        oldest = self.workers()[0]
        os.kill(oldest, signal.SIGKILL)
        return oldest

    def wait_for_workers(self, without: int) -> None:
        """Until all are there again, and the one that was killed is not among them."""
        deadline = time.monotonic() + START_WITHIN
        while len(pids := self.workers()) < self.workers_wanted or without in pids:
            if time.monotonic() > deadline:
                raise RuntimeError(f"No new worker came. What the server wrote:\n{self.log()[-4000:]}")
            time.sleep(0.2)
        self.wait_until_it_answers()

    def workers(self) -> list[int]:
        """The processes that answer, the oldest first: what the process that bin/serve starts has started."""
        if self._process is None:
            return []
        processes = _processes()
        servers = {pid for pid, process in processes.items() if process.parent == self._process.pid}
        workers = [pid for pid, process in processes.items() if process.parent in servers]
        return sorted(workers, key=lambda pid: (-processes[pid].age, pid))

    def memory(self) -> int:
        """What the workers hold in memory, in KiB."""
        processes = _processes()
        return sum(processes[pid].kib for pid in self.workers() if pid in processes)

    def log(self) -> str:
        self._log.seek(0)
        return self._log.read().decode(errors="replace")

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://{HOST}:{self.port}/healthz/live", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    @staticmethod
    def _below(pid: int) -> list[int]:
        processes = _processes()
        found = [pid]
        for one in found:
            found += [child for child, process in processes.items() if process.parent == one]
        return found[1:]


@dataclass(frozen=True)
class Process:
    parent: int
    # Of this machine's memory.
    kib: int
    # In seconds.
    age: int


def _processes() -> dict[int, Process]:
    listed = subprocess.run(["ps", "-A", "-o", "pid=,ppid=,rss=,etimes="], check=True, capture_output=True, text=True)
    processes = {}
    for line in listed.stdout.splitlines():
        pid, parent, kib, age = map(int, line.split())
        processes[pid] = Process(parent, kib, age)
    return processes


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
