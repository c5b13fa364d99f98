"""Where a lane leads: a thread of a channel, or a person's direct messages."""

from dataclasses import dataclass

from bot.slack.api.web import Api
from service.domain.deliveries import DIRECT
from service.domain.threads import ThreadKey


@dataclass(frozen=True, slots=True)
class Place:
    """A conversation's id, and the thread's first message; empty: not in a thread."""

    channel: str
    thread_ts: str = ""


def is_direct(thread: ThreadKey) -> bool:
    """Tell whether only one person and heddle are there."""
    return thread.thread == DIRECT or thread.room.startswith("D")


async def place_of(api: Api, lane: ThreadKey) -> Place:
    """Return where the lane leads; opens a person's direct messages where it is that."""
    if lane.thread == DIRECT:
        return Place(await api.open_dm(lane.room))
    return Place(lane.room, lane.thread)
