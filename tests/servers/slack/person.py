"""A person at their Slack: writes, presses, chooses, submits. Plain calls, from any thread."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.servers.slack import events, messages, payloads
from tests.servers.slack.core import Core, Delivery
from tests.servers.slack.limits import elements
from tests.servers.slack.methods import reactions
from tests.servers.slack.methods.conversations import joins
from tests.servers.slack.workspace import Channel, File, User

Json = dict[str, Any]


class Person:
    """One person; what they do reaches the app as Slack would bring it."""

    def __init__(self, core: Core, user: User) -> None:
        self._core = core
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def notices(self) -> list[Json]:
        """Return the ephemeral messages that only this person saw."""
        with self._core.changed:
            return list(self.user.notices)

    @property
    def modal(self) -> Json | None:
        """Return the modal in front of this person."""
        with self._core.changed:
            return self.user.modals[-1] if self.user.modals else None

    @property
    def home(self) -> Json | None:
        """Return this person's App Home."""
        with self._core.changed:
            return self.user.home

    @property
    def dm(self) -> Channel:
        """Return the conversation with the app."""
        with self._core.changed:
            return self._core.workspace.im(self.id)

    def says(
        self,
        channel: Channel,
        text: str,
        thread: str | None = None,
        files: Iterable[tuple[str, bytes]] = (),
        broadcast: bool = False,
    ) -> Json:
        """Write a message, `thread` being the timestamp of another one, and return it."""
        with self._core.changed:
            self._may_write(channel)
            uploads = [self._upload(channel, name, content) for name, content in files]
            message = messages.by_person(self._core, self.id, text, uploads)
            if thread is not None:
                message["thread_ts"] = thread
            if broadcast:
                message["subtype"] = "thread_broadcast"
            messages.write(self._core, channel, message)
            return message

    def edits(self, channel: Channel, ts: str, text: str) -> None:
        """Change an own message."""
        with self._core.changed:
            new = messages.by_person(self._core, self.id, text)
            edited = {"user": self.id, "ts": self._core.workspace.ts()}
            change = {"text": new["text"], "blocks": new["blocks"], "edited": edited}
            messages.change(self._core, channel, self._own(channel, ts), change)

    def deletes(self, channel: Channel, ts: str) -> None:
        """Remove an own message."""
        with self._core.changed:
            messages.remove(self._core, channel, self._own(channel, ts))

    def reacts(self, channel: Channel, ts: str, name: str) -> None:
        """Add a reaction."""
        with self._core.changed:
            reactions.react(self._core, channel, channel.message(ts), self.id, name)

    def unreacts(self, channel: Channel, ts: str, name: str) -> None:
        """Take a reaction away."""
        with self._core.changed:
            reactions.unreact(self._core, channel, channel.message(ts), self.id, name)

    def slash(self, line: str, channel: Channel) -> Delivery:
        """Give a command such as `/heddle start Fix it`; never inside a thread."""
        name, _, text = line.partition(" ")
        with self._core.changed:
            payload = payloads.command(self._core, self.user, channel, name, text)
            return self._core.deliver("slash_commands", payload)

    def press(self, where: Json, action: str, value: str | None = None) -> Delivery:
        """Press a button of a message or a view; `value` tells buttons of one action apart."""
        with self._core.changed:
            block, element = _element(where, action, value)
            return self._act(where, block, element, None, {})

    def selects(self, where: Json, action: str, value: Any, **values: Any) -> Delivery:
        """Choose in a message or a view; `values` are of the view's other elements."""
        with self._core.changed:
            block, element = _element(where, action, None)
            return self._act(where, block, element, value, {**values, action: value})

    def submits(self, **values: Any) -> Delivery:
        """Submit the modal in front, with plain values by action id."""
        with self._core.changed:
            assert self.user.modals, "no modal is open"
            view = self.user.modals[-1]
            _fillable(view, values)
            payload = payloads.submission(self._core, self.user, view, values)
            return self._core.deliver("interactive", payload)

    def closes(self, all_views: bool = False) -> Delivery | None:
        """Close the modal in front; the app hears of it if it asked to."""
        with self._core.changed:
            view = self.user.modals.pop()
            if all_views:
                self.user.modals.clear()
            self._core.changed.notify_all()
            if not view["notify_on_close"]:
                return None
            payload = payloads.closing(self._core, self.user, view, all_views)
            return self._core.deliver("interactive", payload)

    def shortcut(self, channel: Channel, message: Json, callback: str) -> Delivery:
        """Use a shortcut from a message's menu."""
        with self._core.changed:
            made = payloads.message_shortcut(self._core, self.user, channel, message, callback)
            return self._core.deliver("interactive", made)

    def shortcut_anywhere(self, callback: str) -> Delivery:
        """Use a global shortcut."""
        with self._core.changed:
            made = payloads.global_shortcut(self._core, self.user, callback)
            return self._core.deliver("interactive", made)

    def opens_home(self, tab: str = "home") -> Delivery | None:
        """Open the app's home or its messages."""
        with self._core.changed:
            event: Json = {
                "type": "app_home_opened",
                "user": self.id,
                "channel": self._core.workspace.im(self.id).id,
                "tab": tab,
                "event_ts": self._core.workspace.ts(),
            }
            if self.user.home is not None:
                event["view"] = self.user.home
            return events.emit(self._core, event)

    def stops_agent(self, channel: Channel, thread: str) -> Delivery | None:
        """Press Slack's own stop button, which also ends the app's open streams there."""
        with self._core.changed:
            streams = [
                each["ts"] for each in channel.replies(thread) if each.pop("streaming", False)
            ]
            event = {
                "type": "agent_session_stopped",
                "channel": channel.id,
                "thread_ts": thread,
                "user": self.id,
                "streaming_message_ts": streams,
                "event_ts": self._core.workspace.ts(),
            }
            return events.emit(self._core, event)

    def invites_bot(self, channel: Channel) -> None:
        """Bring the app into a channel."""
        with self._core.changed:
            channel.members.append(self._core.workspace.bot)
            joins(self._core, channel, self._core.workspace.bot)

    def joins(self, channel: Channel) -> None:
        """Become a member."""
        with self._core.changed:
            channel.members.append(self.id)
            if self._core.workspace.bot in channel.members:
                joins(self._core, channel, self.id)

    def _act(self, where: Json, block: Json, element: Json, value: Any, values: Json) -> Delivery:
        if where.get("type") in ("modal", "home"):
            payload = payloads.on_view(self._core, self.user, where, block, element, value, values)
        else:
            channel = self._core.workspace.channels[self._channel_of(where)]
            payload = payloads.on_message(
                self._core, self.user, channel, where, block, element, value
            )
        return self._core.deliver("interactive", payload)

    def _channel_of(self, message: Json) -> str:
        if message.get("is_ephemeral"):
            return str(message["channel"])
        for channel in self._core.workspace.channels.values():
            if message["ts"] in channel.messages:
                return channel.id
        raise AssertionError("the message is nowhere: a person cannot press on it any more")

    def _may_write(self, channel: Channel) -> None:
        assert self.id in channel.members, f"{self.user.name} is not in {channel.name}"
        assert not channel.archived, f"{channel.name} is archived"
        assert not self.user.deleted, f"{self.user.name} is deactivated"
        open_tab = channel.kind != "im" or self._core.workspace.messages_tab == "open"
        assert open_tab, "the app's messages tab takes no text: its manifest must open it"

    def _own(self, channel: Channel, ts: str) -> Json:
        message = channel.message(ts)
        assert message["user"] == self.id, "only one's own messages can be changed"
        return message

    def _upload(self, channel: Channel, name: str, content: bytes) -> File:
        workspace = self._core.workspace
        file = File(workspace.id("F"), name, self.id, len(content), content, name, [channel.id])
        workspace.files[file.id] = file
        return file


def _element(where: Json, action: str, value: str | None) -> tuple[Json, Json]:
    found = [
        (block, element)
        for block in where.get("blocks", [])
        for element in elements(block)
        if element.get("action_id") == action and value in (None, element.get("value"))
    ]
    known = [each.get("action_id") for block in where["blocks"] for each in elements(block)]
    assert found, f"no {action!r} (value {value!r}) among {known}"
    return found[0]


def _fillable(view: Json, values: Mapping[str, Any]) -> None:
    """Hold a person to what Slack's own form lets through."""
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    known = {each.get("action_id") for block in view["blocks"] for each in elements(block)}
    assert set(values) <= known, f"no {set(values) - known} among {known}"
    for block in inputs:
        element = block["element"]
        value = values.get(element.get("action_id"), payloads.initial(element))
        assert value or block.get("optional"), f"{element.get('action_id')} is required"
        longest = element.get("max_length", 3_000)
        assert not isinstance(value, str) or len(value) <= longest, "the form takes no longer text"
