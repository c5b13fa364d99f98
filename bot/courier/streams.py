"""What an agent writes is shown while it writes it, where the platform can do that.

Lossy: the answer itself is a delivery and comes in any case. A stream begins with the first
words of a turn, in the process that brings the session's card up to date; that process alone
adds to it. The words of a later step of the same turn stand below those of the ones before.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass

import structlog

from bot.courier.linking import Channels
from bot.courier.platform import ChatChannel
from bot.courier.waiting import Bell, end
from service.domain.effects import Preview
from service.domain.errors import HeddleError, Permanent, Temporary
from service.domain.ids import SessionNumber, TurnId
from service.domain.sessions import Session
from service.ports.bundle import Ports
from service.usecases import cards

EVERY = 1.0
"""Seconds between two additions to a stream."""
IDLE = 300.0
"""Seconds without a word after which nobody waits for more."""
PATIENCE = 10.0
"""Seconds that the platform may take for an addition."""
_KNOWN = 2_000
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Open:
    """A stream that was begun here: its text so far, and what is in the platform's."""

    turn: TurnId
    text: str
    shown: str
    bell: Bell
    task: "asyncio.Task[None] | None" = None


class Streams:
    """One process's streams. `bell` rings when one is to begin."""

    def __init__(self, ports: Ports, channels: Channels) -> None:
        self._ports = ports
        self._channels = channels
        self.bell = Bell(ports.clock)
        self._open: dict[SessionNumber, _Open] = {}
        self._first: dict[SessionNumber, Preview] = {}
        self._judged: OrderedDict[SessionNumber, TurnId] = OrderedDict()

    async def listen_for_ever(self) -> None:
        """Take in previews until cancelled; then nothing is added to any stream."""
        try:
            async with self._ports.signals.subscribe(Preview) as stream:
                async for signal in stream:
                    if isinstance(signal, Preview) and signal.text.strip():
                        await self._take(signal)
        except Exception:
            # Nothing is lost but the sight of it; the answers are deliveries.
            _log.exception("previews_broke")
        finally:
            open_now = [each.task for each in self._open.values() if each.task is not None]
            await end(*open_now)

    async def _take(self, preview: Preview) -> None:
        number, turn = preview.session, preview.turn
        known = self._open.get(number)
        if known is not None and known.turn == turn:
            known.text = preview.text
            known.bell.ring()
        elif number in self._first and self._first[number].turn == turn:
            self._first[number] = preview
        elif self._judged.get(number) != turn:
            await self._judge(preview)

    async def _judge(self, preview: Preview) -> None:
        """Ask once a turn whether its session's channel streams; if so, have its card looked at,
        by which the stream begins.
        """
        number = preview.session
        self._judged[number] = preview.turn
        self._judged.move_to_end(number)
        if len(self._judged) > _KNOWN:
            self._judged.popitem(last=False)
        try:
            session = await self._ports.store.read(lambda reads: reads.session(number))
            channel = self._channels.get(session.thread.channel) if session else None
            if session is None or channel is None or not channel.streams(session.thread):
                return
            self._first[number] = preview
            await cards.stir_card(self._ports, number)
            self.bell.ring()
        except Temporary as error:
            _log.debug("preview_lost", error=str(error))

    def first(self, session: Session) -> Preview | None:
        """Return the first words of the session's open turn, if a stream is to begin."""
        preview = self._first.pop(session.number, None)
        return preview if preview is not None and preview.turn == session.turn_id else None

    def begun(self, channel: ChatChannel, session: Session, first: Preview, message: str) -> None:
        """A stream was begun here with these words: what comes is added to it."""
        self.over(session.number)
        opened = _Open(first.turn, first.text, first.text, Bell(self._ports.clock))
        self._open[session.number] = opened
        opened.task = asyncio.create_task(self._add(channel, session, opened, message))

    def over(self, number: SessionNumber) -> None:
        """Add nothing more to the session's stream."""
        known = self._open.pop(number, None)
        if known is not None and known.task is not None:
            known.task.cancel()

    def turn_of(self, number: SessionNumber) -> TurnId | None:
        """Return the turn whose words are added to a stream here."""
        known = self._open.get(number)
        return known.turn if known is not None else None

    async def _add(
        self, channel: ChatChannel, session: Session, opened: _Open, message: str
    ) -> None:
        """Add what comes, at most once a second, until nothing does or the platform takes no
        more.
        """
        try:
            while True:
                await self._ports.clock.sleep(EVERY)
                await opened.bell.wait(IDLE)
                opened.bell.hush()
                if opened.text == opened.shown:
                    break
                await self._show(channel, session, opened, message)
        except HeddleError as error:
            # The answer puts it right.
            _log.info("stream_broke_off", session=session.number, error=str(error))
        except Exception:
            _log.exception("stream_broke", session=session.number)
        finally:
            if self._open.get(session.number) is opened:
                del self._open[session.number]

    async def _show(
        self, channel: ChatChannel, session: Session, opened: _Open, message: str
    ) -> None:
        """Add once; what fails in passing is in the next addition."""
        text = opened.text
        try:
            async with asyncio.timeout(PATIENCE):
                if not await channel.stream(session, message, text):
                    raise Permanent("No stream is possible any more.")
        except TimeoutError:
            opened.bell.ring()
        except Temporary as error:
            opened.bell.ring()
            await self._ports.clock.sleep(error.retry_after or EVERY)
        else:
            opened.shown = text
