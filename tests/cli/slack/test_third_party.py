"""The set-up and the doctor against a third party's Slack."""

import asyncio
import os
import sys
from pathlib import Path

import pytest

from tests.servers.local_slack import APP_TOKEN, BOT_TOKEN, LocalSlack, local_slack
from tests.servers.ports import free_port

pytestmark = pytest.mark.node
ROOT = Path(__file__).parents[3]


async def heddle(slack: LocalSlack, *arguments: str, **more: str) -> asyncio.subprocess.Process:
    variables = {
        **os.environ,
        "PYTHONPATH": str(ROOT),
        "HEDDLE_SLACK__API_URL": slack.api,
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_APP_TOKEN": APP_TOKEN,
        **more,
    }
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        env=variables,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )


async def output(process: asyncio.subprocess.Process) -> str:
    said, _ = await asyncio.wait_for(process.communicate(), 60.0)
    return said.decode()


async def test_the_hello_is_answered_and_the_doctor_is_content(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A heddle at the usual port is taken for the one that is to say hello.
    monkeypatch.setenv("HEDDLE_HTTP__PORT", str(free_port()))
    async with local_slack(tmp_path) as slack:
        setup = await heddle(slack, "slack", "setup", "--you", "ann@example.com")
        try:
            direct = await slack.direct()
            await slack.message(lambda each: "Hello Ann" in each["text"], direct)
            await slack.says("!help", channel=direct)
            said = await output(setup)
        finally:
            if setup.returncode is None:
                setup.kill()
        assert setup.returncode == 0, said
        assert "Your answer arrived" in said
        doctor = await output(await heddle(slack, "doctor"))
        assert "@heddle in Loom" in doctor
        assert "in #general" in doctor
        assert "people can write to heddle directly" in doctor
