"""The library's client as heddle makes it."""

import logging

import discord
import pytest

from bot.discord.client import DiscordClient
from bot.discord.given import Given
from tests.servers.discord.pointing import pointed_at
from tests.servers.discord.server import FakeDiscord


async def test_nothing_is_said_of_voice_and_everything_else_is(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, fake_discord: FakeDiscord
) -> None:
    for each in ("warn_nacl", "warn_dave"):
        monkeypatch.setattr(discord.VoiceClient, each, True)
    given = Given(fake_discord.token, api_url=fake_discord.api)
    with caplog.at_level(logging.WARNING), pointed_at(fake_discord):
        client = DiscordClient(given)
        assert [each.getMessage() for each in caplog.records] == []
        logging.getLogger("discord.client").warning("Something else")
    assert [each.getMessage() for each in caplog.records] == ["Something else"]
    await client.close()
