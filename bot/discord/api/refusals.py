"""What Discord says when it does not do something, as heddle's ways of failing."""

from collections.abc import Mapping

from service.domain.errors import Permanent, Temporary

SOURCE = "discord"
UNKNOWN_MESSAGE = 10008
UNKNOWN_EMOJI = 10014
TOO_LARGE = 40005
CLOSED = frozenset({50007, 50278})
"""They take no direct messages from heddle; the second: they share no server with it."""
EMPTY = 50006
"""Nothing is left of a message that had only boxes, which heddle may not post there."""
FORBIDDEN = 50013
BAD_FORM = 50035
ARCHIVED = 50083

_PASSING = frozenset({20016, 20022, 20028, 40003, 130000})
"""Codes of what passes by itself."""
_ROLE = "in the channel's settings, for heddle's role"
_WHAT: Mapping[int, str] = {
    10003: "The channel or thread was deleted.",
    10004: "heddle is not in that server. Invite it again: `heddle discord setup` shows the link.",
    10008: "The message was deleted.",
    10013: "Discord knows no such person.",
    10014: "Discord knows no such emoji.",
    30010: "The message has as many different reactions as Discord allows.",
    40005: "It is too large for this server.",
    50001: f"heddle cannot see it. Allow “View Channel” {_ROLE}.",
    50005: "The message cannot be edited, it is not heddle's own.",
    50007: (
        "They take no direct messages from heddle. They can allow them in the privacy settings of a"
        " server that heddle is in."
    ),
    50006: f"heddle may not post boxes there. Allow “Embed Links” {_ROLE}.",
    50024: "That kind of channel does not take it.",
    50035: "Discord could not read the message's layout.",
    50083: "The thread is archived and heddle may not open it. Open it again.",
    50278: "They share no server with heddle any more.",
    90001: "Somebody there has blocked heddle.",
    160005: "The thread is locked. Unlock it, or allow heddle's role “Manage Threads”.",
    200000: "The server's AutoMod has blocked it. Let heddle's role pass its rules.",
}
_NEEDED: Mapping[str, str] = {
    "create_message": (
        "“Send Messages”, “Send Messages in Threads”, “Embed Links” and “Attach Files”"
    ),
    "update_message": "“Embed Links” and “Attach Files”",
    "add_my_message_reaction": "“Add Reactions” and “Read Message History”",
    "update_channel": "“Manage Threads”",
    "trigger_typing_indicator": "“Send Messages” and “Send Messages in Threads”",
    "list_messages": "“Read Message History”",
}
_UNAUTHORIZED = (
    "Discord does not take the bot token. Make a new one under “Bot” in the developer portal and"
    " set HEDDLE_DISCORD__TOKEN."
)


class DiscordRefused(Permanent):
    """Discord refuses it; `code` is its own number, the text says what to fix."""

    def __init__(self, text: str, code: int) -> None:
        super().__init__(text)
        self.code = code


def refusal(name: str, status: int, code: int, told: str) -> DiscordRefused | Temporary:
    """Return what an answer means that is no success; `name` is the operation."""
    if code in _PASSING:
        return limited(name, None)
    if status == 401:
        return DiscordRefused(_UNAUTHORIZED, code)
    if status == 413:
        code = TOO_LARGE
    said = _WHAT.get(code, "")
    if code == FORBIDDEN:
        needed = _NEEDED.get(name, "what it needs")
        said = f"heddle lacks a permission there. Allow {needed} {_ROLE}."
    detail = f": {told[:200]}" if code == BAD_FORM or not said else ""
    return DiscordRefused(f"{said or 'Discord refused it.'} ({name}: {code}{detail})", code)


def limited(name: str, retry_after: float | None) -> Temporary:
    """Return the error of a rate limit that lasts for so many seconds (None: unknown)."""
    wait = "" if retry_after is None else f"; it goes on in {retry_after:.0f} s"
    said = f"Discord limits {name}{wait}"
    return Temporary(said, retry_after=retry_after, source=SOURCE, limited=True)
