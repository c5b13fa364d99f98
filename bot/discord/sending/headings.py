"""Names of threads and tags of forum posts: brought up to date beside all else, at Discord's pace.

Discord takes two new names of a thread in ten minutes. Only the newest wish is carried out, and
nothing else ever waits for it.
"""

import asyncio
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import structlog

from bot.courier.platform import Urgency
from bot.discord.api.web import Api
from bot.discord.budget import at
from bot.discord.rendering import limits, signs
from bot.discord.rendering.parts import plain
from bot.discord.sending.places import FORUMS
from bot.presenter.cards import Mark
from service.domain.errors import HeddleError, Temporary
from service.domain.threads import ThreadKey
from service.ports.clock import Clock

_TRIES = 6
_KNOWN = 5_000
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class _Wish:
    """How a thread is to be named or tagged; None: as it is."""

    name: str | None = None
    mark: Mark | None = None

    def then(self, later: "_Wish") -> "_Wish":
        """Return both wishes in one, the later one first."""
        return _Wish(
            self.name if later.name is None else later.name,
            self.mark if later.mark is None else later.mark,
        )


class Headings:
    """One task for each thread that is behind."""

    def __init__(self, api: Api, clock: Clock) -> None:
        self._api = api
        self._clock = clock
        self._wishes: dict[ThreadKey, _Wish] = {}
        self._tasks: dict[ThreadKey, asyncio.Task[None]] = {}
        self._titles: OrderedDict[ThreadKey, str] = OrderedDict()

    def titled(self, thread: ThreadKey, title: str) -> None:
        """The session has this title; once it gets another one, its thread gets that as a name."""
        before = self._titles.get(thread)
        self._titles[thread] = title
        if len(self._titles) > _KNOWN:
            self._titles.popitem(last=False)
        if before not in (None, title):
            self._want(thread, _Wish(name=plain(title, limits.NAME)))

    def marked(self, thread: ThreadKey, mark: Mark) -> None:
        """The session is in this state, which the tags of a forum's post show."""
        self._want(thread, _Wish(mark=mark))

    async def close(self) -> None:
        """Leave the rest as it is."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _want(self, thread: ThreadKey, wish: _Wish) -> None:
        self._wishes[thread] = self._wishes.get(thread, _Wish()).then(wish)
        if thread not in self._tasks:
            self._tasks[thread] = asyncio.create_task(self._carry_out(thread))

    async def _carry_out(self, thread: ThreadKey) -> None:
        try:
            tries = 0
            while thread in self._wishes and tries < _TRIES:
                wish = self._wishes.pop(thread)
                try:
                    with at(Urgency.SOON):
                        await self._apply(thread, wish)
                    tries = 0
                except Temporary as error:
                    tries += 1
                    newer = self._wishes.get(thread, _Wish())
                    self._wishes[thread] = wish.then(newer)
                    await self._clock.sleep(error.retry_after or 2.0**tries)
        except HeddleError as error:
            # A sign beside the card; the next change of state tries again.
            _log.info("discord_heading_refused", error=str(error))
        except Exception:
            _log.exception("discord_heading_broke", thread=str(thread))
        finally:
            self._tasks.pop(thread, None)
            self._wishes.pop(thread, None)

    async def _apply(self, thread: ThreadKey, wish: _Wish) -> None:
        facts: dict[str, Any] = {} if wish.name is None else {"name": wish.name}
        if wish.mark is not None:
            facts |= await self._tags(thread, wish.mark)
        if facts:
            await self._api.change_channel(thread.thread, **facts)

    async def _tags(self, thread: ThreadKey, mark: Mark) -> dict[str, Any]:
        """Return the post's tags with the one of that state, beside those that people chose."""
        forum = await self._api.channel(thread.room)
        if forum.get("type") not in FORUMS:
            return {}
        known = {
            str(each["name"]).strip().lower(): str(each["id"])
            for each in forum.get("available_tags") or []
        }
        ours = {known[name] for name in signs.TAGS.values() if name in known}
        wanted = known.get(signs.TAGS[mark])
        post = await self._api.channel(thread.thread, fresh=True)
        before = [str(each) for each in post.get("applied_tags") or []]
        kept = [each for each in before if each not in ours]
        after = [*([wanted] if wanted else []), *kept][: limits.TAGS]
        return {} if set(after) == set(before) else {"applied_tags": after}
