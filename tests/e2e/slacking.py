"""What tests of Slack end to end share: kills, and how a session ends well."""

import signal
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from tests.channels.promises.by_slack import Workspace, variables
from tests.e2e.crew import Crew, crew
from tests.e2e.running import Up, wait_until
from tests.servers.postgres import Postgres
from tests.servers.slack import schemas
from tests.servers.slack.server import FakeSlack
from tests.servers.slack.workspace import Channel

Json = dict[str, Any]
CLAIMED = 120.0
"""Seconds after which what a killed process had claimed is certainly done by another."""
SIGNS_OF_THE_END = {"white_check_mark", "x", "octagonal_sign"}


@contextmanager
def slack_crew(folder: Path, server: Postgres, url: str) -> Iterator[tuple[FakeSlack, Crew]]:
    """Have a Slack, and a deployment set up for it whose processes the test starts."""
    schemas.needed()
    with FakeSlack() as slack, crew(folder, server, url, **variables(slack)) as made:
        yield slack, made


def kill_bot(up: Up) -> None:
    """Kill the bot process, if there is one just now."""
    bot = up.child("bot", "bot")
    if bot is not None:
        bot.send_signal(signal.SIGKILL)


def kill_worker(up: Up) -> None:
    """Kill the worker, if there is one just now."""
    worker = up.child("service", "worker")
    if worker is not None:
        worker.send_signal(signal.SIGKILL)


def asks_sent(up: Up) -> int:
    """Count the questions of which heddle has the platform's receipt."""
    counted = "SELECT count(*) FROM deliveries WHERE kind = 'ask' AND state = 'sent'"
    with closing(sqlite3.connect(up.folder / "heddle.db")) as database:
        found: int = database.execute(counted).fetchone()[0]
    return found


def replies(front: Workspace, room: Channel, ts: str) -> list[Json]:
    """Return heddle's messages in a thread."""
    bot = front.slack.workspace.bot
    return [each for each in front.slack.messages(room, ts) if each.get("user") == bot]


def marks(front: Workspace, room: Channel, ts: str) -> set[str]:
    """Return the reactions on a thread's first message."""
    first = next(each for each in front.slack.messages(room) if each["ts"] == ts)
    return {each["name"] for each in first.get("reactions", [])}


def is_over(front: Workspace, room: Channel, ts: str) -> bool:
    """Tell whether its reaction says that it ended."""
    return bool(marks(front, room, ts) & SIGNS_OF_THE_END)


def doubled(messages: list[Json]) -> list[str]:
    """Return the deliveries of which more than one message stands there."""
    parts = [
        f"{payload.get('id')}/{payload.get('part', 0)}"
        for each in messages
        if (payload := each.get("metadata", {}).get("event_payload"))
    ]
    return [each for each in set(parts) if parts.count(each) > 1]


def ends_well(front: Workspace, room: Channel, ts: str) -> None:
    """Wait for the end of a session, with its card and its answer, each of them once."""
    wait_until(partial(is_over, front, room, ts), f"the end of {ts}", CLAIMED)
    wait_until(lambda: len(replies(front, room, ts)) >= 2, "its card and its answer", CLAIMED)
    wait_until(
        lambda: marks(front, room, ts) == {"white_check_mark"}, "the one sign of its end", CLAIMED
    )
    assert doubled(replies(front, room, ts)) == []
