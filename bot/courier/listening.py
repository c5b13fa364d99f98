"""Reading the replies of phones: one process of all, one reader a server, each press once."""

import asyncio
import hashlib
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from typing import TypeVar

import structlog

from bot.channel import Heard
from bot.courier.waiting import Bell, end
from service.domain.errors import Temporary
from service.domain.ids import PhoneId
from service.domain.phones import Address
from service.ports.bundle import Ports
from service.ports.push import Pusher, Reply
from service.usecases import replies

T = TypeVar("T")
Press = Callable[[str], Awaitable[Heard]]
LOOK = 10.0
"""Seconds between two looks at which phones there are; a third of the duty's lease."""
_FIRST_WAIT = 1.0
_LONGEST_WAIT = 60.0
_POLL = 2.0
_KNOWN = 2_000
_log = structlog.get_logger(__name__)


class Listener:
    """One process's part in listening; at most one of all of them reads at a time.

    `press` carries a button out. Connects nowhere as long as no phone answers.
    """

    def __init__(self, ports: Ports, pusher: Pusher, press: Press, holder: str) -> None:
        self._ports = ports
        self._pusher = pusher
        self._press = press
        self._holder = holder
        self._bell = Bell(ports.clock)
        self._readers: dict[str, tuple[frozenset[str], asyncio.Task[None]]] = {}
        self._unreadable: set[PhoneId] = set()
        self._on_duty = False
        self._handled: OrderedDict[str, None] = OrderedDict()

    async def listen_for_ever(self) -> None:
        """Read the replies of whatever phones there are until cancelled."""
        # A test push is the moment at which a new phone's answer is waited for.
        listening = asyncio.create_task(self._bell.ring_at_pushes(self._ports.signals))
        try:
            while True:
                self._bell.hush()
                try:
                    await self._look()
                except Temporary as error:
                    _log.warning("phones_not_read", error=str(error))
                except Exception:
                    _log.exception("phones_not_read")
                await self._bell.wait(LOOK)
        finally:
            await end(listening)
            await self._read_only({})
            await self._leave()

    async def _look(self) -> None:
        """Read from exactly the phones that there are now, if it is this process's duty."""
        ears = await replies.answering_phones(self._ports)
        for phone in ears.unreadable:
            if phone.id not in self._unreadable:
                _log.warning("phone_unreadable", phone=phone.id)
        self._unreadable = {phone.id for phone in ears.unreadable}
        servers = self._by_server(ears.addresses)
        if servers:
            self._on_duty = await replies.take_duty(self._ports, self._holder)
        elif self._on_duty:
            await self._leave()
        await self._read_only(servers if self._on_duty else {})

    def _by_server(self, addresses: Sequence[Address]) -> dict[str, list[Address]]:
        found: dict[str, list[Address]] = {}
        for address in addresses:
            if server := self._pusher.server_of(address):
                found.setdefault(server, []).append(address)
        return found

    async def _read_only(self, servers: Mapping[str, Sequence[Address]]) -> None:
        wanted = {
            server: frozenset(each.to_json() for each in servers[server]) for server in servers
        }
        for server, (known, task) in list(self._readers.items()):
            if wanted.get(server) != known or task.done():
                await end(task)
                del self._readers[server]
        for server in wanted.keys() - self._readers.keys():
            task = asyncio.create_task(self._read(server, servers[server]))
            self._readers[server] = (wanted[server], task)

    async def _read(self, server: str, addresses: Sequence[Address]) -> None:
        """Read a server's replies through one connection after another."""
        wait, well = _FIRST_WAIT, True
        while True:
            asked = None
            try:
                if await self._connection(server, addresses):
                    wait, well = _FIRST_WAIT, True
            except Temporary as error:
                asked = error.retry_after
                if well:
                    _log.warning("replies_delayed", server=server, error=str(error))
                well = False
            except Exception:
                _log.exception("replies_broke", server=server)
            await self._ports.clock.sleep(asked or wait * (0.5 + self._ports.ids.jitter()))
            wait = min(_LONGEST_WAIT, wait * 2)

    async def _connection(self, server: str, addresses: Sequence[Address]) -> bool:
        """Read until the server hangs up; return whether anything came."""
        cursor, came = await replies.heard_upto(self._ports, server), False
        stream = self._pusher.replies(server, addresses, cursor)
        try:
            async for reply in stream:
                came = True
                await self._take(reply)
                if reply.cursor != cursor:
                    cursor = reply.cursor
                    await self._keep(server, cursor)
        finally:
            if isinstance(stream, AsyncGenerator):
                await stream.aclose()
        return came

    async def _keep(self, server: str, cursor: str) -> None:
        await self._patiently(lambda: replies.keep_upto(self._ports, server, cursor))

    async def _take(self, reply: Reply) -> None:
        # After a reconnect a server tells again what it told before.
        known = hashlib.sha256(reply.text.encode("utf-8", "replace")).hexdigest()
        if known in self._handled:
            return
        try:
            heard = await self._patiently(lambda: self._press(reply.text))
            if heard.refused:
                _log.warning("reply_refused", server=reply.server, why=heard.text)
        except Exception:
            # It would come again with every connection; those behind it must be heard.
            _log.exception("reply_broke", server=reply.server)
        self._handled[known] = None
        if len(self._handled) > _KNOWN:
            self._handled.popitem(last=False)

    async def _patiently(self, deed: Callable[[], Awaitable[T]]) -> T:
        """Do it as soon as the database lets us: a press is in no history but the server's."""
        while True:
            try:
                return await deed()
            except Temporary as error:
                _log.warning("reply_delayed", error=str(error))
                await self._ports.clock.sleep(error.retry_after or _POLL)

    async def _leave(self) -> None:
        if not self._on_duty:
            return
        self._on_duty = False
        try:
            await replies.leave_duty(self._ports, self._holder)
        except Temporary as error:
            # The lease runs out by itself as well.
            _log.warning("duty_not_left", error=str(error))
