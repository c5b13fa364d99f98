"""A third party's Slack, so that our own cannot agree with our mistakes.

It listens on every interface of the machine and takes any token: run it for a test's moment
only, or in a network namespace of its own where that matters. It streams nothing, knows no
`assistant.*` and takes blocks and reactions that Slack refuses; over HTTP it drops a command's
answer that is plain text, which Slack shows.
"""

import asyncio
import json
import os
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

from tests.servers.ports import free_port

Json = dict[str, Any]

HOME = Path(__file__).parent / "node"
COMMAND = HOME / "node_modules" / "local-slack-linux-x64" / "bin" / "local-slack"

TEAM, APP, BOT = "T0LOCAL01", "A0LOCAL01", "U0LOCALBOT"
ANN, GENERAL = "U0ANN0001", "C0GENERAL"
BOT_TOKEN, APP_TOKEN = "xoxb-local", "xapp-local"
SIGNING_SECRET = "local-signing-secret"
PATIENCE = 90.0
BEAT = 0.02
"""Seconds between looks; the server tells nobody when something changes."""


class LocalSlack:
    """A running server, through its control API."""

    def __init__(self, port: int, session: aiohttp.ClientSession) -> None:
        self.address = f"http://127.0.0.1:{port}"
        self.api = f"{self.address}/api/"
        self._session = session

    async def says(self, text: str, thread: str | None = None, channel: str = GENERAL) -> Json:
        """Write as Ann and return the message."""
        said = {"channel": channel, "user": ANN, "text": text, "thread_ts": thread}
        answer = await self._post("message", said)
        return dict(answer["message"])

    async def slash(self, command: str, text: str, channel: str = GENERAL) -> None:
        """Give a command as Ann; it is over when the app acknowledged it."""
        said = {"channel": channel, "user": ANN, "command": command, "text": text}
        await self._post("command", said)

    async def press(self, message: Json, action: str, channel: str = GENERAL) -> None:
        """Press a button as Ann."""
        block, element = next(
            (block, each)
            for block in message["blocks"]
            for each in block.get("elements", [])
            if each.get("action_id") == action
        )
        pressed = {**element, "block_id": block.get("block_id", "b")}
        where = {"channel": channel, "messageTs": message["ts"], "user": ANN}
        await self._post("interact", {**where, "action": pressed})

    async def open_home(self) -> None:
        """Open the app's home as Ann."""
        await self._post("open-home", {"user": ANN})

    async def react(self, ts: str, name: str, channel: str = GENERAL) -> None:
        """Add a reaction as Ann."""
        await self._post("reaction", {"channel": channel, "ts": ts, "user": ANN, "name": name})

    async def submit(self, values: Json) -> None:
        """Submit the open modal as Ann, with its state by block id and action id."""
        async with self._session.ws_connect(f"{self.address}/ui") as page:
            await page.send_json({"t": "view_submit", "user": ANN, "values": values})
            await page.receive()

    async def modal(self) -> Json:
        """Return the open modal, waiting until there is one."""
        return dict((await self._page("modalStack", bool))[-1])

    async def home(self) -> Json:
        """Return Ann's home, waiting until there is one."""
        homes = await self._page("homeViews", bool)
        return dict(homes[ANN][APP])

    async def messages(self, channel: str = GENERAL) -> list[Json]:
        """Return a channel's messages, oldest first."""
        return list((await self._get(f"messages/{channel}"))["messages"])

    async def message(self, holds: Callable[[Json], object], channel: str = GENERAL) -> Json:
        """Return the first message for which it holds, waiting until there is one."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for each in await self.messages(channel):
                    if holds(each):
                        return each
                await asyncio.sleep(BEAT)

    async def direct(self) -> str:
        """Return Ann's direct conversation with the app, waiting until there is one."""
        async with asyncio.timeout(PATIENCE):
            while True:
                for each in (await self._get("state"))["channels"]:
                    if each["is_im"] and ANN in each["members"]:
                        return str(each["id"])
                await asyncio.sleep(BEAT)

    async def log(self) -> list[Json]:
        """Return what went to the app and came from it."""
        return list((await self._get("log"))["log"])

    async def ready(self) -> None:
        """Wait until it answers."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    await self._get("state")
                except aiohttp.ClientError:
                    await asyncio.sleep(BEAT)
                else:
                    return

    async def connected(self) -> None:
        """Wait until the app's socket is open."""
        async with asyncio.timeout(PATIENCE):
            while True:
                if any("connected (hello)" in json.dumps(each) for each in await self.log()):
                    return
                await asyncio.sleep(BEAT)

    async def _page(self, name: str, holds: Callable[[Any], object]) -> Any:
        async with asyncio.timeout(PATIENCE):
            while True:
                async with self._session.ws_connect(f"{self.address}/ui") as page:
                    state = (await page.receive_json())["state"]
                if holds(state.get(name)):
                    return state[name]
                await asyncio.sleep(BEAT)

    async def _get(self, path: str) -> Json:
        async with self._session.get(f"{self.address}/_control/{path}") as answer:
            answer.raise_for_status()
            return dict(await answer.json())

    async def _post(self, path: str, said: Json) -> Json:
        async with self._session.post(f"{self.address}/_control/{path}", json=said) as answer:
            answer.raise_for_status()
            return dict(await answer.json())


@asynccontextmanager
async def local_slack(folder: Path, request_url: str = "") -> AsyncIterator[LocalSlack]:
    """Run the server, in Socket Mode unless there is an address, or skip (CI: fail)."""
    needed()
    path, port = folder / "slack.json", free_port()
    path.write_text(json.dumps(_config(request_url)))
    with _running(path, port):
        async with aiohttp.ClientSession() as session:
            found = LocalSlack(port, session)
            await found.ready()
            yield found


def needed() -> None:
    """Skip the test where the server is missing or cannot run; fail in CI."""
    if COMMAND.exists() and shutil.which(str(COMMAND)):
        return
    reason = f"needs local-slack on Linux x86_64: npm ci --prefix {HOME}"
    assert os.environ.get("CI") != "true", reason
    pytest.skip(reason)


@contextmanager
def _running(config: Path, port: int) -> Iterator[None]:
    command = [str(COMMAND), "--config", str(config), "--port", str(port)]
    server = subprocess.Popen(
        [*command, "--base-host", "127.0.0.1"], stdout=subprocess.DEVNULL, cwd=config.parent
    )
    try:
        yield
    finally:
        server.kill()
        server.wait()


def _config(request_url: str) -> Json:
    app: Json = {
        "appId": APP,
        "botUserId": BOT,
        "botName": "heddle",
        "botToken": BOT_TOKEN,
        "appToken": APP_TOKEN,
        "signingSecret": SIGNING_SECRET,
        "mode": "events" if request_url else "socket",
    }
    if request_url:
        app["requestUrl"] = request_url
    ann = {"id": ANN, "name": "ann", "real_name": "Ann", "email": "ann@example.com"}
    return {
        "workspace": {"name": "Loom", "domain": "loom", "teamId": TEAM},
        "apps": [app],
        "users": [ann],
        "channels": [{"id": GENERAL, "name": "general", "members": [ANN, BOT]}],
    }
