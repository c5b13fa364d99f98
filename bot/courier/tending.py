"""One status card is brought up to date: card, reaction and stream, each in its own time."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace

import structlog

from bot.courier import pacing
from bot.courier.linking import Addresses, Channels
from bot.courier.platform import CardView, ChatChannel, Urgency
from bot.courier.streams import Streams
from bot.courier.viewing import View, view_of
from bot.presenter.cards import Mark, StatusCard
from bot.presenter.session_cards import CALLED
from service.domain.cards import Shown
from service.domain.deliveries import DeliveryState
from service.domain.errors import HeddleError, Permanent, Refused, Temporary
from service.domain.ids import SessionNumber
from service.domain.rooms import Verbosity
from service.ports.bundle import Ports
from service.usecases import adrift, cards

PATIENCE = 15.0
"""Seconds that the platform may take; several calls fit into a card's claim."""
_LONGEST_WAIT = 300.0
_log = structlog.get_logger(__name__)


class Taken(Exception):
    """Another process has claimed the card meanwhile."""


class Tending:
    """Decides what of a card is to be shown now, and shows it."""

    def __init__(
        self,
        ports: Ports,
        addresses: Addresses,
        holder: str,
        channels: Channels,
        streams: Streams,
    ) -> None:
        self._ports = ports
        self._addresses = addresses
        self._holder = holder
        self._channels = channels
        self._streams = streams
        self._rests: dict[SessionNumber, tuple[Urgency, float]] = {}

    async def tend(self, shown: Shown) -> float | None:
        """Show what is to be shown of a claimed card, and return when it is to be looked at
        again (None: when something changes). Raises Temporary if the database is away.
        """
        number, streamed = shown.session, shown.streamed
        view = await self._ports.store.read(
            lambda reads: view_of(reads, number, self._ports.policy, streamed)
        )
        channel = self._channels.get(view.session.thread.channel) if view else None
        if view is None or channel is None or shown.lost:
            return None
        try:
            return await self._tend(channel, view, shown)
        except Taken:
            return None

    async def _tend(self, channel: ChatChannel, view: View, shown: Shown) -> float | None:
        direct = channel.is_direct(view.session.thread)
        card = view.card(direct=direct, link=self._page(view))
        shown, card_at = await self._card(channel, view, card, shown)
        if shown.lost:
            return None
        shown, mark_at = await self._mark(channel, view, card.mark, shown)
        shown = await self._stream(channel, view, shown)
        looks = pacing.looked_at(view.session.state, view.standing.now, later=card_at is not None)
        called = view.standing.ready_since
        late = called + CALLED if called is not None else 0.0
        unanswered = late if late > view.standing.now else None
        times = [each for each in (card_at, mark_at, looks, unanswered) if each is not None]
        return min(times, default=None)

    def _page(self, view: View) -> str:
        """Return the session's page, if that can be opened from anywhere."""
        public = self._addresses.public
        return f"{public}/threads/{view.session.number}" if public else ""

    async def _card(
        self, channel: ChatChannel, view: View, card: StatusCard, shown: Shown
    ) -> tuple[Shown, float | None]:
        """Show the card if it is to be shown now; return when it is to be looked at again."""
        head, body = pacing.head_of(card), pacing.body_of(card)
        silent = view.verbosity is Verbosity.SILENT and not channel.is_direct(view.session.thread)
        due = pacing.card_due(shown, head, body)
        if due is None or (silent and not shown.message and shown.begun_at is None):
            return shown, None
        urgency = pacing.urgency_of(shown, card, head)
        due = max(due, self._rested(shown.session, urgency))
        if due > view.standing.now:
            return shown, due
        self._rests.pop(shown.session, None)
        before, posted = shown, not shown.message
        if posted:
            # Whoever comes after a crash looks whether it was posted.
            shown = replace(shown, begun_at=shown.begun_at or view.standing.now)
            if not await cards.save_card(self._ports, shown, self._holder):
                raise Taken
        begun = before.begun_at if posted else None
        seen = CardView(view.session, card, shown.message, begun, urgency)
        try:
            async with _patience(channel):
                message = await channel.show(seen)
        except Temporary as error:
            return await self._later(channel, seen, before, error, view.standing.now)
        except (Permanent, Refused) as error:
            self._ports.telemetry.card_shown(channel.name, "lost")
            await adrift.thread_lost(self._ports, view.session.thread, str(error))
            return replace(shown, lost=str(error)), None
        self._ports.telemetry.card_shown(channel.name, "posted" if posted else "edited")
        shown = replace(shown, message=message, begun_at=None, failures=0)
        shown = replace(shown, shown_at=view.standing.now, head=head, body=body)
        return await self._save(shown), None

    def _rested(self, number: SessionNumber, urgency: Urgency) -> float:
        """Return until when the card is left alone; what is more urgent than that was waits not."""
        before, until = self._rests.get(number, (urgency, 0.0))
        return 0.0 if pacing.outranks(urgency, before) else until

    async def _later(
        self,
        channel: ChatChannel,
        seen: CardView,
        shown: Shown,
        error: Temporary,
        began: float,
    ) -> tuple[Shown, float]:
        """It may work later; nothing else waits for it."""
        failures = shown.failures + (not error.limited)
        backoff = min(_LONGEST_WAIT, pacing.SOON * 2.0 ** min(failures, 10))
        wait = error.retry_after or backoff
        now = self._ports.clock.now()
        if seen.urgency is not Urgency.SPARE or not error.limited:
            self._ports.telemetry.card_shown(channel.name, "again")
            _log.warning("card_again", session=shown.session, error=str(error), wait=round(wait, 1))
        begun = shown.begun_at
        if begun is None and not shown.message and error.uncertain:
            begun = began
        after = replace(shown, failures=failures, begun_at=begun)
        if after != shown or not shown.message:
            await self._save(after)
        # Whatever changes meanwhile, nothing of that urgency is tried before.
        self._rests[shown.session] = (seen.urgency, now + wait)
        return after, now + wait

    async def _mark(
        self, channel: ChatChannel, view: View, mark: Mark, shown: Shown
    ) -> tuple[Shown, float | None]:
        """Change the reaction if it is time; return when it will be."""
        due, now = pacing.mark_due(shown, mark, view.session.state_since), view.standing.now
        before, begun = pacing.marks_of(shown.mark)
        if begun is not None:
            # Of a change whose end nobody saw both signs may stand there.
            if (again := await self._change(channel, view, before, begun)) is not None:
                return shown, again
            shown, before = await self._save(replace(shown, mark=begun)), begun
        if before is mark or due is None:
            return shown, None
        if due > now:
            return shown, due
        shown = await self._save(replace(shown, mark=pacing.changing(before, mark)))
        if (again := await self._change(channel, view, before, mark)) is not None:
            return shown, again
        return await self._save(replace(shown, mark=mark, marked_at=now)), None

    async def _change(
        self, channel: ChatChannel, view: View, before: Mark | None, after: Mark
    ) -> float | None:
        """Change the reaction; return when to try again if it may not have been changed."""
        try:
            async with _patience(channel):
                await channel.mark(view.session, before, after)
        except Temporary as error:
            return self._ports.clock.now() + (error.retry_after or pacing.SELDOM)
        except (Permanent, Refused) as error:
            # A sign beside the card; the next change of state tries again.
            _log.info("mark_refused", session=view.session.number, error=str(error))
        return None

    async def _stream(self, channel: ChatChannel, view: View, shown: Shown) -> Shown:
        """Begin a stream, or let go of one whose turn is over."""
        session = view.session
        if self._streams.turn_of(session.number) not in (None, session.turn_id):
            self._streams.over(session.number)
        if shown.streamed is not None and shown.streamed != session.turn_id:
            shown = await self._end_stream(channel, view, shown)
        first = self._streams.first(session)
        if first is None or shown.streamed == first.turn:
            return shown
        try:
            async with _patience(channel):
                message = await channel.stream(session, "", first.text)
        except HeddleError as error:
            _log.info("stream_refused", session=session.number, error=str(error))
            return shown
        if not message:
            return shown
        shown = await self._save(replace(shown, streamed=first.turn, stream=message))
        self._streams.begun(channel, session, first, message)
        return shown

    async def _end_stream(self, channel: ChatChannel, view: View, shown: Shown) -> Shown:
        """The answer ends its stream itself; a turn that had none left it open."""
        if view.answer is DeliveryState.WAITING:
            return shown
        if view.answer is None and shown.stream:
            try:
                async with _patience(channel):
                    await channel.end_stream(view.session, shown.stream)
            except HeddleError as error:
                # The platform ends it by itself after a while.
                _log.info("stream_not_ended", session=shown.session, error=str(error))
        return await self._save(replace(shown, streamed=None, stream=""))

    async def _save(self, shown: Shown) -> Shown:
        if not await cards.save_card(self._ports, shown, self._holder):
            raise Taken
        return shown


@asynccontextmanager
async def _patience(channel: ChatChannel) -> AsyncIterator[None]:
    try:
        async with asyncio.timeout(PATIENCE):
            yield
    except TimeoutError as error:
        text = f"{channel.name} took longer than {PATIENCE:.0f} s"
        raise Temporary(text, uncertain=True) from error
