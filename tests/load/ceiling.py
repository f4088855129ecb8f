"""How many requests a second the client itself can send, to a server that does nothing.

Run as a program it is that server: it answers each request of any kind with the same few bytes.
"""

import asyncio
import subprocess
import sys
from functools import partial

from tests.load.browser import Browser
from tests.load.connection import HOST
from tests.load.throughput import Load, hammer

ANSWER = b"HTTP/1.1 302 Found\r\nlocation: /vote/BCDFGH/1/\r\ncontent-length: 0\r\n\r\n"


class Nothing(asyncio.Protocol):
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._transport.write(ANSWER)


async def serve_nothing() -> None:
    server = await asyncio.get_running_loop().create_server(Nothing, HOST, 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


async def measure_client(people: int, lasting: float) -> Load:
    server = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.load.ceiling", stdout=subprocess.PIPE, stdin=subprocess.DEVNULL
    )
    try:
        assert server.stdout
        port = int(await server.stdout.readline())
        browsers = [Browser(port, {"csrftoken": "c" * 32, "voter-BCDFGH": "k" * 64}) for _n in range(people)]
        fields = {f"criterion-{n}": n for n in range(6)} | {"then": "next"}
        return await hammer([partial(browser.post, "/vote/BCDFGH/1/", fields) for browser in browsers], 302, lasting)
    finally:
        server.kill()
        await server.wait()


if __name__ == "__main__":
    asyncio.run(serve_nothing())
