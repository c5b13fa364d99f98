"""Shortcuts: a message is handed to an agent, or a session is started from anywhere."""

from collections.abc import Mapping
from typing import Any

from bot.channel import Heard
from bot.chat.receiving.settling import Settling
from bot.slack.receiving.commands import start_form
from bot.slack.receiving.desk import VIA, Desk
from bot.slack.receiving.reading import text_of
from bot.slack.receiving.views import Views
from bot.slack.receiving.wording import Wording
from service.domain.errors import Refused

Json = Mapping[str, Any]
_PROMPT = 2_000


class Shortcuts:
    """Opens the form that starts a session."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._settling = Settling(desk.seeing, VIA)
        self._views = Views(desk)
        self._wording = Wording(desk.people, desk.me.user)

    async def anywhere(self, body: Json) -> None:
        """Somebody wants a new session; it will be in their direct messages."""
        heard = await self._settling.heard(self._key(body), self._open(body, ""))
        if heard.refused and heard.text:
            user = str(body["user"]["id"])
            room = await self._desk.api.open_dm(user)
            await self._desk.telling.soon(self._desk.channel.tell(room, user, heard.text))

    async def on_message(self, body: Json) -> None:
        """Somebody hands a message to an agent; its thread goes along."""
        message: Json = body["message"]
        room, ts = str(body["channel"]["id"]), str(message["ts"])
        root = str(message.get("thread_ts") or ts)
        work = self._open(body, f"{room}/{root}/{ts}", message)
        heard = await self._settling.heard(self._key(body), work)
        if heard.refused and heard.text:
            user, where = str(body["user"]["id"]), str(message.get("thread_ts") or "")
            telling = self._desk.channel.tell(room, user, heard.text, where or None)
            await self._desk.telling.soon(telling)

    async def _open(self, body: Json, place: str, message: Json | None = None) -> Heard:
        user: Json = body["user"]
        if place:
            await self._desk.rooms.check(place.partition("/")[0])
        await self._desk.people.of(str(user["id"]), str(user.get("team_id") or ""))
        prompt, shown = "", ""
        if message is not None:
            prompt = (await self._wording.prompt(text_of(message)))[:_PROMPT]
            shown = "The whole thread of this message goes along, and the agent answers in it."
            if message.get("subtype") == "tombstone":
                raise Refused("This message was deleted.")
        view = await start_form(self._desk, place, prompt, shown)
        await self._views.open(str(body["trigger_id"]), view)
        return Heard("")

    def _key(self, body: Json) -> str:
        return self._desk.key(str(body["user"]["id"]), f"shortcut-{body.get('action_ts')}")
