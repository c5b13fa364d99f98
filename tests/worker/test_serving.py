"""What a worker answers to operators: the routes by themselves, and those of a whole process."""

import signal
import socket
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from service.domain.errors import Refused
from service.worker.serving import answering
from tests.e2e.running import environment, wait_until
from tests.servers.ports import free_port
from tests.servers.valkey import Valkey


async def test_health_readiness_and_metrics() -> None:
    wrong: dict[str, str] = {}

    async def checks() -> dict[str, str]:
        return wrong

    async with (
        answering("127.0.0.1", 0, checks, lambda: (b"heddle_x 1\n", "text/plain; v=1")) as port,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}") as client,
    ):
        assert (await client.get("/healthz")).text == "ok\n"
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "wrong": {}})
        wrong["queue"] = "It is away."
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (200, {"ready": True, "wrong": wrong})
        wrong["database"] = "It is away."
        ready = await client.get("/readyz")
        assert (ready.status_code, ready.json()) == (503, {"ready": False, "wrong": wrong})
        assert (await client.get("/healthz")).status_code == 200
        metrics = await client.get("/metrics")
        assert (metrics.content, metrics.headers["content-type"]) == (
            b"heddle_x 1\n",
            "text/plain; v=1",
        )


async def test_a_taken_port_is_told_with_the_way_out() -> None:
    async def checks() -> dict[str, str]:
        return {}

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(Refused, match="HEDDLE_WORKER__PORT"):
            async with answering("127.0.0.1", port, checks, lambda: (b"", "text/plain")):
                pass


def test_a_process_says_what_is_wrong_and_ends_when_told(
    tmp_path: Path, own_valkey: Valkey
) -> None:
    port = free_port()
    more = {"HEDDLE_REDIS_URL": own_valkey.url, "HEDDLE_WORKER__PORT": str(port)}
    variables = environment(tmp_path / "data", free_port(), **more)
    heddle = [sys.executable, "-m", "bot"]
    subprocess.run([*heddle, "migrate"], env=variables, check=True, cwd=tmp_path)

    def asked(path: str) -> httpx.Response | None:
        try:
            return httpx.get(f"http://127.0.0.1:{port}{path}", timeout=10)
        except httpx.TransportError:
            return None

    def ready() -> dict[str, str] | None:
        answer = asked("/readyz")
        return answer.json()["wrong"] if answer is not None else None

    process = subprocess.Popen(
        [*heddle, "worker"], env=variables, stderr=subprocess.DEVNULL, cwd=tmp_path
    )
    try:
        wait_until(lambda: ready() == {}, "the worker is ready")
        metrics = asked("/metrics")
        assert metrics is not None
        assert "heddle_turn_seconds" in metrics.text
        own_valkey.kill()
        wait_until(lambda: (ready() or {}).keys() == {"queue"}, "it misses the queue")
        own_valkey.start()
        wait_until(lambda: ready() == {}, "it has the queue again")
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    finally:
        process.kill()
        process.wait()
