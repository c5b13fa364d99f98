"""Slack is set up while heddle runs: it takes the tokens up by itself and hears the answer."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.deployment import answering
from tests.e2e.running import Up, environment, running
from tests.servers.slack import schemas
from tests.servers.slack.server import FakeSlack

pytestmark = pytest.mark.timeout(120)


def setup(up: Up, slack: FakeSlack) -> str:
    variables = environment(
        up.folder,
        up.port,
        HEDDLE_SLACK__API_URL=slack.api,
        SLACK_BOT_TOKEN=slack.bot_token,
        SLACK_APP_TOKEN=slack.app_token,
    )
    done = subprocess.run(
        [sys.executable, "-m", "bot", "slack", "setup", "--you", "ann@example.com"],
        env=variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=90,
        cwd=up.folder.parent,
        check=False,
    )
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_tokens_are_taken_up_without_a_restart(tmp_path: Path) -> None:
    schemas.needed()
    with FakeSlack() as slack:
        ann = slack.person("ann")
        with running(tmp_path / "data", HEDDLE_SLACK__API_URL=slack.api) as up:
            with answering(slack, ann):
                said = setup(up, slack)
            assert "heddle heard you" in said
            # heddle's own answer to `!help`, and nothing by the set-up beside its hello.
            slack.until(lambda: len(slack.messages(ann.dm)) + len(ann.notices) >= 3)
        assert slack.violations == []
