"""Processes are kept running, ended in order, and never outlive their parent."""

import asyncio
import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import psutil
import pytest

from bot.cli.up.lines import Lines, shortened
from bot.cli.up.parents import kept
from bot.cli.up.processes import Kept, Program, pause_after

SLEEPS = "import time; print('up', flush=True); time.sleep(600)"
DEAF = (
    "import signal, time; signal.signal(15, signal.SIG_IGN);"
    "print('up', flush=True); time.sleep(600)"
)
WITH_CHILD = (
    "import subprocess, sys, time;"
    "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(600)']);"
    "print('child', child.pid, flush=True); time.sleep(600)"
)


class Terminal:
    """What a person would see, and a way to wait for it."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._changed = asyncio.Event()

    def show(self, line: str) -> None:
        self.lines.append(line)
        self._changed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(15):
            while not condition():
                self._changed.clear()
                await self._changed.wait()

    async def line(self, start: str) -> str:
        await self.until(lambda: any(line.startswith(start) for line in self.lines))
        return next(line for line in self.lines if line.startswith(start))


class Keeping:
    """Makes kept programs and leaves none behind."""

    def __init__(self, folder: Path) -> None:
        self.terminal = Terminal()
        self._folder = folder
        self._made: list[Kept] = []

    async def start(self, code: str, name: str = "example") -> Kept:
        lines = Lines(name, self._folder, self.terminal.show)
        program = Program(name, [sys.executable, "-u", "-c", code])
        made = Kept(program, lines, self.terminal.show)
        self._made.append(made)
        await made.start()
        return made

    async def close(self) -> None:
        for each in self._made:
            await each.kill()


@pytest.fixture
async def keeping(tmp_path: Path) -> AsyncIterator[Keeping]:
    made = Keeping(tmp_path)
    yield made
    await made.close()


async def test_it_is_started_again_after_a_pause(keeping: Keeping, tmp_path: Path) -> None:
    kept_program = await keeping.start(SLEEPS)
    await keeping.terminal.line("example: up")
    assert kept_program.pid is not None
    psutil.Process(kept_program.pid).kill()
    told = await keeping.terminal.line("example ended")
    assert told == (
        f"example ended (SIGKILL) and starts again in 1 s; see {tmp_path / 'example.log'}"
    )
    await keeping.terminal.until(lambda: keeping.terminal.lines.count("example: up") == 2)


def test_pauses_grow_to_half_a_minute() -> None:
    assert [pause_after(ends) for ends in range(1, 8)] == [1, 2, 4, 8, 16, 30, 30]


async def test_it_ends_when_asked_and_stays_down(keeping: Keeping) -> None:
    program = await keeping.start(SLEEPS)
    await keeping.terminal.line("example: up")
    program.ask_to_stop()
    assert await program.ended(5)
    assert program.pid is None
    assert not any("starts again" in line for line in keeping.terminal.lines)


async def test_it_stays_down_when_asked_during_a_pause(keeping: Keeping) -> None:
    program = await keeping.start("raise SystemExit(7)")
    assert "exit code 7" in await keeping.terminal.line("example ended")
    program.ask_to_stop()
    assert await program.ended(5)


async def test_what_does_not_listen_is_killed_with_all_it_started(keeping: Keeping) -> None:
    deaf = await keeping.start(DEAF)
    parent = await keeping.start(WITH_CHILD, "parent")
    await keeping.terminal.line("example: up")
    child = psutil.Process(int((await keeping.terminal.line("parent: child")).split()[-1]))
    deaf.ask_to_stop()
    assert not await deaf.ended(0.2)
    await deaf.kill()
    await parent.kill()
    assert deaf.pid is None
    assert psutil.wait_procs([child], timeout=5)[1] == []


async def test_a_process_that_dies_leaves_no_children_behind(keeping: Keeping) -> None:
    parent = await keeping.start(WITH_CHILD)
    child = psutil.Process(int((await keeping.terminal.line("example: child")).split()[-1]))
    assert parent.pid is not None
    psutil.Process(parent.pid).kill()
    await keeping.terminal.line("example ended")
    assert psutil.wait_procs([child], timeout=5)[1] == []


async def test_everything_is_written_down_and_little_is_shown(
    keeping: Keeping,
    tmp_path: Path,
) -> None:
    entries = [
        {"event": "turn_claimed", "level": "info", "session": 7},
        {"event": "lease_lost", "level": "warning", "at": "x", "process": "worker", "session": 7},
        {"event": "broke", "level": "error", "exception": "Traceback\n  x\nValueError: no"},
    ]
    code = f"for line in {[json.dumps(each) for each in entries]!r}: print(line)\nprint('done')"
    await keeping.start(code)
    await keeping.terminal.line("example: done")
    assert keeping.terminal.lines[:3] == [
        "example: warning lease_lost session=7",
        "example: error broke (ValueError: no)",
        "example: done",
    ]
    written = (tmp_path / "example.log").read_text().splitlines()
    assert [json.loads(line) for line in written[:3]] == entries


async def test_an_endless_line_does_not_stop_the_reading(keeping: Keeping) -> None:
    await keeping.start("print('x' * 3_000_000); print('after')")
    await keeping.terminal.line("example: after")


def test_a_line_that_is_no_entry_is_shown_whole() -> None:
    assert shortened("Traceback (most recent call last):\n") == "Traceback (most recent call last):"
    assert shortened('{"event": "x"}') == '{"event": "x"}'
    assert shortened('{"event": "x", "level": "info"}') == ""


PARENT = """
import asyncio, sys
from pathlib import Path
from bot.cli.up.lines import Lines
from bot.cli.up.processes import Kept, Program

async def main():
    lines = Lines("child", Path(sys.argv[1]), lambda line: None)
    program = Program("child", [sys.executable, "-c", "import time; time.sleep(600)"])
    child = Kept(program, lines, print)
    await child.start()
    print(child.pid, flush=True)
    await asyncio.Event().wait()

asyncio.run(main())
"""


def test_children_end_with_a_parent_that_was_killed(tmp_path: Path) -> None:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(tmp_path)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    assert psutil.wait_procs([child], timeout=5)[1] == []


def test_a_keeper_ends_its_program_when_the_pipe_ends() -> None:
    keeper = subprocess.Popen(
        kept([sys.executable, "-u", "-c", SLEEPS]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert keeper.stdin is not None
    assert keeper.stdout is not None
    assert keeper.stdout.readline() == b"up\n"
    keeper.stdin.close()
    assert keeper.wait(5) != 0
    keeper.stdout.close()


def test_a_keeper_passes_the_order_to_stop_on() -> None:
    code = (
        "import signal, sys, time;"
        "signal.signal(15, lambda *_: (print('asked', flush=True), sys.exit(4)));"
        "print('up', flush=True); time.sleep(600)"
    )
    keeper = subprocess.Popen(
        kept([sys.executable, "-u", "-c", code]),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert keeper.stdout is not None
    assert keeper.stdout.readline() == b"up\n"
    keeper.terminate()
    assert keeper.stdout.readline() == b"asked\n"
    assert keeper.wait(5) == 4
    keeper.stdout.close()
    assert keeper.stdin is not None
    keeper.stdin.close()


def test_a_log_on_a_full_disk_is_said_once_and_ends_nothing(tmp_path: Path) -> None:
    (tmp_path / "worker.log").symlink_to("/dev/full")
    shown: list[str] = []
    lines = Lines("worker", tmp_path, shown.append)
    for each in range(3):
        lines.take(f"line {each}")
    lines.close()
    told = [each for each in shown if "its log cannot be written" in each]
    assert len(told) == 1
    assert os.strerror(errno.ENOSPC) in told[0]
    assert [each for each in shown if each not in told] == [f"worker: line {n}" for n in range(3)]
