"""Discord is set up while heddle runs: it takes the token up by itself and hears the answer."""

from pathlib import Path

import pytest

from tests.cli.deployment import answering
from tests.e2e.running import running
from tests.e2e.setting_up import set_up
from tests.servers.discord import schemas
from tests.servers.discord.server import FakeDiscord

pytestmark = pytest.mark.timeout(240)


def test_a_token_is_taken_up_without_a_restart(tmp_path: Path) -> None:
    schemas.needed()
    with FakeDiscord() as discord:
        ann = discord.person("ann")
        addresses = {
            "HEDDLE_DISCORD__API_URL": discord.api,
            "HEDDLE_DISCORD__GATEWAY_URL": discord.gateway_url,
        }
        with running(tmp_path / "data", **addresses) as up:
            with answering(discord, ann):
                said = set_up(up, "discord", ann.id, DISCORD_TOKEN=discord.token, **addresses)
            assert "heddle heard you" in said
            # The hello, the answer to it, and heddle's own answer to `!help`.
            discord.until(lambda: len(discord.messages(ann.dm)) >= 3)
        assert discord.violations == []
