"""Several bots on Discord and on the sweeps: one at a time does it, and another takes over."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from service.domain import demo
from tests.channels.promises.by_discord import Guild, text_of, variables
from tests.e2e.crew import Crew, crew
from tests.e2e.discording import ends_well, marks, replies
from tests.e2e.running import wait_until
from tests.servers.discord import schemas
from tests.servers.discord.server import FakeDiscord
from tests.servers.postgres import Postgres

pytestmark = [pytest.mark.alone, pytest.mark.postgres, pytest.mark.timeout(180)]
SOON, AT_ONCE = 15.0, 5.0
"""Seconds within which another bot does what one did that was killed, or that was told to end."""
SWEEPS = "heddle_exporter_leading"
LISTENS = 'heddle_channel_connections{channel="discord"}'


@contextmanager
def in_discord(folder: Path, server: Postgres, url: str, bots: int) -> Iterator[tuple[Crew, Guild]]:
    """Bots, and a server in which people write to them."""
    schemas.needed()
    with FakeDiscord() as platform, crew(folder, server, url, **variables(platform)) as made:
        made.start(bots=bots, workers=1)
        platform.until(lambda: platform.identified, patience=60)
        yield made, Guild(platform, direct=False)
        assert not platform.violations, platform.violations


def asks(front: Guild) -> str:
    """Write to heddle; return the message."""
    _, sent = front.person("ann").start(demo.HAIKU)
    found: str = sent.message["id"]
    return found


def taken_up(front: Guild, root: str, since: float) -> float:
    """Wait until heddle reacts to a message; return how long after `since` that was."""
    wait_until(lambda: marks(front, root) or replies(front, root), "a sign that it was heard")
    return time.monotonic() - since


def test_another_bot_takes_the_gateway_of_one_that_dies_or_ends(
    tmp_path: Path, postgres_server: Postgres, postgres_url: str
) -> None:
    with in_discord(tmp_path, postgres_server, postgres_url, bots=3) as (made, front):
        ends_well(front, asks(front))
        holder, killed = made.who(LISTENS), time.monotonic()
        holder.stop()
        root = asks(front)
        seconds = taken_up(front, root, killed)
        print(f"killed: heard {seconds:.1f} s later")
        ends_well(front, root)
        assert seconds < SOON

        holder, told = made.who(LISTENS), time.monotonic()
        holder.stop(signal.SIGTERM)
        root = asks(front)
        ended, seconds = time.monotonic() - told, taken_up(front, root, told)
        print(f"told to end: ended {ended:.1f} s later, heard {seconds:.1f} s later")
        ends_well(front, root)
        assert seconds < AT_ONCE


def test_a_holder_that_slept_handles_nothing_twice(
    tmp_path: Path, postgres_server: Postgres, postgres_url: str
) -> None:
    with in_discord(tmp_path, postgres_server, postgres_url, bots=2) as (made, front):
        ann, room = front.person("ann").person, front.room
        assert room is not None
        first = asks(front)
        ends_well(front, first)
        holder, frozen = made.who(LISTENS), time.monotonic()
        holder.send(signal.SIGSTOP)
        written = asks(front)
        seconds = taken_up(front, written, frozen)
        print(f"stood still: heard {seconds:.1f} s later")
        assert seconds < SOON
        # Both connections are open, and Discord brings everything on each of them.
        assert len(front.discord.identified) == 2
        started = ann.slash("/heddle start", room, prompt=demo.HAIKU)
        listed = ann.slash("/heddle list", room)
        form = ann.slash("/heddle start", room)
        front.discord.until(lambda: all(each.answered for each in (started, listed, form)), 30)
        holder.send(signal.SIGCONT)
        again = asks(front)
        while_both = ann.slash("/heddle start", room, prompt=demo.NAMES)
        front.discord.until(lambda: len(front.discord.identified) == 1, 30)
        told = ann.slash("/heddle status session:1", room)
        for root in (written, again):
            ends_well(front, root)
        front.discord.until(lambda: while_both.answered and told.answered, 30)
        wait_until(lambda: made.one("SELECT count(*) FROM sessions WHERE state <> 'done'") == 0, "")
        assert made.one("SELECT count(*) FROM sessions") == 5
        for each in (started, listed, form, while_both, told):
            assert not each.followups, each
        assert not [text_of(each) for each in front.told(ann.dm) if front.is_reply(each)]


def test_another_bot_does_what_is_due_when_the_one_that_sweeps_dies_or_ends(
    tmp_path: Path, postgres_server: Postgres, postgres_url: str
) -> None:
    with in_discord(tmp_path, postgres_server, postgres_url, bots=3) as (made, front):
        ann = front.person("ann")
        for _ in range(2):
            ann.start(demo.REPOSITORY)
        told = "SELECT count(*) FROM items WHERE decide_at IS NOT NULL AND told > 0"
        wait_until(lambda: made.one(told) == 2, "both questions are asked")
        for number, most in ((signal.SIGKILL, SOON), (signal.SIGTERM, AT_ONCE)):
            leader, began = made.who(SWEEPS), time.monotonic()
            leader.stop(number)
            decided(made)
            seconds = time.monotonic() - began
            print(f"{number.name}: what was due was done {seconds:.1f} s later")
            assert seconds < most


def decided(made: Crew) -> None:
    """Let the deadline of a question pass, and wait until its default is taken."""
    [[item]] = made.rows("SELECT id FROM items WHERE state = 'open' AND told > 0 LIMIT 1")
    now = made.one("SELECT extract(epoch FROM clock_timestamp())::float8")
    made.run("UPDATE items SET decide_at = $2 WHERE id = $1", item, now)
    made.run("UPDATE timers SET due_at = $2 WHERE kind = 'decide' AND ref = $1", item, now)
    state = "SELECT state FROM items WHERE id = $1"
    wait_until(lambda: made.one(state, item) == "resolved", "the default is taken")
