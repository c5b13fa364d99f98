"""What a workspace holds: people, channels, messages, files and views."""

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.servers.slack.errors import SlackError, require

Json = dict[str, Any]


@dataclass(eq=False)
class User:
    """A person or a bot of the workspace, or a stranger from a connected one."""

    id: str
    name: str
    team: str
    kind: str = "normal"
    """normal, admin, guest, single-channel guest, external or bot."""
    deleted: bool = False
    zone: str = "Europe/Berlin"
    home: Json | None = None
    modals: list[Json] = field(default_factory=list)
    """Open modals, the last one on top."""
    notices: list[Json] = field(default_factory=list)
    """Ephemeral messages to this person."""

    @property
    def email(self) -> str:
        return f"{self.name}@example.com"

    def shown(self) -> Json:
        """Return the person as `users.info` tells them."""
        bot, guest = self.kind == "bot", "guest" in self.kind
        shown: Json = {
            "id": self.id,
            "team_id": self.team,
            "name": self.name,
            "deleted": self.deleted,
            "real_name": self.name.title(),
            "profile": {
                "real_name": self.name.title(),
                "display_name": self.name,
                "image_48": "https://avatars.example.com/48.png",
                "team": self.team,
            },
            "is_bot": bot,
            "is_app_user": False,
            "updated": 1_700_000_000,
        }
        if not self.deleted:
            shown |= {"tz": self.zone, "tz_label": self.zone, "tz_offset": 3_600}
            admin = self.kind == "admin"
            shown |= {"is_admin": admin, "is_owner": False, "is_restricted": guest}
            shown["is_ultra_restricted"] = self.kind == "single-channel guest"
        if self.kind == "external":
            shown["is_stranger"] = True
        elif not bot:
            shown["profile"]["email"] = self.email
        return shown


@dataclass(eq=False)
class Channel:
    """Where messages stand; `kind` is channel, group or im."""

    id: str
    name: str
    kind: str = "channel"
    members: list[str] = field(default_factory=list)
    archived: bool = False
    shared: bool = False
    messages: dict[str, Json] = field(default_factory=dict)
    """By timestamp, oldest first."""

    def message(self, ts: object) -> Json:
        """Return the message, or refuse as Slack does."""
        found = self.messages.get(str(ts))
        if found is None:
            raise SlackError("message_not_found")
        return found

    def replies(self, ts: str) -> list[Json]:
        """Return a thread's answers, without its first message."""
        return [
            each for each in self.messages.values() if each.get("thread_ts") == ts != each["ts"]
        ]

    def shown(self, bot: str) -> Json:
        """Return the channel as `conversations.info` tells it."""
        shown: Json = {
            "id": self.id,
            "created": 1_700_000_000,
            "is_archived": self.archived,
            "is_im": self.kind == "im",
            "is_mpim": False,
            "is_org_shared": False,
            "context_team_id": "T0LOOM001",
        }
        if self.kind == "im":
            others = [each for each in self.members if each != bot]
            return {**shown, "user": others[0], "is_user_deleted": False, "priority": 0}
        return shown | {
            "name": self.name,
            "name_normalized": self.name,
            "is_channel": self.kind == "channel",
            "is_group": self.kind == "group",
            "is_private": self.kind == "group",
            "is_general": False,
            "is_shared": self.shared,
            "is_ext_shared": self.shared,
            "is_member": bot in self.members,
            "num_members": len(self.members),
            "topic": {"value": "", "creator": "", "last_set": 0},
            "purpose": {"value": "", "creator": "", "last_set": 0},
        }


@dataclass(eq=False)
class File:
    """An upload; `content` is None until it came."""

    id: str
    name: str
    user: str
    size: int
    content: bytes | None = None
    title: str = ""
    channels: list[str] = field(default_factory=list)


@dataclass(eq=False)
class Trigger:
    """What lets an app open a modal, once and not for long."""

    user: str
    made: float
    used: bool = False


@dataclass(eq=False)
class ResponseUrl:
    """What lets an app answer an interaction, five times in half an hour."""

    user: str
    channel: str
    made: float
    message: Json | None = None
    """The message whose button was pressed; None after a slash command."""
    used: int = 0


class Workspace:
    """The state of one workspace with one app in it."""

    team = "T0LOOM001"
    domain = "loom"
    app = "A0HEDDLE1"
    bot = "U0HEDDLE1"
    bot_id = "B0HEDDLE1"
    bot_name = "heddle"

    def __init__(self, seed: int = 0, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.random = random.Random(seed)
        self.users: dict[str, User] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, Json] = {}
        self.triggers: dict[str, Trigger] = {}
        self.response_urls: dict[str, ResponseUrl] = {}
        self.statuses: dict[tuple[str, str], str] = {}
        """The agent's status by channel and thread, as the thread shows it."""
        self.sessions: dict[tuple[str, str], Json] = {}
        self.titles: dict[tuple[str, str], str] = {}
        self.prompts: dict[tuple[str, str], list[Json]] = {}
        self.messages_tab = "open"
        """open, read-only or off."""
        self.trigger_seconds = 3.0
        self._last_ts = 0
        self._count = 0
        self.users[self.bot] = User(self.bot, self.bot_name, self.team, "bot")

    def ts(self) -> str:
        """Return a timestamp later than all before it."""
        self._last_ts = max(self._last_ts + 1, int(self.now() * 1_000_000))
        return f"{self._last_ts // 1_000_000}.{self._last_ts % 1_000_000:06d}"

    def id(self, prefix: str) -> str:
        """Return an id that was never given before."""
        self._count += 1
        return f"{prefix}0{self._count:08d}"

    def token(self) -> str:
        """Return something that nobody guesses."""
        return secrets.token_hex(12)

    def user(self, user: object) -> User:
        found = self.users.get(str(user))
        if found is None:
            raise SlackError("user_not_found")
        return found

    def channel(self, channel: object) -> Channel:
        """Return a channel that the bot can see, or refuse as Slack does."""
        found = self.channels.get(str(channel))
        if found is None or (found.kind != "channel" and self.bot not in found.members):
            raise SlackError("channel_not_found")
        return found

    def target(self, channel: object) -> Channel:
        """Return a channel that the bot may post in; a person's id means their DM."""
        if str(channel) in self.users:
            return self.im(str(channel))
        found = self.channel(channel)
        require(self.bot in found.members, "not_in_channel")
        require(not found.archived, "is_archived")
        if found.kind == "im":
            require(self.messages_tab != "off", "messages_tab_disabled")
        return found

    def im(self, user: str) -> Channel:
        """Return the DM of a person and the bot, made at need."""
        person = self.user(user)
        require(not person.deleted, "user_disabled")
        require(person.kind != "bot", "cannot_dm_bot")
        for each in self.channels.values():
            if each.kind == "im" and user in each.members:
                return each
        made = Channel(self.id("D"), "directmessage", "im", [user, self.bot])
        self.channels[made.id] = made
        return made

    def trigger(self, user: str) -> str:
        """Return a trigger id for something that a person just did."""
        made = f"{self.id('1')[1:]}.{self.team[1:]}.{self.token()}"
        self.triggers[made] = Trigger(user, self.now())
        return made

    def exchange(self, trigger: object) -> str:
        """Use a trigger up and return whose it was."""
        found = self.triggers.get(str(trigger))
        if found is None:
            raise SlackError("invalid_trigger_id")
        require(not found.used, "exchanged_trigger_id")
        require(self.now() - found.made <= self.trigger_seconds, "expired_trigger_id")
        found.used = True
        return found.user
