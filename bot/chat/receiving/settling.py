"""Interactions come only once: what became of one is found out before anything is said."""

from collections.abc import Awaitable

import structlog

from bot.channel import Heard
from bot.chat.receiving.welcome import Nobody
from bot.inbound.seeing import Seeing
from service.domain.errors import Permanent, Refused, Temporary

_LOOK = 0.4
_AWAY = "heddle cannot reach its database just now: nothing was done. Try again in a moment."
_UNSURE = (
    "heddle cannot tell just now whether that was done: its database does not answer. Look at"
    " `!list` in a moment before you try it again."
)
_log = structlog.get_logger(__name__)


class Settling:
    """Carries interactions out to something that can be said; `platform` is where they come
    from, as the source of errors and in words.
    """

    def __init__(self, seeing: Seeing, platform: str) -> None:
        self._seeing = seeing
        self._platform = platform

    async def heard(self, key: str, work: Awaitable[Heard]) -> Heard:
        """Return what became of it; what was not done says why and what to do."""
        try:
            return await work
        except Nobody:
            return Heard("", refused=True)
        except (Refused, Permanent) as refused:
            return Heard(str(refused), refused=True)
        except Temporary as error:
            _log.warning("interaction_delayed", platform=self._platform, error=str(error))
            return await self._looked_up(key, error)

    async def _looked_up(self, key: str, error: Temporary) -> Heard:
        try:
            receipt = await self._seeing.receipt(key, deadline=_LOOK)
        except Temporary:
            return Heard(_UNSURE, refused=True)
        if receipt is not None:
            return Heard(receipt.reply or "That was done.", receipt.session, receipt.fate)
        return Heard(self._busy() if error.source == self._platform else _AWAY, refused=True)

    def _busy(self) -> str:
        return (
            f"{self._platform.title()} is slow just now, and nothing was done. Try again in a"
            " moment."
        )
