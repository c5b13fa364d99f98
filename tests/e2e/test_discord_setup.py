"""Discord is set up while heddle runs: it takes the token up by itself and hears the answer."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.deployment import answering
from tests.e2e.running import Up, environment, running
from tests.servers.discord import schemas
from tests.servers.discord.person import Person
from tests.servers.discord.server import FakeDiscord

pytestmark = pytest.mark.timeout(120)


def setup(up: Up, discord: FakeDiscord, you: Person) -> str:
    variables = environment(
        up.folder,
        up.port,
        HEDDLE_DISCORD__API_URL=discord.api,
        HEDDLE_DISCORD__GATEWAY_URL=discord.gateway_url,
        DISCORD_TOKEN=discord.token,
    )
    done = subprocess.run(
        [sys.executable, "-m", "bot", "discord", "setup", "--you", you.id],
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
                said = setup(up, discord, ann)
            assert "heddle heard you" in said
            # The hello, the answer to it, and heddle's own answer to `!help`.
            discord.until(lambda: len(discord.messages(ann.dm)) >= 3)
        assert discord.violations == []
