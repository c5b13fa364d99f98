"""The lifecycle reaction on a thread's first message."""

import structlog

from bot.presenter.cards import Mark
from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.rendering.signs import REACTIONS
from bot.slack.sending.native import NativeStatus
from bot.slack.sending.places import Place

_UNKNOWN = "invalid_name"
_NO_MATTER = frozenset(
    {
        "already_reacted",
        "no_reaction",
        "not_reactable",
        "too_many_emoji",
        "too_many_reactions",
    }
)
_log = structlog.get_logger(__name__)


class Marks:
    """Changes one reaction into another. Where Slack shows by itself that the agent works, as in
    direct messages of agents, that stands for the reaction.
    """

    def __init__(self, api: Api, native: NativeStatus) -> None:
        self._api = api
        self._native = native
        self._left_out: set[str] = set()
        self._natively: set[Place] = set()

    async def change(
        self, place: Place, before: Mark | None, after: Mark | None, direct: bool
    ) -> None:
        """Show `after` instead of `before`; the new one first, so that there is always one."""
        natively = False
        if direct and after is Mark.WORKING:
            natively = await self._native.working(place)
        elif direct:
            await self._native.rest(place)
        if after is not None and not natively:
            await self._react("reactions.add", place, after)
        if before not in (None, after) and not (before is Mark.WORKING and place in self._natively):
            await self._react("reactions.remove", place, before)
        if natively:
            self._natively.add(place)
        else:
            self._natively.discard(place)

    async def _react(self, method: str, place: Place, mark: Mark) -> None:
        name = REACTIONS[mark]
        if name in self._left_out:
            return
        try:
            await self._api.call(
                method, channel=place.channel, timestamp=place.thread_ts, name=name
            )
        except SlackRefused as error:
            if error.code == _UNKNOWN:
                _log.warning("slack_emoji_refused", name=name)
                self._left_out.add(name)
            elif error.code == "missing_scope":
                _log.warning("slack_reactions_refused", error=str(error))
                self._left_out.update(REACTIONS.values())
            elif error.code not in _NO_MATTER:
                raise
