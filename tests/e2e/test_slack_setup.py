"""Slack is set up while heddle runs: it takes the tokens up by itself and hears the answer."""

from pathlib import Path

import pytest

from tests.cli.deployment import answering
from tests.e2e.running import running
from tests.e2e.setting_up import set_up
from tests.servers.slack import schemas
from tests.servers.slack.server import FakeSlack

pytestmark = pytest.mark.timeout(240)


def test_tokens_are_taken_up_without_a_restart(tmp_path: Path) -> None:
    schemas.needed()
    with FakeSlack() as slack:
        ann = slack.person("ann")
        with running(tmp_path / "data", HEDDLE_SLACK__API_URL=slack.api) as up:
            with answering(slack, ann):
                said = set_up(
                    up,
                    "slack",
                    "ann@example.com",
                    HEDDLE_SLACK__API_URL=slack.api,
                    SLACK_BOT_TOKEN=slack.bot_token,
                    SLACK_APP_TOKEN=slack.app_token,
                )
            assert "heddle heard you" in said
            # heddle's own answer to `!help`, and nothing by the set-up beside its hello.
            slack.until(lambda: len(slack.messages(ann.dm)) + len(ann.notices) >= 3)
        assert slack.violations == []
