"""Interactions come only once: what became of one is found out before anything is said."""

from collections.abc import Awaitable

import structlog

from bot.channel import Heard
from bot.slack.api.refusals import SOURCE, SlackRefused
from bot.slack.receiving.desk import Desk
from bot.slack.receiving.people import Nobody
from service.domain.errors import Refused, Temporary

ACK = 2.6
"""Seconds after which an interaction is acknowledged whatever became of it; Slack waits for 3."""
_LOOK = 0.4
_BUSY = "Slack is slow just now, and nothing was done. Try again in a moment."
_AWAY = "heddle cannot reach its database just now: nothing was done. Try again in a moment."
_UNSURE = (
    "heddle cannot tell just now whether that was done: its database does not answer. Look at"
    " `!list` in a moment before you try it again."
)
_log = structlog.get_logger(__name__)


class Settling:
    """Carries interactions out to something that can be said."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def heard(self, key: str, work: Awaitable[Heard]) -> Heard:
        """Return what became of it; what was not done says why and what to do."""
        try:
            return await work
        except Nobody:
            return Heard("", refused=True)
        except (Refused, SlackRefused) as refused:
            return Heard(str(refused), refused=True)
        except Temporary as error:
            _log.warning("slack_interaction_delayed", error=str(error))
            return await self._looked_up(key, error)

    async def _looked_up(self, key: str, error: Temporary) -> Heard:
        try:
            receipt = await self._desk.seeing.receipt(key, deadline=_LOOK)
        except Temporary:
            return Heard(_UNSURE, refused=True)
        if receipt is not None:
            return Heard(receipt.reply or "That was done.", receipt.session, receipt.fate)
        return Heard(_BUSY if error.source == SOURCE else _AWAY, refused=True)
