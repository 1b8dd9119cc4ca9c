"""A bad network in front of a server: cables that are pulled, answers that are lost."""

import asyncio
import socket
import struct
import threading
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any, Self

CHUNK = 65_536
SECONDS_TO_OBEY = 10.0
RESET_ON_CLOSE = struct.pack("ii", 1, 0)


@dataclass(eq=False)
class Link:
    """One connection through the proxy: its two ends and whether a byte was lost between them."""

    client: asyncio.StreamWriter
    server: asyncio.StreamWriter
    asking: bool = False
    lossy: bool = False
    ended: bool = field(default=False)

    def close(self) -> None:
        """Close both ends after what is on its way has arrived."""
        self.ended = True
        self.client.close()
        self.server.close()

    def reset(self) -> None:
        """Drop both ends at once; whoever is there learns it as a reset connection."""
        self.ended = True
        _reset(self.client)
        _reset(self.server)


class Proxy:
    """Pass a TCP port on, with faults that are set while connections are open."""

    host = "127.0.0.1"

    def __init__(self, host: str, port: int) -> None:
        self.count = 0
        self.lost = threading.Event()
        self._target = (host, port)
        self._links: set[Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()
        self._seconds = 0.0
        self._blocked = False
        self._answers_left: int | None = None
        self._cut_after = 0.0
        self._server: asyncio.Server | None = None
        self._place = _bind(self.host, 0)  # keeps the port while nobody listens
        self.port: int = self._place.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="proxy", daemon=False)
        self._thread.start()
        self._do(self._listen())

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_failure: object) -> None:
        self.close()

    # -- faults --------------------------------------------------------------------------------

    @property
    def open(self) -> int:
        """How many connections are open now; `count` is how many there have ever been."""
        return len(self._links)

    def cut(self) -> None:
        """Reset every open connection; new ones are welcome."""
        self._do(self._cut())

    def block(self) -> None:
        """Pull the cable: nobody gets in, and what is sent on open connections is lost."""
        self._do(self._block())

    def unblock(self) -> None:
        """Put the cable back; a connection that lost something meanwhile is reset."""
        self._do(self._unblock())

    def delay(self, seconds: float) -> None:
        """Hold everything back for this long, each way."""
        self._seconds = seconds

    def lose_answers_after(self, n: int, cut_after: float = 0.5) -> None:
        """Let n more requests be answered; later ones arrive, their answers do not.

        A request is what a client sends until something comes back. Time runs from the first
        request that gets no answer; then every connection is reset and the fault is over.
        """
        self.lost.clear()
        self._cut_after = cut_after
        self._answers_left = n

    def close(self) -> None:
        """Reset what is open and end the thread."""
        if not self._thread.is_alive():
            return
        self._do(self._end())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
        self._place.close()

    # -- in the thread -------------------------------------------------------------------------

    def _do(self, step: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(step, self._loop).result(SECONDS_TO_OBEY)

    async def _listen(self) -> None:
        place = _bind(self.host, self.port)
        self._server = await asyncio.start_server(self._welcome, sock=place)

    async def _cut(self) -> None:
        for link in self._links:
            link.reset()
        await self._all_ended(set(self._links))

    async def _block(self) -> None:
        self._blocked = True
        if self._server is not None:
            self._server.close()

    async def _unblock(self) -> None:
        if not self._blocked:
            return
        lossy = {link for link in self._links if link.lossy}
        for link in lossy:
            link.reset()
        await self._all_ended(lossy)
        self._blocked = False
        await self._listen()

    async def _all_ended(self, links: set[Link]) -> None:
        while links & self._links:
            await asyncio.sleep(0)

    async def _end(self) -> None:
        if self._server is not None:
            self._server.close()
        for link in self._links:
            link.reset()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _welcome(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.count += 1
        task = self._loop.create_task(self._connect(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _connect(self, reader: asyncio.StreamReader, client: asyncio.StreamWriter) -> None:
        try:
            answers, server = await asyncio.open_connection(*self._target)
        except OSError:
            _reset(client)
            return
        link = Link(client, server)
        self._links.add(link)
        try:
            await asyncio.gather(
                self._pass_on(reader, server, link, to_server=True),
                self._pass_on(answers, client, link, to_server=False),
            )
        finally:
            link.reset()
            self._links.discard(link)

    async def _pass_on(
        self,
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
        link: Link,
        *,
        to_server: bool,
    ) -> None:
        """Pass on what arrives until it ends, and the end too unless the cable is pulled."""
        try:
            while data := await reader.read(CHUNK):
                await asyncio.sleep(self._seconds)
                if self._arrives(link, to_server=to_server):
                    writer.write(data)
                    await writer.drain()
                else:
                    link.lossy = True
                    self.lost.set()
        except OSError:
            pass  # the other end is gone: what follows is the same as for an end in order
        if self._blocked and not link.ended:
            link.lossy = True
        else:
            link.close()

    def _arrives(self, link: Link, *, to_server: bool) -> bool:
        if self._blocked:
            return False
        if to_server and not link.asking:
            self._count_request()
        link.asking = to_server
        return to_server or self._answers_left is None or self._answers_left >= 0

    def _count_request(self) -> None:
        if self._answers_left is None or self._answers_left < 0:
            return
        self._answers_left -= 1
        if self._answers_left < 0:
            self._loop.call_later(self._cut_after, self._give_up)

    def _give_up(self) -> None:
        self._answers_left = None
        for link in self._links:
            link.reset()


def _bind(host: str, port: int) -> socket.socket:
    place = socket.socket()
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((host, port))
    return place


def _reset(writer: asyncio.StreamWriter) -> None:
    place = writer.get_extra_info("socket")
    if place is not None and place.fileno() >= 0:
        place.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET_ON_CLOSE)
    writer.transport.abort()
