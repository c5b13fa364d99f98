"""Each channel of a heddle that runs in processes of its own, started once for all promises."""

from collections.abc import Iterator
from contextlib import AbstractContextManager

import pytest

from tests.channels.promises.by_discord import discord
from tests.channels.promises.by_slack import slack
from tests.channels.promises.by_web import web
from tests.channels.promises.front import Front
from tests.servers.discord import schemas as discord_schemas
from tests.servers.slack import schemas

FRONTS = ["web", "slack", "slack-direct", "discord", "discord-direct"]


@pytest.fixture(scope="module", params=FRONTS)
def front(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp(request.param)
    opened: AbstractContextManager[Front]
    if request.param == "web":
        opened = web(folder)
    elif request.param.startswith("discord"):
        discord_schemas.needed()
        opened = discord(folder, direct=request.param == "discord-direct")
    else:
        schemas.needed()
        opened = slack(folder, direct=request.param == "slack-direct")
    with opened as running:
        yield running


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keep the promises of a channel in one process: each process would start its own heddle."""
    for item in items:
        if isinstance(item, pytest.Function) and "/promises/" in item.nodeid:
            item.add_marker(pytest.mark.xdist_group(f"promises of {item.callspec.params['front']}"))
