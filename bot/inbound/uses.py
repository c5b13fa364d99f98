"""Noting where persons are active, without slowing what they do."""

import asyncio

import structlog

from service.domain.deliveries import PHONE, WEB, direct_lane, web_inbox
from service.domain.errors import Temporary
from service.domain.ids import PersonId
from service.domain.persons import Identity
from service.domain.threads import ThreadKey
from service.ports.bundle import Ports
from service.usecases.surfaces import Use, note_use

OFTEN = 60.0
"""Seconds in which one note of a person at a place is enough."""
_KNOWN = 10_000
"""Notes that are remembered; beyond that they are written once more than needed."""
_log = structlog.get_logger(__name__)


class Uses:
    """Writes what was noted meanwhile in one transaction after another."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports
        self._noted: dict[Use, float] = {}
        self._waiting: dict[Use, None] = {}
        self._writing: asyncio.Task[None] | None = None

    def soon(self, person: PersonId, place: ThreadKey) -> None:
        """Note it after what is going on now; a crash in between loses the note."""
        self._later((person, place))

    def _later(self, use: Use) -> None:
        if self._is_news(use):
            self._waiting[use] = None
            if self._writing is None or self._writing.done():
                self._writing = asyncio.create_task(self._write())

    def direct(self, person: PersonId, via: str, identity: Identity | None = None) -> None:
        """Note soon that the person is active in the direct messages of a channel.

        `identity` is how the channel knows them; without it, it is looked up. Of a phone nothing
        is noted: it is no place where they could be told next.
        """
        if via == WEB:
            self.soon(person, ThreadKey.parse(web_inbox(person)))
        elif identity is not None:
            self.soon(person, ThreadKey.parse(direct_lane(identity)))
        elif via != PHONE:
            self._later((person, via))

    async def now(self, person: PersonId, place: ThreadKey) -> None:
        """Note it, and return when it is written or the database is away."""
        if self._is_news((person, place)):
            self._waiting[person, place] = None
            await self._write()

    def _is_news(self, use: Use) -> bool:
        now = self._ports.clock.monotonic()
        before = self._noted.get(use)
        if before is not None and now - before < OFTEN:
            return False
        if len(self._noted) >= _KNOWN:
            self._noted.clear()
        self._noted[use] = now
        return True

    async def _write(self) -> None:
        while self._waiting:
            uses = list(self._waiting)
            self._waiting.clear()
            try:
                await note_use(self._ports, uses)
            except Temporary as error:
                _log.warning("uses_not_noted", uses=len(uses), error=str(error))
            except Exception:
                _log.exception("uses_not_noted", uses=len(uses))
