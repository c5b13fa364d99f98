"""Loading litellm reads nothing that it should not: no network, no `.env`, no prompt in a log."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = """
import asyncio, json, os, socket
lookups = []
ask = socket.getaddrinfo
socket.getaddrinfo = lambda *where, **more: lookups.append(str(where)) or ask(*where, **more)
from service.adapters.clock.system import SystemClock
from service.adapters.model.litellm import LiteLlmModel

async def main():
    async def none(_): return None
    model = LiteLlmModel(SystemClock(), {}, none, demo_pace=0.0)
    await model.warm_up()
    print(await model.check("demo/demo"))
    await model.close()

asyncio.run(main())
print(json.dumps({"lookups": lookups, "leaked": "LEAKED" in os.environ}))
"""

CALLING = """
import asyncio, sys
from service.adapters.clock.system import SystemClock
from service.adapters.model.litellm import LiteLlmModel
from tests.servers.openai import OpenAiServer
from tests.servers.openai_replies import says

async def main():
    async def none(_): return None
    server = OpenAiServer(says("ready"))
    async def base(_): return server.base
    async with server.running():
        model = LiteLlmModel(SystemClock(), {"own": ["openai/own"]}, none, base_of=base)
        await model.warm_up()
        print(await model.check("openai/own"))
        await model.close()

asyncio.run(main())
print("litellm.litellm_core_utils.default_encoding" in sys.modules)
print("tiktoken_ext.openai_public" in sys.modules)
"""


def test_a_process_that_loads_litellm_asks_nobody(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("LEAKED=1\n")
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    sentence, found = done.stdout.splitlines()
    assert sentence.startswith("demo/demo answered")
    assert json.loads(found) == {"lookups": [], "leaked": False}
    assert done.stderr == ""


def test_a_provider_that_counts_its_tokens_costs_no_worker_a_tokenizer(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CALLING],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    sentence, *loaded = done.stdout.splitlines()
    assert sentence.startswith("openai/own answered")
    assert loaded == ["False", "False"]
