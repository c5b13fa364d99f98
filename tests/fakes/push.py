"""A pusher in memory: what is sent is kept, replies are what a test says."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence

from service.domain.errors import Refused
from service.domain.phones import Address
from service.ports.push import Known, Push, Pusher, Reply

Line = Exception | Callable[[], Awaitable[None]]


class FakePusher(Pusher):
    """Phones of `ntfy://SERVER/TOPIC` answer, those of `mail://…` do not.

    The next sends meet what stands in `script`: an error that is raised, or a deed that is
    done while the send is under way.
    """

    def __init__(self) -> None:
        self.sent: list[tuple[str, Push]] = []
        self.script: deque[Line] = deque()
        self.readings: list[tuple[str, tuple[str, ...], str]] = []
        self.connected: defaultdict[str, int] = defaultdict(int)
        self.away = False
        self._told: defaultdict[str, list[str]] = defaultdict(list)
        self._news = asyncio.Condition()

    def recognise(self, url: str, token: str) -> Known:
        if url == "ntfy":
            url = f"ntfys://push.test/heddle-{token}"
        scheme, found, rest = url.partition("://")
        server = rest.partition("/")[0]
        if not found or scheme not in ("ntfy", "ntfys", "mail"):
            raise Refused("This is no address. Write ntfy, ntfys://HOST/TOPIC or mail://WHO.")
        if scheme == "mail":
            return Known("mail", "mail to somebody", False, Address(url))
        return Known("ntfy", f"ntfy on {server}", True, Address(url, f"replies-{token}"))

    async def send(self, address: Address, push: Push) -> str:
        line = self.script.popleft() if self.script else None
        if isinstance(line, Exception):
            raise line
        if line is not None:
            await line()
        self.sent.append((address.url, push))
        return f"receipt-{len(self.sent)}"

    def server_of(self, address: Address) -> str:
        return address.url.partition("://")[2].partition("/")[0] if address.replies else ""

    async def press(self, server: str, token: str) -> None:
        """Somebody presses a button; the server keeps it for who reads from before."""
        async with self._news:
            self._told[server].append(token)
            self._news.notify_all()

    async def hang_up(self) -> None:
        """The server closes every connection."""
        async with self._news:
            self.away = True
            self._news.notify_all()

    async def replies(
        self, server: str, addresses: Sequence[Address], cursor: str
    ) -> AsyncGenerator[Reply, None]:
        self.readings.append((server, tuple(sorted(each.replies for each in addresses)), cursor))
        self.connected[server] += 1
        place = int(cursor or 0)
        try:
            while True:
                async with self._news:
                    while not self.away and len(self._told[server]) <= place:
                        await self._news.wait()
                if self.away:
                    self.away = False
                    return
                place += 1
                yield Reply(self._told[server][place - 1], server, str(place))
        finally:
            self.connected[server] -= 1

    async def close(self) -> None:
        self.sent.clear()
