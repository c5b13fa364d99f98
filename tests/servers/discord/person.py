"""What people do in Discord: they write, react, press, choose, fill in and give commands."""

from collections.abc import Iterable, Mapping
from typing import Any

from tests.servers.discord import components, events, messages, payloads, threads, typed
from tests.servers.discord.core import Core, Upload
from tests.servers.discord.interactions import AUTOCOMPLETE, COMMAND, COMPONENT, SUBMIT, Interaction
from tests.servers.discord.permissions import may, speaking
from tests.servers.discord.world import (
    FORUM,
    PRIVATE_THREAD,
    PUBLIC_THREAD,
    Channel,
    Guild,
    Member,
    User,
)

Json = dict[str, Any]
Files = Iterable[tuple[str, bytes]]


class Person:
    """Somebody with an account; a driver for tests, usable from any thread."""

    def __init__(self, core: Core, user: User) -> None:
        self._core = core
        self.user = user

    @property
    def id(self) -> str:
        return self.user.id

    @property
    def mention(self) -> str:
        return self.user.mention

    @property
    def dm(self) -> Channel:
        """The DM with the bot."""
        with self._core.changed:
            return self._core.world.dm(self.user)

    @property
    def notices(self) -> list[Json]:
        """What only they were shown, oldest first; alive."""
        with self._core.changed:
            return list(self.user.notices)

    def says(
        self, channel: Channel, text: str, reply_to: Json | None = None, files: Files = ()
    ) -> Json:
        """Write a message; `<@id>` mentions (see `mention`)."""
        with self._core.changed:
            self._may(channel, speaking(channel))
            made = self._message(channel, text, files)
            if reply_to is not None:
                messages.refer(self._core, made, reply_to, channel)
            return messages.write(self._core, channel, made)

    def edits(self, message: Json, text: str) -> None:
        """Change one's own message."""
        with self._core.changed:
            messages.change(self._core, self._own(message), message, {"content": text})

    def deletes(self, message: Json) -> None:
        """Remove one's own message, or anybody's where they may."""
        with self._core.changed:
            channel = self._channel_of(message)
            if message["author"]["id"] != self.id:
                self._may(channel, "manage_messages")
            messages.remove(self._core, channel, message)

    def reacts(self, message: Json, emoji: str) -> None:
        """Add a reaction."""
        with self._core.changed:
            channel = self._channel_of(message)
            messages.react(self._core, channel, message, self.id, emoji)

    def unreacts(self, message: Json, emoji: str) -> None:
        """Take one's reaction away."""
        with self._core.changed:
            channel = self._channel_of(message)
            messages.unreact(self._core, channel, message, self.id, emoji)

    def types(self, channel: Channel) -> None:
        """Begin to type."""
        with self._core.changed:
            events.typing(self._core, channel, self.id)

    def slash(self, text: str, channel: Channel, **options: Any) -> Interaction:
        """Give a command: `/heddle start prompt:fix it`, or the options by name.

        A person, channel or role as an option is itself; a file is (name, content).
        """
        return self._command(text, channel, options, COMMAND)

    def autocompletes(self, text: str, channel: Channel, **options: Any) -> Interaction:
        """Type a command as far as this; the last option waits for suggestions."""
        return self._command(text, channel, options, AUTOCOMPLETE)

    def context_menu(self, message: Json, name: str) -> Interaction:
        """Use a message's context menu."""
        with self._core.changed:
            channel = self._channel_of(message)
            found = payloads.known(self._core, channel, name, 3)
            data = payloads.on_message(self._core, found, channel, message)
            return payloads.bring(self._core, self.user, channel, COMMAND, data)

    def presses(self, message: Json, button: str) -> Interaction:
        """Press the button with this label or custom id."""
        with self._core.changed:
            channel = self._channel_of(message)
            data = payloads.pressed(components.button(message, button))
            return payloads.bring(self._core, self.user, channel, COMPONENT, data, message)

    def chooses(self, message: Json, *values: str, custom_id: str | None = None) -> Interaction:
        """Choose these values or labels in the select that offers them."""
        with self._core.changed:
            channel = self._channel_of(message)
            element, chosen = components.select(message, values, custom_id)
            data = payloads.pressed(element, chosen)
            if element["type"] in (5, 7):
                data["resolved"] = payloads.resolved_users(self._core, channel, chosen)
            return payloads.bring(self._core, self.user, channel, COMPONENT, data, message)

    def submits(self, opened: Interaction, values: Mapping[str, Any]) -> Interaction:
        """Send the modal that an interaction opened; `values` are by custom id or label."""
        with self._core.changed:
            assert opened.modal is not None, "no modal was opened"
            assert opened.user is self.user, f"the modal is {opened.user.name}'s"
            held = components.filled(opened.modal, values)
            data: Json = {"custom_id": opened.modal["custom_id"], "components": held}
            core, channel = self._core, opened.channel
            return payloads.bring(core, self.user, channel, SUBMIT, data, opened.source, opened)

    def posts(
        self, forum: Channel, title: str, text: str, tags: Iterable[str] = (), files: Files = ()
    ) -> Channel:
        """Open a post in a forum; `tags` are names."""
        with self._core.changed:
            assert forum.kind == FORUM, f"{forum.name} is no forum"
            self._may(forum, "send_messages")
            ids = [each["id"] for each in forum.tags if each["name"] in tags]
            assert len(ids) == len(list(tags)), f"{forum.name} has not all of {tags}"
            asked = {"name": title, "applied_tags": ids}
            first = self._message(forum, text, files)
            return threads.post(self._core, forum, self.user, asked, first)

    def opens_thread(
        self, place: Channel, name: str, message: Json | None = None, private: bool = False
    ) -> Channel:
        """Open a thread, on a message or on none."""
        with self._core.changed:
            self._may(place, "create_private_threads" if private else "create_public_threads")
            if message is not None:
                asked = {"name": name}
                return threads.on_message(self._core, place, message, self.user, asked)
            kind = PRIVATE_THREAD if private else PUBLIC_THREAD
            return threads.bare(self._core, place, self.user, {"name": name}, kind)

    def changes_thread(self, thread: Channel, **asked: Any) -> None:
        """Set a thread's `name`, `archived`, `locked` or `applied_tags` (ids)."""
        with self._core.changed:
            threads.change(self._core, thread, self.user, asked)

    def joins(self, place: Channel | Guild) -> None:
        """Come into a thread or a server."""
        with self._core.changed:
            if isinstance(place, Channel):
                messages.join(self._core, place, self.id)
                return
            made = Member(self.user, self._core.world.stamp())
            place.members[self.id] = made
            events.guild_member(self._core, place, made, "ADD")

    def leaves(self, place: Channel | Guild) -> None:
        """Go out of a thread or a server."""
        with self._core.changed:
            if isinstance(place, Channel):
                threads.leave(self._core, place, self.id)
                return
            gone = place.members.pop(self.id)
            events.guild_member(self._core, place, gone, "REMOVE")

    def closes_dms(self, closed: bool = True) -> None:
        """Take no direct messages, or take them again."""
        with self._core.changed:
            self.user.dms_open = not closed

    def _command(
        self, text: str, channel: Channel, given: Mapping[str, Any], kind: int
    ) -> Interaction:
        with self._core.changed:
            self._may(channel, "use_application_commands")
            word, _, rest = text.removeprefix("/").partition(" ")
            found = payloads.known(self._core, channel, word, 1)
            options = typed.read(found, rest.strip(), given, kind == AUTOCOMPLETE)
            guild = channel.guild.id if channel.guild else ""
            resolved = self._resolved(channel, typed.leaves(options))
            data = payloads.command(found, options, resolved, guild)
            return payloads.bring(self._core, self.user, channel, kind, data)

    def _resolved(self, channel: Channel, options: Iterable[Json]) -> Json:
        made: Json = {}
        for each in options:
            if each["type"] in (typed.USER, typed.MENTIONABLE):
                made |= payloads.resolved_users(self._core, channel, [each["value"]])
            if each["type"] == typed.CHANNEL:
                made |= payloads.resolved_channels(self._core, [each["value"]])
            if each["type"] == typed.ATTACHMENT:
                name, content = each["value"]
                [file] = messages.keep(self._core, channel, [Upload(name, content, "")])
                each["value"] = file["id"]
                made.setdefault("attachments", {})[file["id"]] = file
        return made

    def _message(self, channel: Channel, text: str, files: Files) -> Json:
        uploads = [Upload(name, content, "") for name, content in files]
        kept = messages.keep(self._core, channel, uploads)
        assert text or kept, "an empty message"
        asked = {"content": text, "attachments": kept}
        return messages.made(self._core, channel, self.user, asked)

    def _channel_of(self, message: Json) -> Channel:
        channel = self._core.world.channels.get(message["channel_id"])
        assert channel is not None, "the channel is gone"
        hidden = any(each is message for each in self.user.notices)
        assert hidden or message["id"] in channel.messages, (
            "the message is nowhere that they see: a person cannot act on it any more"
        )
        return channel

    def _own(self, message: Json) -> Channel:
        assert message["author"]["id"] == self.id, "only one's own messages can be changed"
        return self._channel_of(message)

    def _may(self, channel: Channel, *wanted: str) -> None:
        who = self.user.name
        if channel.recipient is not None:
            assert channel.recipient is self.user, f"that is not {who}'s direct message"
        else:
            assert may(channel, self.id, *wanted), f"{who} may not {wanted} in {channel.name}"
        locked = channel.thread is not None and channel.thread.locked
        assert not locked or may(channel, self.id, "manage_threads"), f"{channel.name} is locked"
