"""What may happen to a server, or to its database, while people vote."""

import asyncio
from itertools import cycle

from tests.load.postgres import Cluster
from tests.load.server import Server

# Every so manyth kill is of the whole server; the others are of a worker.
WHOLE = 4


async def kill(server: Server, times: int, pause: float) -> None:
    """kill -9 of a worker, or of all of the server, which is then started again as a service manager does."""
    for n in range(1, times + 1):
        await asyncio.sleep(pause)
        if n % WHOLE:
            killed = await asyncio.to_thread(server.kill_a_worker)
            await asyncio.to_thread(server.wait_for_workers, killed)
        else:
            await asyncio.to_thread(server.kill)
            await asyncio.to_thread(server.start)
    await asyncio.sleep(pause)


async def restart_postgres(cluster: Cluster, times: int, pause: float) -> None:
    """Restart the database as an operator does, and as a crash does, in turn."""
    for mode, _n in zip(cycle(["fast", "immediate"]), range(times), strict=False):
        await asyncio.sleep(pause)
        await asyncio.to_thread(cluster.restart, mode)
    await asyncio.sleep(pause)
