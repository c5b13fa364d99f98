"""What heddle may do in a workspace: the scope that each method and each event needs."""

from collections.abc import Iterable, Mapping

_HISTORY = ("channels:history", "groups:history", "im:history", "mpim:history")
_ROOMS = ("channels:read", "groups:read", "im:read", "mpim:read")

METHODS: Mapping[str, tuple[str, ...]] = {
    "agents.sessions.setStatus": ("assistant:write",),
    "assistant.threads.setStatus": ("assistant:write",),
    "auth.test": (),
    "bots.info": ("users:read",),
    "chat.appendStream": ("chat:write",),
    "chat.delete": ("chat:write",),
    "chat.postEphemeral": ("chat:write",),
    "chat.postMessage": ("chat:write",),
    "chat.startStream": ("chat:write",),
    "chat.stopStream": ("chat:write",),
    "chat.update": ("chat:write",),
    "conversations.history": _HISTORY,
    "conversations.info": _ROOMS,
    "conversations.open": ("im:write",),
    "conversations.replies": _HISTORY,
    "files.completeUploadExternal": ("files:write",),
    "files.getUploadURLExternal": ("files:write",),
    "files.info": ("files:read",),
    "reactions.add": ("reactions:write",),
    "reactions.remove": ("reactions:write",),
    "users.conversations": _ROOMS,
    "users.info": ("users:read",),
    "users.list": ("users:read",),
    "users.lookupByEmail": ("users:read", "users:read.email"),
    "views.open": (),
    "views.publish": (),
    "views.update": (),
}
"""Every method that is called with the bot's token, and all scopes that it is called with."""

OTHER_TOKENS = frozenset({"apps.connections.open", "apps.manifest.create"})
"""Methods that the app-level token or a configuration token allows by itself."""

EVENTS: Mapping[str, tuple[str, ...]] = {
    "agent_session_stopped": (),
    "app_home_opened": (),
    "app_mention": ("app_mentions:read",),
    "channel_archive": ("channels:read",),
    "channel_deleted": ("channels:read",),
    "channel_left": ("channels:read",),
    "channel_unarchive": ("channels:read",),
    "group_archive": ("groups:read",),
    "group_deleted": ("groups:read",),
    "group_left": ("groups:read",),
    "group_unarchive": ("groups:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "message.channels": ("channels:history",),
    "message.groups": ("groups:history",),
    "message.im": ("im:history",),
    "message.mpim": ("mpim:history",),
    "user_change": ("users:read",),
}
"""Every event that Slack is asked to tell of. `message.im` and its like arrive as `message`."""

COMMANDS = "commands"
"""Slash commands and shortcuts."""


def needed() -> list[str]:
    """Return every scope that the bot's token needs, sorted."""
    return sorted({COMMANDS, *_flat(METHODS.values()), *_flat(EVENTS.values())})


def _flat(scopes: Iterable[tuple[str, ...]]) -> Iterable[str]:
    return (each for some in scopes for each in some)
