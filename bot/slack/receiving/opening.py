"""Sessions that are started elsewhere than by a message: heddle writes the first message itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import structlog

from bot.channel import Heard, Said
from bot.chat.rendering.dialect import fitted
from bot.slack.api.refusals import SlackRefused
from bot.slack.receiving.desk import Desk
from bot.slack.receiving.rooms import is_direct
from bot.slack.rendering import limits
from bot.slack.rendering.blocks import Message, context, section
from bot.slack.rendering.mrkdwn import prose, words
from bot.slack.sending.finding import find
from bot.slack.sending.places import Place
from bot.slack.sending.poster import Poster, Tag
from service.domain.errors import Refused, Temporary
from service.domain.events import Attachment
from service.domain.persons import Person
from service.domain.receipts import Fate

_OUT = frozenset(
    {"channel_not_found", "is_archived", "not_in_channel", "restricted_action", "missing_scope"}
)
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A session that somebody wants; `id` repeats when the same wish comes again."""

    person: Person
    user: str
    id: str
    prompt: str
    title: str = ""
    model: str = ""
    pool: str = ""
    budget_usd: float | None = None
    attachments: Sequence[Attachment] = ()
    task: str = ""


class Opening:
    """Opens sessions on messages of heddle's own, each once."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._poster = Poster(desk.api)

    async def open(self, wanted: Wanted, room: str) -> Heard:
        """Open a session in a room, or in direct messages where there is none that heddle can
        write in by itself. Raises Refused with what would work, Temporary.
        """
        if not wanted.prompt.strip() and not wanted.attachments:
            raise Refused("Say what the agent should do.")
        if wanted.model and wanted.model not in self._desk.ports.policy.models:
            known = ", ".join(self._desk.ports.policy.models)
            raise Refused(f"There is no model {wanted.model!r}. You can use: {known}.")
        self._desk.ports.policy.check_ins.every(wanted.task)
        await self._desk.seeing.check_pool(wanted.pool)
        if not room or is_direct(room):
            room = await self._desk.api.open_dm(wanted.user)
        await self._desk.rooms.check(room)
        ts = await self._post(wanted, room)
        try:
            heard = await self._desk.inbound.said(self._said(wanted, room, ts, ts))
        except Temporary:
            heard = await self._after_all(room, ts)
        if heard.refused:
            await self._take_back(room, ts)
        return heard

    async def join(self, wanted: Wanted, room: str, root: str) -> Heard:
        """Open a session on a thread that is there, or say it in the one that it has."""
        return await self._desk.inbound.said(self._said(wanted, room, root, f"form-{wanted.id}"))

    def _said(self, wanted: Wanted, room: str, root: str, message: str) -> Said:
        return Said(
            self._desk.thread(room, root),
            wanted.person,
            message,
            wanted.prompt,
            wanted.attachments,
            wanted.model,
            wanted.pool,
            wanted.title,
            identity=self._desk.people.identity(wanted.user),
            budget_usd=wanted.budget_usd,
            open_room=not is_direct(room),
            direct=is_direct(room),
            task=wanted.task,
        )

    async def _post(self, wanted: Wanted, room: str) -> str:
        place, tag = Place(room), Tag(f"start-{wanted.id}")
        began = self._desk.ports.clock.now()
        try:
            return await self._poster.post(place, _root(wanted), tag)
        except SlackRefused as refused:
            if refused.code not in _OUT:
                raise
            raise Refused(
                "heddle cannot write here. Invite it with `/invite @heddle`, or write to it in a"
                " direct message."
            ) from refused
        except Temporary as error:
            there = (await find(self._desk.api, place, began)).parts(tag.id).get(0)
            if not error.uncertain or there is None:
                raise
            return there

    async def _after_all(self, room: str, ts: str) -> Heard:
        """Find out whether it was stored although nobody said so. Raises Temporary if not."""
        try:
            receipt = await self._desk.seeing.receipt(self._desk.key(room, ts), deadline=0.4)
        except Temporary:
            return Heard(
                "heddle cannot tell just now whether this was started. It shows in the thread in a"
                " moment, or write there again.",
                fate=Fate.COMMAND,
            )
        if receipt is not None:
            return Heard("", receipt.session, receipt.fate)
        return Heard(
            "heddle cannot reach its database just now: nothing was started. Try it again in a"
            " moment.",
            refused=True,
        )

    async def _take_back(self, room: str, ts: str) -> None:
        """Remove the first message of a thread that did not come to be."""
        try:
            await self._desk.api.call("chat.delete", channel=room, ts=ts)
        except (SlackRefused, Temporary) as error:
            _log.warning("slack_message_left", room=room, ts=ts, error=str(error))


def _root(wanted: Wanted) -> Message:
    said = wanted.prompt.strip() or ", ".join(each.name for each in wanted.attachments)
    shown = fitted(said, limits.SECTION - 100, prose)
    by = f"started by {words(wanted.person.name, 100)}"
    return Message(
        words(f"{wanted.person.name}: {said}", limits.FALLBACK), [section(shown), context(by)]
    )
