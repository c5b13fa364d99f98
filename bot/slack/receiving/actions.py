"""Pressed buttons and choices of menus, on messages and on Homes."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import structlog

from bot.channel import Heard, Said
from bot.chat.receiving.settling import Settling
from bot.chat.rendering import values
from bot.chat.rendering.values import Value
from bot.presenter.cards import Act
from bot.slack.receiving.commands import start_form
from bot.slack.receiving.desk import ACK, VIA, Desk
from bot.slack.receiving.homes import Homes
from bot.slack.receiving.rooms import is_direct
from bot.slack.receiving.views import Views, told
from bot.slack.receiving.wording import Wording
from bot.slack.receiving.written import written
from bot.slack.rendering import modals
from bot.slack.rendering.blocks import Block, Message
from bot.slack.rendering.mrkdwn import words
from bot.slack.sending.places import Place
from bot.slack.sending.poster import Poster
from service.domain.errors import Refused
from service.domain.persons import Person
from service.domain.receipts import Fate

Json = Mapping[str, Any]
FORMS = frozenset({Act.OTHER, Act.ASSIGN, Act.REDIRECT, Act.RETRY, Act.START, Act.SETTINGS})
_SHOWN = frozenset({Act.CHOOSE, Act.YES_NOW, Act.OBJECT, Act.DISMISS})
"""Whose outcome every copy of the item shows."""
_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Press:
    """A press: who, where, on which message (empty: on their Home), and its trigger."""

    user: str
    team: str
    room: str
    ts: str
    thread_ts: str
    trigger: str
    at: str
    value: str

    @property
    def on_home(self) -> bool:
        """Tell whether it was on a Home."""
        return not self.room


def press_of(body: Json) -> Press | None:
    """Read a press; None for buttons that only open an address."""
    action: Json = (body.get("actions") or [{}])[0]
    chosen = action.get("selected_option") or {}
    value = str(action.get("value") or chosen.get("value") or "")
    if not value:
        return None
    container: Json = body.get("container") or {}
    user: Json = body.get("user") or {}
    return Press(
        str(user["id"]),
        str(user.get("team_id") or ""),
        str((body.get("channel") or {}).get("id") or ""),
        str(container.get("message_ts") or ""),
        str(container.get("thread_ts") or ""),
        str(body.get("trigger_id") or ""),
        str(action.get("action_ts") or ""),
        value,
    )


class Actions:
    """Carries presses out; every one gets an answer."""

    def __init__(self, desk: Desk, homes: Homes) -> None:
        self._desk = desk
        self._homes = homes
        self._settling = Settling(desk.seeing, VIA)
        self._views = Views(desk)
        self._wording = Wording(desk.people, desk.me.user)
        self._poster = Poster(desk.api)

    async def take(self, body: Json) -> None:
        """Do what was pressed, and tell who pressed what they cannot see."""
        press = press_of(body)
        if press is None:
            return
        key = self._desk.key(press.room or press.user, f"press-{press.at}-{press.user}")
        work = asyncio.create_task(self._settling.heard(key, self._heard(press, key)))
        done, _ = await asyncio.wait([work], timeout=ACK)
        if done:
            await self._desk.telling.soon(self._after(press, work))
        else:
            self._desk.telling.beside(self._after(press, work))

    async def _after(self, press: Press, work: "asyncio.Task[Heard]") -> None:
        heard = await work
        self._homes.stir(press.user)
        quiet = _act(press) in _SHOWN and not heard.refused
        if heard.text and not quiet:
            await self._tell(press, heard.text)

    async def _heard(self, press: Press, key: str) -> Heard:
        value = values.decode(press.value)
        if press.room:
            await self._desk.rooms.check(press.room)
        person = await self._desk.people.of(press.user, press.team)
        if value.act is Act.TAKE:
            return await self._take(press, person, value)
        if value.act in FORMS or (value.act is Act.SNOOZE and not value.text):
            await self._views.open(press.trigger, await self._form(press, person, value))
            return Heard("")
        return await self._desk.inbound.press(
            person,
            value.act,
            value.item,
            value.session,
            value.choice,
            value.text,
            key,
            VIA,
            identity=self._desk.people.identity(press.user),
            at=self._desk.at(press.room),
        )

    async def _form(self, press: Press, person: Person, value: Value) -> Block:
        seeing, at = self._desk.seeing, self._desk.at(press.room)
        match value.act:
            case Act.START:
                return await start_form(self._desk, press.room)
            case Act.SETTINGS:
                return modals.settings(await seeing.settings(person.id))
            case Act.REDIRECT if value.session is not None:
                session = await seeing.session(person.id, value.session, at)
                hint = await seeing.hint(person.id, value.item, at)
                return modals.redirect(session.number, session.title, press.room, hint)
            case Act.RETRY if value.session is not None:
                session = await seeing.session(person.id, value.session, at)
                hint = await seeing.hint(person.id, value.item, at)
                return modals.retry(session.number, session.title, press.room, hint)
            case Act.OTHER | Act.ASSIGN | Act.SNOOZE if value.item is not None:
                card = await seeing.ask(person.id, value.item, at)
                if card.outcome:
                    raise Refused(card.outcome)
                forms = {Act.OTHER: modals.other, Act.ASSIGN: modals.assign}
                return forms.get(value.act, modals.snooze)(card, press.room)
            case _:
                raise Refused("This button does not say what it is about. `!inbox` shows the rest.")

    async def _take(self, press: Press, person: Person, value: Value) -> Heard:
        """Their author says what an offered message is about: it is read again, as it is now."""
        message = await self._desk.context.read(press.room, value.text)
        post = written(message, press.room, self._desk.me.user) if message else None
        if post is None or post.user != press.user:
            raise Refused("That message was deleted, so nothing is done with it.")
        taken = await self._desk.files.take(person, post.files)
        said = Said(
            self._desk.thread(post.room, post.root),
            person,
            post.ts,
            await self._wording.prompt(post.text),
            taken.attachments,
            identity=self._desk.people.identity(post.user),
            direct=is_direct(post.room),
        )
        heard = await self._desk.inbound.take_offered(person, value.item, said, VIA)
        if heard.refused:
            return heard
        self._desk.telling.beside(self._settled(press, heard, known=value.item is not None))
        return Heard(taken.told)

    async def _settled(self, press: Press, heard: Heard, *, known: bool) -> None:
        """Show on the offer what was chosen, instead of its buttons."""
        verb = "answered" if heard.fate is Fate.ANSWERED else "went to" if known else "opened"
        chosen = f"Your message {verb} session {heard.session}" if heard.session else "Taken"
        text = f":ballot_box_with_check: {words(chosen)}."
        message = Message(text, [{"type": "section", "text": {"type": "mrkdwn", "text": text}}])
        await self._poster.edit(Place(press.room), press.ts, message)

    async def _tell(self, press: Press, markdown: str) -> None:
        if press.on_home:
            await self._views.open(press.trigger, told(markdown))
            return
        where = press.thread_ts if press.thread_ts != press.ts else ""
        await self._desk.channel.tell(press.room, press.user, markdown, where or None)


def _act(press: Press) -> Act | None:
    try:
        return values.decode(press.value).act
    except Refused:
        return None
