"""Slack's own sign of an agent at work, with its stop button; where the workspace has it."""

from typing import Any

from bot.slack.api.refusals import SlackRefused
from bot.slack.api.web import Api
from bot.slack.sending.places import Place
from service.domain.errors import Temporary

_OF_THE_THREAD = frozenset(
    {"channel_not_found", "invalid_thread_ts", "is_archived", "message_not_found", "not_in_channel"}
)
_AGENTS, _ASSISTANT = "agents.sessions.setStatus", "assistant.threads.setStatus"


class NativeStatus:
    """Says that the agent works, by the best method that the workspace takes."""

    def __init__(self, api: Api) -> None:
        self._api = api
        self._methods = [_AGENTS, _ASSISTANT]
        self._shown: dict[Place, str] = {}

    async def working(self, place: Place) -> bool:
        """Show it; False where the workspace cannot, or not now."""
        for method in list(self._methods):
            busy = "processing" if method == _AGENTS else "is working…"
            if await self._set(method, place, busy):
                self._shown[place] = method
                return True
        return False

    def replaced(self, place: Place, by_stream: bool) -> None:
        """A message took its place. Streams end both kinds, posts only the older one."""
        if by_stream or self._shown.get(place) == _ASSISTANT:
            self._shown.pop(place, None)

    async def rest(self, place: Place) -> None:
        """Take it away if it is still there."""
        method = self._shown.pop(place, None)
        if method is not None:
            await self._set(method, place, "active" if method == _AGENTS else "")

    async def _set(self, method: str, place: Place, status: str) -> bool:
        where: dict[str, Any] = {"channel_id": place.channel, "thread_ts": place.thread_ts}
        try:
            await self._api.call(method, **where, status=status)
        except SlackRefused as error:
            if error.code not in _OF_THE_THREAD and method in self._methods:
                self._methods.remove(method)
            return False
        except Temporary:
            # A sign of work is not worth a second try; the card says the same.
            return False
        return True
