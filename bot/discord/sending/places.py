"""Where a lane leads: a thread, or a person's direct messages."""

from dataclasses import dataclass

from bot.discord.api.web import Api
from service.domain.deliveries import DIRECT
from service.domain.threads import ThreadKey

DIRECTS = "@me"
"""The workspace of direct messages, as in Discord's own addresses."""
SITE = "https://discord.com/channels"
FORUMS = frozenset({15, 16})
"""Kinds of channels whose posts are threads."""


@dataclass(frozen=True, slots=True)
class Place:
    """The channel or thread that is written to, and the message that is answered: in direct
    messages the one that opened the session, so that a reply to any of them finds it.
    """

    channel: str
    reply: str = ""


def is_direct(thread: ThreadKey) -> bool:
    """Tell whether only one person and heddle are there."""
    return thread.thread == DIRECT or thread.workspace == DIRECTS


async def place_of(api: Api, lane: ThreadKey) -> Place:
    """Return where the lane leads; opens a person's direct messages where it is that."""
    if lane.thread == DIRECT:
        return Place(await api.open_dm(lane.room))
    return Place(lane.room, lane.thread) if is_direct(lane) else Place(lane.thread)


async def first_message(api: Api, thread: ThreadKey) -> tuple[str, str]:
    """Return the channel and the id of the message that a session's thread stands on."""
    if is_direct(thread) or (await api.channel(thread.room)).get("type") not in FORUMS:
        return thread.room, thread.thread
    return thread.thread, thread.thread


def link_of(thread: ThreadKey) -> str:
    """Return the thread's address, empty for a person's direct messages as a whole."""
    if thread.thread == DIRECT:
        return ""
    if is_direct(thread):
        return f"{SITE}/{DIRECTS}/{thread.room}/{thread.thread}"
    return f"{SITE}/{thread.workspace}/{thread.thread}"
