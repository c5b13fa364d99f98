"""Slack, by what a person does in it; the platform is a fake that validates every request."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.channels.promises import front
from tests.e2e.running import Up, running
from tests.servers.slack.core import Delivery
from tests.servers.slack.limits import elements
from tests.servers.slack.person import Person
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel

Json = dict[str, Any]
_REPLIES = ("told", "reply-")
_CHOOSES = ("heddle.choose", "heddle.yes_now", "heddle.object")


def variables(slack: FakeSlack) -> dict[str, str]:
    """Return the settings that connect a heddle to the fake, in Socket Mode."""
    return {
        "HEDDLE_SLACK__API_URL": slack.api,
        "HEDDLE_SLACK__BOT_TOKEN": slack.bot_token,
        "HEDDLE_SLACK__APP_TOKEN": slack.app_token,
    }


class Workspace:
    """A workspace with an app in it. `direct`: people write to it in direct messages."""

    def __init__(self, slack: FakeSlack, *, direct: bool) -> None:
        self.slack = slack
        self.direct = direct
        self.name = "slack, direct" if direct else "slack"
        self.open_rooms = not direct
        self.room = None if direct else slack.channel("weaving")

    def person(self, name: str) -> "_Person":
        person = self.slack.person(name)
        if self.room is not None and person.id not in self.room.members:
            person.joins(self.room)
        return _Person(name, self, person)


class Slack(Workspace):
    """A workspace with a heddle of one machine in it."""

    def __init__(self, up: Up, slack: FakeSlack, *, direct: bool) -> None:
        super().__init__(slack, direct=direct)
        self.up = up


class _Person:
    def __init__(self, name: str, front_: Workspace, person: Person) -> None:
        self.name = name.capitalize()
        self.front = front_
        self.person = person

    def start(self, text: str) -> tuple["Talk", "_Sent"]:
        slack = self.front.slack
        room = self.front.room or self.person.dm
        mention = "" if self.front.direct else f"<@{slack.workspace.bot}> "
        sent = _Sent(self, room, self.person.says(room, f"{mention}{text}"), mention)
        talk = Talk(self, room, sent.message["ts"])
        return talk, sent

    def joins(self, talk: front.Talk) -> "Talk":
        assert isinstance(talk, Talk)
        return Talk(self, talk.room, talk.root)

    def notices(self) -> Sequence[str]:
        """New messages of heddle's: in the direct conversation, and those that hold buttons."""
        slack = self.front.slack
        bot, room = slack.workspace.bot, self.front.room
        written = slack.messages(self.person.dm)
        if room is not None:
            # Who began a thread follows it.
            own = {each["ts"] for each in slack.messages(room) if each["user"] == self.person.id}
            written += [each for each in slack.messages(room) if each.get("thread_ts") in own]
        told = [each for each in written if each.get("user") == bot and not _is_card(each)]
        return [_text_of(each) for each in told if not _delivery(each).startswith(_REPLIES)]


class _Sent:
    def __init__(self, who: _Person, room: Channel, message: Json, mention: str = "") -> None:
        self._who, self._room, self.message = who, room, message
        self._mention = mention

    def again(self) -> None:
        slack = self._who.front.slack
        ts = self.message["ts"]
        mine = [each for each in slack.deliveries if each.event.get("ts") == ts]
        with slack.core.changed:
            for each in mine:
                slack.core.send(each)

    def edit(self, text: str) -> None:
        self._who.person.edits(self._room, self.message["ts"], f"{self._mention}{text}")

    def delete(self) -> None:
        self._who.person.deletes(self._room, self.message["ts"])


class Talk:
    """A thread as one person sees it; `root` is its first message's `ts`."""

    def __init__(self, who: _Person, room: Channel, root: str) -> None:
        self._who, self.room, self.root = who, room, root
        self._slack = who.front.slack
        self._pressed: dict[str, tuple[Json, str, str]] = {}

    def say(self, text: str) -> _Sent:
        sent = self._who.person.says(self.room, text, thread=self.root)
        return _Sent(self._who, self.room, sent)

    def order(self, line: str) -> str:
        before = len(self._replies())
        self.say(line)
        self._slack.until(lambda: len(self._replies()) > before)
        return self._replies()[before]

    def _replies(self) -> list[str]:
        """What heddle said to this person alone; in a direct conversation, plain replies."""
        if not self._who.front.direct:
            return [_text_of(each) for each in self._who.person.notices]
        return [_text_of(each) for each in self._mine() if _delivery(each).startswith(_REPLIES)]

    def _mine(self) -> list[Json]:
        bot = self._slack.workspace.bot
        found = self._slack.messages(self.room, self.root)
        return [each for each in found if each.get("user") == bot]

    def read(self) -> str:
        if self._who.person.id not in self.room.members:
            return ""
        return "\n".join(_text_of(each) for each in self._slack.messages(self.room, self.root))

    def answers(self) -> Sequence[str]:
        """Posted deliveries that are neither cards nor buttons nor files nor replies."""
        said = [each for each in self._mine() if not _buttons(each) and "files" not in each]
        return [_text_of(each) for each in said if not _delivery(each).startswith(_REPLIES)]

    def choices(self) -> Sequence[str]:
        """Buttons of the thread, its card's among them; menus count with their options."""
        found: list[str] = []
        where = [*self._mine(), *self._slack.messages(self._who.person.dm)]
        for message in where:
            for label, action, value in _buttons(message):
                if action.startswith(_CHOOSES) and label not in found:
                    found.append(label)
                    self._pressed[label] = (dict(message), action, value)
        return found

    def press(self, label: str) -> None:
        assert label in self.choices(), label
        self._deliver(label)

    def _deliver(self, label: str) -> Delivery:
        message, action, value = self._pressed[label]
        # Without an app at the other end Slack says so, and a person presses again.
        self._slack.until(lambda: self._slack.sockets.connections, 30)
        return self._who.person.press(message, action, value)

    def press_again(self, label: str) -> str:
        before = len(self._who.person.notices)
        pressed = self._deliver(label)
        self._slack.until(lambda: pressed.acked and len(self._who.person.notices) > before)
        return _text_of(self._who.person.notices[-1])


def _delivery(message: Json) -> str:
    """Return the id of what a message delivers."""
    payload: Json = message.get("metadata", {}).get("event_payload", {})
    return str(payload.get("id", ""))


def _is_card(message: Json) -> bool:
    """Tell whether it is a session's status card: it always has its details."""
    return any(label == "Details" for label, _, _ in _buttons(message))


def _buttons(message: Json) -> list[tuple[str, str, str]]:
    return [
        (each["text"]["text"], each["action_id"], each.get("value", ""))
        for block in message.get("blocks", [])
        for each in elements(block)
        if each.get("type") == "button" and "action_id" in each
    ]


def _text_of(message: Json) -> str:
    """Return all words of a message, its blocks' first: that is what people see."""
    words = _strings(message.get("blocks", [])) or [str(message.get("text", ""))]
    return re.sub(r"\s+", " ", " ".join(words)).strip()


def _strings(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for each in node for text in _strings(each)]
    if not isinstance(node, dict):
        return []
    own = [node["text"]] if isinstance(node.get("text"), str) else []
    inner = [value for key, value in node.items() if key not in ("value", "action_id")]
    return [*own, *(text for each in inner for text in _strings(each))]


@contextmanager
def slack(folder: Path, *, direct: bool) -> Iterator[Slack]:
    """Start a heddle and a workspace that it is connected to; nothing may be wrong at the end."""
    with (
        FakeSlack() as platform,
        running(folder / "data", **variables(platform), **front.SOON) as up,
    ):
        platform.until(lambda: platform.sockets.connections, patience=30)
        yield Slack(up, platform, direct=direct)
        assert not platform.violations, platform.violations
