"""An installation as an operator has it: a database of its own, a key, and servers, each a process group of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.load.server import PROJECT, Server


class Installation:
    def __init__(self, database_url: str, secret_key: str, **settings: str) -> None:
        self.environment = {
            "DATABASE_URL": database_url,
            "SECRET_KEY": secret_key,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            **settings,
        }

    def server(self, **more: str) -> Server:
        return Server(self.environment | more)

    def run(self, *command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            command,
            cwd=PROJECT,
            env=os.environ | {"DEBUG": "false"} | self.environment,
            capture_output=True,
            text=True,
            check=check,
        )

    def manage(self, *arguments: str) -> str:
        return self.run(sys.executable, "manage.py", *arguments).stdout
