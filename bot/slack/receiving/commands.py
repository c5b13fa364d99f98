"""`/heddle …`: the whole grammar, answered to who wrote it alone."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from bot.channel import Heard
from bot.chat.receiving.settling import Settling
from bot.commands import kinds
from bot.commands.parse import parse
from bot.slack.receiving.desk import ACK, VIA, Desk
from bot.slack.receiving.helping import helped
from bot.slack.receiving.opening import Opening, Wanted
from bot.slack.receiving.rooms import is_direct
from bot.slack.receiving.views import Views
from bot.slack.receiving.wording import Wording
from bot.slack.rendering import modals, splitting
from bot.slack.rendering.blocks import Message
from bot.slack.rendering.slashes import slashed
from bot.slack.sending.places import Place
from bot.slack.sending.poster import Poster
from service.domain.errors import Refused
from service.domain.persons import Person
from service.domain.receipts import PENDING

Json = Mapping[str, Any]
_LATER = "heddle is still at it; you will hear here what became of it."
_NO_ASIDE = "Write `!aside …` in the thread itself: its people read it there, its agent does not."


class Commands:
    """Carries slash commands out."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._settling = Settling(desk.seeing, VIA)
        self._opening = Opening(desk)
        self._views = Views(desk)
        self._wording = Wording(desk.people, desk.me.user)
        self._poster = Poster(desk.api)

    async def take(self, body: Json) -> dict[str, Any]:
        """Carry a command out and return what is acknowledged, empty for nothing to say."""
        room, user = str(body["channel_id"]), str(body["user_id"])
        key = self._desk.key(room, f"slash-{body['trigger_id']}")
        work = asyncio.create_task(self._settling.heard(key, self._heard(body, key)))
        done, _ = await asyncio.wait([work], timeout=ACK)
        if not done:
            self._desk.telling.beside(self._later(work, room, user))
            return _said(splitting.answer(_LATER).parts[0])
        return self._answer(room, user, work.result().text)

    def _answer(self, room: str, user: str, markdown: str) -> dict[str, Any]:
        """Return an answer for one person's eyes; what it has no room for follows beside it."""
        parts = splitting.messages(slashed(markdown)) if markdown else []
        if not parts:
            return {}
        if parts[1:]:
            self._desk.telling.beside(self._rest(room, user, parts[1:]))
        return _said(parts[0])

    async def _rest(self, room: str, user: str, parts: Sequence[Message]) -> None:
        for part in parts:
            await self._poster.whisper(Place(room), user, part)

    async def _later(self, work: "asyncio.Task[Heard]", room: str, user: str) -> None:
        heard = await work
        if heard.text:
            await self._desk.channel.tell(room, user, slashed(heard.text))

    async def _heard(self, body: Json, key: str) -> Heard:
        room, user = str(body["channel_id"]), str(body["user_id"])
        raw = str(body.get("text") or "").strip()
        word = raw.split(maxsplit=1)[0].lower().lstrip("!") if raw else ""
        await self._desk.rooms.check(room)
        person = await self._desk.people.of(user)
        if not raw:
            return await self._summary(person, key, user)
        if raw.lower().lstrip("!") in ("start", "new"):
            return await self._form(body, await start_form(self._desk, room))
        if word == "settings":
            card = await self._desk.seeing.settings(person.id)
            return await self._form(body, modals.settings(card))
        if word == "room":
            return await self._room(body, room, user, person)
        line = await self._wording.ordered(raw)
        if word in ("start", "new"):
            return await self._start(person, user, room, line, str(body["trigger_id"]))
        if word == "aside":
            raise Refused(_NO_ASIDE)
        identity = self._desk.people.identity(user)
        heard = await self._desk.inbound.command(
            person, line, None, key, VIA, identity=identity, at=self._desk.at(room), unseen=True
        )
        if word in ("help", "?") and not heard.refused:
            return replace(heard, text=helped(line.lower().partition(" ")[2].strip().lstrip("!")))
        return heard

    async def _summary(self, person: Person, key: str, user: str) -> Heard:
        identity = self._desk.people.identity(user)
        heard = await self._desk.inbound.command(person, "inbox", None, key, VIA, identity=identity)
        return Heard(f"{heard.text}\n\n{helped('')}", fate=heard.fate)

    async def _form(self, body: Json, view: dict[str, Any]) -> Heard:
        await self._views.open(str(body["trigger_id"]), view)
        return Heard("")

    async def _start(self, person: Person, user: str, room: str, line: str, id_: str) -> Heard:
        command = parse(line, None)
        if not isinstance(command, kinds.Start):
            raise Refused("Write `!start <prompt>`.")
        wanted = Wanted(
            person,
            user,
            id_,
            command.prompt,
            command.title,
            command.model,
            command.pool,
            command.budget_usd,
            task=command.task,
        )
        heard = await self._opening.open(wanted, room)
        # Its thread shows it.
        return Heard("") if heard.fate in PENDING and not is_direct(room) else heard

    async def _room(self, body: Json, room: str, user: str, person: Person) -> Heard:
        if is_direct(room):
            raise Refused("Direct messages have no settings of a channel. Write it in a channel.")
        if not await manages(self._desk, room, user, person):
            raise Refused(
                "Only who made this channel, the workspace's admins and heddle's can change its"
                " settings. Ask one of them.",
            )
        return await self._form(body, await room_form(self._desk, room))


async def manages(desk: Desk, room: str, user: str, person: Person) -> bool:
    """Tell whether Slack or heddle lets a person manage a room."""
    if person.admin or await desk.people.is_admin(user):
        return True
    return (await desk.rooms.info(room)).creator == user


async def room_form(desk: Desk, room: str) -> dict[str, Any]:
    """Return the form of a room's settings as they are."""
    name = f"#{(await desk.rooms.info(room)).name}"
    found = await desk.inbound.room(desk.room(room))
    policy = desk.ports.policy
    tasks = policy.check_ins.names
    return modals.room(replace(found, name=name), policy.models, room, tasks)


async def start_form(desk: Desk, place: str, prompt: str = "", shown: str = "") -> dict[str, Any]:
    """Return the form that starts a session at a place. Raises Temporary."""
    policy = desk.ports.policy
    return modals.start(
        policy.models,
        policy.default_model,
        tasks=policy.check_ins.names,
        pools=await desk.seeing.pools(),
        place=place,
        prompt=prompt,
        shown=shown,
    )


def _said(message: Message) -> dict[str, Any]:
    return {
        "response_type": "ephemeral",
        "text": message.text,
        "blocks": list(message.blocks),
    }
