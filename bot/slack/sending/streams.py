"""Text that grows in a message while an agent writes it."""

from dataclasses import dataclass

import structlog

from bot.courier.platform import Urgency
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.rendering.streaming import harmless
from bot.slack.sending.finding import find
from bot.slack.sending.places import Place
from service.domain.errors import Temporary
from service.ports.clock import Clock

MOST = 10_000
"""Characters of one addition; Slack takes 12,000, and some are added to be harmless."""
REST = 60.0
"""Seconds without streams in a thread that did not take one."""
_NEVER = frozenset(
    {
        "feature_not_enabled",
        "method_deprecated",
        "missing_scope",
        "not_allowed_token_type",
        "team_access_not_granted",
        "unknown_method",
    }
)
_OVER = frozenset({"message_not_in_streaming_state", "streaming_state_conflict"})
_log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _Open:
    """A stream. `shown` is how much of this step's text is in it, `held` what could begin a
    mention and waits for more; `whole`: nothing else than that text is in it; `closed`: it takes
    no more; `over`: Slack ended it.
    """

    shown: str = ""
    held: str = ""
    whole: bool = True
    closed: bool = False
    over: bool = False


class Streams:
    """Begins, continues and ends streams; remembers where the workspace has none."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._open: dict[tuple[str, str], _Open] = {}
        self._resting: dict[Place, float] = {}
        self._lost: dict[Place, float] = {}
        self.possible = True

    async def show(self, place: Place, ts: str, text: str) -> str:
        """Show `text` in the stream, or in a new one; return its timestamp, empty if there is
        none.
        """
        if not ts:
            ts = await self.found(place)
        if not ts:
            return await self._begin(place, text)
        # After a restart, what was written before is taken to be there: the end puts it right.
        stream = self._open.setdefault((place.channel, ts), _Open(text, whole=False))
        if not stream.closed:
            await self._append(place, ts, stream, text)
        return ts

    async def found(self, place: Place) -> str:
        """Return the stream whose beginning nobody saw end well, if there is one."""
        since = self._lost.get(place)
        if since is None:
            return ""
        ts = (await find(self._api, place, since)).stream()
        self._lost.pop(place, None)
        if ts:
            self._open[(place.channel, ts)] = _Open(whole=False)
        return ts

    async def end(self, place: Place, ts: str, text: str | None) -> bool:
        """End the stream with `text` in it (None: as it is) and tell whether exactly that is in
        it now. Raises SlackRefused `message_not_found` where it was deleted.
        """
        stream = self._open.get((place.channel, ts)) or _Open(whole=False)
        rest = _rest(stream, text)
        exact = rest is not None
        try:
            if stream.over:
                exact = exact and not rest
            else:
                await self._stop(place, ts, rest)
        except SlackRefused as error:
            if error.code == "message_not_found":
                raise
            _log.info("slack_stream_ended", error=error.code)
            exact = exact and not rest and error.code in _OVER
        except Temporary as error:
            stream.whole = stream.whole and not error.uncertain
            raise
        self._open.pop((place.channel, ts), None)
        return exact

    async def _stop(self, place: Place, ts: str, rest: str | None) -> None:
        await self._api.call(
            "chat.stopStream",
            channel=place.channel,
            ts=ts,
            chunks=[_chunk(rest)] if rest else None,
        )

    async def _begin(self, place: Place, text: str) -> str:
        if not self.possible or self._resting.get(place, 0.0) > self._clock.monotonic():
            return ""
        piece = text[:MOST]
        ready, held = harmless(piece)
        if not ready:
            return ""
        began = self._clock.now()
        try:
            # Fewer are begun than Slack would let end: an answer must not wait for that.
            answer = await self._api.call(
                "chat.startStream",
                urgency=Urgency.SOON,
                channel=place.channel,
                thread_ts=place.thread_ts,
                chunks=[_chunk(ready)],
            )
        except SlackRefused as error:
            self._remember(place, error)
            return ""
        except Temporary as error:
            if error.uncertain:
                self._lost[place] = began
            raise
        ts = str(answer["ts"])
        self._open[(place.channel, ts)] = _Open(piece, held)
        return ts

    async def _append(self, place: Place, ts: str, stream: _Open, text: str) -> None:
        begun = text.startswith(stream.shown)
        if begun:
            piece = text[len(stream.shown) :][:MOST]
            added = stream.held + piece
        else:
            piece = text[:MOST]
            added = f"{stream.held}\n\n{piece}"
        ready, held = harmless(added)
        if not piece or not ready:
            return
        stream.whole = stream.whole and begun
        try:
            await self._api.call(
                "chat.appendStream",
                urgency=Urgency.SPARE,
                channel=place.channel,
                ts=ts,
                chunks=[_chunk(ready)],
            )
        except SlackRefused as error:
            stream.closed = True
            stream.over = error.code in _OVER
            if not stream.over and error.code != "message_not_found":
                self._remember(place, error)
        except Temporary as error:
            stream.whole = stream.whole and not error.uncertain
            raise
        else:
            stream.shown = stream.shown + piece if begun else piece
            stream.held = held

    def _remember(self, place: Place, error: SlackRefused) -> None:
        if error.code in _NEVER:
            self.possible = False
            _log.info("slack_streams_off", error=error.code)
            return
        self._resting[place] = self._clock.monotonic() + REST
        _log.warning("slack_stream_refused", error=str(error))


def _rest(stream: _Open, text: str | None) -> str | None:
    """Return what is missing for exactly `text` to stand there; None where that cannot be."""
    if text is None or not stream.whole or not text.startswith(stream.shown):
        return None
    missing = stream.held + text[len(stream.shown) :]
    return harmless(missing, last=True)[0] if len(missing) <= MOST else None


def _chunk(text: str) -> dict[str, str]:
    return {"type": "markdown_text", "text": text}
