"""nginx before several servers, set up as docs/running.md says."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.load.connection import HOST
from tests.load.server import PROJECT, free_port

# What an operator is told to write; the names and ports of this machine are put in.
WRITTEN = re.compile(
    r"^    (upstream shortlist \{\n.*?\n    \}\n)\n^    (limit_conn_zone [^\n]*\n)\n^    (server \{\n.*?\n    \}\n)",
    re.MULTILINE | re.DOTALL,
)


class Proxy:
    def __init__(self, ports: Sequence[int]) -> None:
        self.port = free_port()
        self._folder = Path(tempfile.mkdtemp(prefix="shortlist-nginx."))
        (self._folder / "nginx.conf").write_text(self._configuration(ports))
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        program = shutil.which("nginx") or "/usr/sbin/nginx"
        self._process = subprocess.Popen(
            [program, "-p", self._folder, "-c", self._folder / "nginx.conf", "-e", self._folder / "error.log"],
            stdin=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + 10
        while not self._listens():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise RuntimeError(f"nginx does not start: {(self._folder / 'error.log').read_text()}")
            time.sleep(0.05)
        return self

    def __exit__(self, *_error: object) -> None:
        if self._process:
            with contextlib.suppress(ProcessLookupError):
                self._process.send_signal(signal.SIGQUIT)
            self._process.wait(timeout=15)
        shutil.rmtree(self._folder)

    def answered_by(self) -> dict[str, int]:
        """How many answers each of the servers gave, by its port."""
        found: dict[str, int] = {}
        for line in (self._folder / "access.log").read_text().splitlines():
            # Of those that were asked for one request, the last one answered.
            port = line.split()[-1].rpartition(":")[2]
            found[port] = found.get(port, 0) + 1
        return found

    def bodies_on_disk(self) -> int:
        """How many files it has open for what is still being sent. They have no name any more."""
        links = Path("/proc").glob("[0-9]*/fd/*")
        return sum(_leads_to(link).startswith(str(self._folder / "client_body")) for link in links)

    def _configuration(self, ports: Sequence[int]) -> str:
        upstream, zone, server = WRITTEN.search((PROJECT / "docs" / "running.md").read_text()).groups()
        upstream = re.sub(r"^ +server .*\n", "", upstream, flags=re.MULTILINE).replace(
            "{\n", "{\n" + "".join(f"server {HOST}:{port} max_fails=1 fail_timeout=5s;\n" for port in ports), 1
        )
        # Plain http on this machine: the certificate is another's matter.
        server = re.sub(r"^ +(listen|server_name|ssl_\w+) .*\n", "", server, flags=re.MULTILINE).replace(
            "{\n", f"{{\nlisten {HOST}:{self.port};\n", 1
        )
        server = server.replace("$scheme", "http")
        folders = "\n".join(
            f"{name}_temp_path {self._folder / name};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        user = "user root;" if os.geteuid() == 0 else ""
        return f"""
            {user}
            daemon off;
            pid {self._folder / "nginx.pid"};
            worker_processes 1;
            events {{ worker_connections 1024; }}
            http {{
                {folders}
                log_format upstreams '$status $upstream_addr';
                access_log {self._folder / "access.log"} upstreams;
                {upstream}
                {zone}
                {server}
            }}
        """

    def _listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex((HOST, self.port)) == 0


def _leads_to(link: Path) -> str:
    # Of another user, or gone meanwhile.
    with contextlib.suppress(OSError):
        return str(link.readlink())
    return ""
