"""How a session in Discord ends well, seen by somebody in its server."""

from collections import Counter
from functools import partial
from typing import Any

from tests.channels.promises.by_discord import Guild
from tests.e2e.running import wait_until
from tests.e2e.slacking import CLAIMED
from tests.servers.discord.world import Channel

Json = dict[str, Any]
DONE, SIGNS_OF_THE_END = "✅", {"✅", "❌", "🛑"}


def thread_of(front: Guild, root: str) -> Channel | None:
    """Return the thread on a message, None before there is one."""
    with front.discord.core.changed:
        return front.discord.world.channels.get(root)


def replies(front: Guild, root: str) -> list[Json]:
    """Return what heddle wrote in the thread on a message."""
    thread = thread_of(front, root)
    return [] if thread is None else front.told(thread)


def marks(front: Guild, root: str) -> set[str]:
    """Return the reactions on the first message."""
    assert front.room is not None
    first = next(each for each in front.discord.messages(front.room) if each["id"] == root)
    return {each["emoji"]["name"] for each in first.get("reactions") or []}


def doubled(front: Guild, root: str) -> list[str]:
    """Return the sends of which more than one message stands there."""
    calls = [
        each
        for each in front.discord.called("create_message")
        if each.status == 200 and each.places.get("channel_id") == root
    ]
    made = {(each.body["nonce"], each.answer["id"]) for each in calls if each.body.get("nonce")}
    return [nonce for nonce, count in Counter(nonce for nonce, _ in made).items() if count > 1]


def ends_well(front: Guild, root: str) -> None:
    """Wait for the end of a session, with its card and its answer, each of them once."""
    wait_until(lambda: bool(marks(front, root) & SIGNS_OF_THE_END), f"the end of {root}", CLAIMED)
    wait_until(lambda: len(replies(front, root)) >= 2, "its card and its answer", CLAIMED)
    wait_until(partial(_is_done, front, root), "the one sign of its end", CLAIMED)
    assert doubled(front, root) == []


def _is_done(front: Guild, root: str) -> bool:
    return marks(front, root) == {DONE}
