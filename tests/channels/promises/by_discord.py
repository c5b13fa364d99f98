"""Discord, by what a person does in it; the platform is a fake that validates every request."""

import copy
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.channels.promises import front
from tests.e2e.running import Up, running
from tests.servers.discord import events
from tests.servers.discord.components import walk
from tests.servers.discord.interactions import Interaction
from tests.servers.discord.person import Person
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel

Json = dict[str, Any]
_REPLIES = re.compile(r"\d{15,}[ad]\d")
_CHOOSES = ('"choose"', '"yes_now"', '"object"')
_WRITTEN = (0, 19)
"""Kinds of messages that people and bots write; the others are Discord's own lines."""


def variables(discord: FakeDiscord) -> dict[str, str]:
    """Return the settings that connect a heddle to the fake."""
    return {
        "HEDDLE_DISCORD__API_URL": discord.api,
        "HEDDLE_DISCORD__GATEWAY_URL": discord.gateway_url,
        "HEDDLE_DISCORD__TOKEN": discord.token,
    }


class Guild:
    """A server with an app in it. `direct`: people write to it in direct messages."""

    def __init__(self, discord: FakeDiscord, *, direct: bool) -> None:
        self.discord = discord
        self.direct = direct
        self.name = "discord, direct" if direct else "discord"
        self.open_rooms = not direct
        self.room = None if direct else discord.channel("weaving")

    def person(self, name: str) -> "_Person":
        return _Person(name, self, self.discord.person(name))

    def told(self, place: Channel) -> list[Json]:
        """Return what heddle wrote in a channel, thread or DM."""
        bot = self.discord.bot.id
        found = self.discord.messages(place)
        return [each for each in found if each["author"]["id"] == bot and each["type"] in _WRITTEN]

    def nonce(self, message: Json) -> str:
        """Return what a message was sent with so that it is not sent twice."""
        with self.discord.core.changed:
            place = self.discord.world.channels[message["channel_id"]]
            held = {made: nonce for (_, nonce), (_, made) in place.nonces.items()}
        return held.get(message["id"], "")

    def is_reply(self, message: Json) -> bool:
        """Tell whether it answers what somebody just wrote."""
        return _REPLIES.match(self.nonce(message)) is not None


class Discord(Guild):
    """A server with a heddle of one machine in it."""

    def __init__(self, up: Up, discord: FakeDiscord, *, direct: bool) -> None:
        super().__init__(discord, direct=direct)
        self.up = up


class _Person:
    def __init__(self, name: str, front_: Guild, person: Person) -> None:
        self.name = name.capitalize()
        self.front = front_
        self.person = person
        self._started = False

    def start(self, text: str) -> tuple["Talk", "_Sent"]:
        room = self.front.room
        if room is None and self._started:
            return self._by_command(text)
        self._started = True
        mention = "" if room is None else f"{self.front.discord.bot.mention} "
        sent = _Sent(self, self.person.says(room or self.person.dm, f"{mention}{text}"), mention)
        return Talk(self, room or self.person.dm, sent.message["id"]), sent

    def _by_command(self, text: str) -> tuple["Talk", "_Sent"]:
        """Whatever is written in direct messages otherwise belongs to what goes on there."""
        discord, dm = self.front.discord, self.person.dm
        called = self.person.slash("/heddle start", dm, prompt=text)

        def roots() -> list[Json]:
            told = self.front.told(dm)
            return [each for each in told if self.front.nonce(each) == f"s{called.id}"]

        discord.until(roots, 30)
        [root] = roots()
        return Talk(self, dm, root["id"]), _Sent(self, root)

    def joins(self, talk: front.Talk) -> "Talk":
        assert isinstance(talk, Talk)
        return Talk(self, talk.room, talk.root)

    def notices(self) -> Sequence[str]:
        """New messages of heddle's: in the direct conversation, and in threads of this person."""
        front_ = self.front
        written = front_.told(self.person.dm)
        if front_.room is not None:
            own = {
                each["id"]
                for each in front_.discord.messages(front_.room)
                if each["author"]["id"] == self.person.id
            }
            for thread in front_.discord.threads(front_.room):
                written += front_.told(thread) if thread.id in own else []
        told = [each for each in written if not _is_card(each) and not front_.is_reply(each)]
        return [text_of(each) for each in told]


class _Sent:
    def __init__(self, who: _Person, message: Json, mention: str = "") -> None:
        self._who, self.message, self._mention = who, message, mention

    def again(self) -> None:
        core = self._who.front.discord.core
        with core.changed:
            place = core.world.channels[self.message["channel_id"]]
            events.message(core, place, self.message, "CREATE")

    def edit(self, text: str) -> None:
        self._who.person.edits(self.message, f"{self._mention}{text}")

    def delete(self) -> None:
        self._who.person.deletes(self.message)


class Talk:
    def __init__(self, who: _Person, room: Channel, root: str) -> None:
        self._who, self.room, self.root = who, room, root
        self._front = who.front
        self._discord = who.front.discord
        self._pressed: dict[str, Json] = {}

    @property
    def _place(self) -> Channel | None:
        """Where it goes on: a DM, or the thread on its first message."""
        if self._front.direct:
            return self.room
        with self._discord.core.changed:
            return self._discord.world.channels.get(self.root)

    def _opened(self) -> Channel:
        self._discord.until(lambda: self._place, 30)
        place = self._place
        assert place is not None
        return place

    def say(self, text: str) -> _Sent:
        place, root = self._opened(), None
        if self._front.direct:
            root = next(each for each in self._discord.messages(place) if each["id"] == self.root)
        return _Sent(self._who, self._who.person.says(place, text, reply_to=root))

    def order(self, line: str) -> str:
        before = len(self._replies())
        self.say(line)
        self._discord.until(lambda: len(self._replies()) > before, 30)
        return text_of(self._replies()[before])

    def _replies(self) -> list[Json]:
        """What heddle said to this person alone."""
        told = list(self._front.told(self._who.person.dm))
        if not self._front.direct:
            told += self._mine()
        found = [each for each in told if self._front.is_reply(each)]
        return sorted(found, key=lambda each: int(each["id"]))

    def _mine(self) -> list[Json]:
        place = self._place
        found = [] if place is None else self._front.told(place)
        return [each for each in found if not self._front.direct or self._belongs(each)]

    def _belongs(self, message: Json) -> bool:
        """In direct messages a session's are replies to the first one, or replied to."""
        about = (message.get("message_reference") or {}).get("message_id")
        return self.root in (message["id"], about)

    def read(self) -> str:
        place = self._place
        if place is None or (self._front.direct and place is not self._who.person.dm):
            return ""
        return "\n".join(text_of(each) for each in self._discord.messages(place))

    def answers(self) -> Sequence[str]:
        """What stands there that is neither a card nor has buttons or files, nor is a reply."""
        said = [
            each
            for each in self._mine()
            if each["id"] != self.root
            and not _buttons(each)
            and not each["attachments"]
            and not self._front.is_reply(each)
        ]
        return [text_of(each) for each in said]

    def choices(self) -> Sequence[str]:
        """Buttons of the thread, its card's among them."""
        found: list[str] = []
        for message in [*self._mine(), *self._front.told(self._who.person.dm)]:
            for each in _buttons(message):
                label = str(each.get("label", ""))
                if any(act in each.get("custom_id", "") for act in _CHOOSES) and label not in found:
                    found.append(label)
                    self._pressed[label] = copy.deepcopy(message)
        return found

    def press(self, label: str) -> None:
        assert label in self.choices(), label
        self._deliver(label)

    def _deliver(self, label: str) -> Interaction:
        # Without an app at the other end Discord says so, and a person presses again.
        self._discord.until(lambda: self._discord.identified, 30)
        return self._who.person.presses(self._pressed[label], label)

    def press_again(self, label: str) -> str:
        before = len(self._who.person.notices)
        pressed = self._deliver(label)
        self._discord.until(lambda: pressed.answered and len(self._who.person.notices) > before)
        return text_of(self._who.person.notices[-1])


def _buttons(message: Json) -> list[Json]:
    return [each for each in walk(message.get("components") or []) if each["type"] == 2]


def _is_card(message: Json) -> bool:
    """Tell whether it is a session's status card: it always has its details."""
    return any(each.get("label") == "Details" for each in _buttons(message))


def text_of(message: Json) -> str:
    """Return all words of a message as people see them."""
    found = [str(message.get("content") or "")]
    for embed in message.get("embeds") or []:
        found += [str(embed.get(name) or "") for name in ("title", "description")]
        for each in embed.get("fields") or []:
            found += [each["name"], each["value"]]
        found.append(str((embed.get("footer") or {}).get("text") or ""))
    found += [str(each.get("label") or "") for each in _buttons(message)]
    return re.sub(r"\s+", " ", " ".join(found)).strip()


@contextmanager
def discord(folder: Path, *, direct: bool) -> Iterator[Discord]:
    """Start a heddle and a server that it is connected to; nothing may be wrong at the end."""
    with (
        FakeDiscord() as platform,
        running(folder / "data", **variables(platform), **front.SOON) as up,
    ):
        platform.until(lambda: platform.identified, patience=30)
        yield Discord(up, platform, direct=direct)
        assert not platform.violations, platform.violations
