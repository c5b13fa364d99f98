"""Several bots on one Slack app: each has a connection, and any of them does anything."""

import signal
import time
from pathlib import Path

import pytest

from service.domain import demo
from tests.channels.promises.by_slack import Workspace
from tests.e2e.crew import Crew
from tests.e2e.running import wait_until
from tests.e2e.slacking import ends_well, slack_crew
from tests.servers.postgres import Postgres

pytestmark = [pytest.mark.alone, pytest.mark.postgres, pytest.mark.timeout(180)]
BOTS, THREADS = 3, 9
RETRY = 90.0
"""Seconds: where an acknowledgement comes late, Slack's second try comes a minute later."""


def test_bots_share_what_comes_and_what_one_leaves_the_others_take(
    tmp_path: Path, postgres_server: Postgres, postgres_url: str
) -> None:
    with slack_crew(tmp_path, postgres_server, postgres_url) as (slack, made):
        made.start(bots=BOTS, workers=1)
        lines = slack.sockets.connections
        slack.until(lambda: len(lines) == BOTS, 60)
        front = Workspace(slack, direct=False)
        ann, room = front.person("ann"), front.room
        assert room is not None
        talks = [ann.start(demo.HAIKU)[0] for _ in range(THREADS)]
        for talk in talks:
            ends_well(front, room, talk.root)
        assert all(each.sent for each in lines), "every bot has its share"

        asked, _ = ann.start(demo.DECIDE)
        wait_until(lambda: "Stripe" in asked.choices(), "the question's buttons")
        before = len(slack.deliveries)
        made.bots[0].send(signal.SIGSTOP)
        began = time.monotonic()
        talks = [ann.start(demo.HAIKU)[0] for _ in range(THREADS)]
        sent = slack.deliveries[before:]
        slack.until(lambda: all(each.attempts for each in sent))
        made.bots[0].stop()
        slack.until(lambda: len(lines) == BOTS - 1, 30)
        slack.until(lambda: all(each.acked for each in sent), RETRY)
        left = sum(len(each.attempts) > 1 for each in sent)
        seconds = time.monotonic() - began
        print(f"{left} of {THREADS} came to another bot, all within {seconds:.1f} s")
        assert left

        # What the first bot began goes on with any of the others.
        asked.press("Stripe")
        number = made.one("SELECT number FROM sessions WHERE thread LIKE $1", f"%{asked.root}")
        told = ann.person.slash(f"/heddle status {number}", room)
        slack.until(lambda: told.acked, 10)
        assert f"*{number}* · " in str(told.answer)
        for talk in (*talks, asked):
            ends_well(front, room, talk.root)
        assert made.one("SELECT count(*) FROM sessions") == 2 * THREADS + 1
        in_order(made)
        assert not slack.violations, slack.violations


def in_order(made: Crew) -> None:
    """What was delivered stands in each lane as it was to be said."""
    lanes: dict[str, list[str]] = {}
    query = "SELECT lane, receipt FROM deliveries WHERE state = 'sent' ORDER BY lane, id"
    for lane, receipt in made.rows(query):
        lanes.setdefault(lane, []).append(receipt)
    assert lanes
    for lane, receipts in lanes.items():
        assert receipts == sorted(receipts), lane
