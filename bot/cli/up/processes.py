"""A process that is kept running: started, followed, started again with growing pauses."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, PIPE, STDOUT, Process
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field

from bot.cli.up.lines import Lines
from bot.cli.up.parents import bound_to_parent, kept

HEALTHY = 60.0
"""Seconds of running after which an end counts as the first one again."""

FIRST_PAUSE, LONGEST_PAUSE = 1.0, 30.0
_LONGEST_LINE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Program:
    """What to run; `environment` is laid over this process's own."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str] = field(default_factory=dict)


def pause_after(ends: int) -> float:
    """Return how long to wait after so many ends in a row: 1, 2, 4 … 30 seconds."""
    return min(FIRST_PAUSE * 2.0 ** max(ends - 1, 0), LONGEST_PAUSE)


class Kept:
    """A program that is started again whenever it ends, until `stop`."""

    def __init__(self, program: Program, lines: Lines, tell: Callable[[str], None]) -> None:
        self.program = program
        self.lines = lines
        self._tell = tell
        self._process: Process | None = None
        self._stopping = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._reading: asyncio.Task[None] | None = None

    @property
    def pid(self) -> int | None:
        """Its process id while it runs."""
        return self._process.pid if self._process else None

    async def start(self) -> None:
        """Start it and return when it runs. Raises OSError if it cannot be started at all."""
        process = await self._spawn()
        self._task = asyncio.create_task(self._keep(process), name=self.program.name)

    def ask_to_stop(self) -> None:
        """Ask it to end; it is not started again."""
        self._stopping.set()
        if self._process is not None:
            with suppress(ProcessLookupError):
                self._process.terminate()

    async def ended(self, seconds: float) -> bool:
        """Wait for its end after `ask_to_stop`; tell whether it came in time."""
        if self._task is None:
            return True
        done, _ = await asyncio.wait([self._task], timeout=seconds)
        return bool(done)

    async def kill(self) -> None:
        """End it and everything that it started, at once."""
        self._stopping.set()
        self._kill_group()
        if self._task is not None:
            await asyncio.wait([self._task])
        self.lines.close()

    async def _keep(self, process: Process | None) -> None:
        loop, ends = asyncio.get_running_loop(), 0
        while not self._stopping.is_set():
            began = loop.time()
            how = await self._run_once(process)
            process = None
            ends = 1 if loop.time() - began >= HEALTHY else ends + 1
            if not self._stopping.is_set():
                await self._pause(how, ends)

    async def _run_once(self, process: Process | None) -> str:
        """Run it to its end, starting it if need be, and say how it ended."""
        try:
            return _how(await self._follow(process or await self._spawn()))
        except OSError as error:
            return f"cannot be started: {error.strerror}"

    async def _pause(self, how: str, ends: int) -> None:
        pause = pause_after(ends)
        self._tell(
            f"{self.program.name} ended ({how}) and starts again in {pause:.0f} s; "
            f"see {self.lines.path}",
        )
        with suppress(TimeoutError):
            async with asyncio.timeout(pause):
                await self._stopping.wait()

    async def _spawn(self) -> Process:
        bind = bound_to_parent()
        command = list(self.program.command) if bind else kept(self.program.command)
        reading, writing = os.pipe()
        try:
            # A session of its own: Ctrl-C on the terminal must reach heddle alone, which then
            # ends its processes in order.
            self._process = await asyncio.create_subprocess_exec(
                *command,
                stdin=DEVNULL if bind else PIPE,
                stdout=writing,
                stderr=STDOUT,
                env={**os.environ, **self.program.environment},
                start_new_session=True,
                preexec_fn=bind,
            )
        except BaseException:
            os.close(reading)
            raise
        finally:
            os.close(writing)
        self._reading = asyncio.create_task(self._read(reading))
        if self._stopping.is_set():  # asked to stop while it was being started
            self._kill_group()
        return self._process

    async def _follow(self, process: Process) -> int:
        """Wait for its end; leave nothing of its group behind, and none of its lines."""
        code = await process.wait()
        self._kill_group()
        self._process = None
        if self._reading is not None:
            await asyncio.wait([self._reading], timeout=1.0)
            self._reading.cancel()
        return code

    async def _read(self, descriptor: int) -> None:
        """Take its lines. A pipe of our own: asyncio's would make a process that has ended
        wait for its children, which hold the same pipe.
        """
        reader = asyncio.StreamReader(limit=_LONGEST_LINE)
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(reader), os.fdopen(descriptor, "rb", 0)
        )
        try:
            while True:
                try:
                    line = await reader.readline()
                except ValueError:
                    continue  # longer than the limit: the reader dropped it
                if not line:
                    return
                self.lines.take(line.decode("utf-8", "replace").rstrip("\n"))
        finally:
            transport.close()

    def _kill_group(self) -> None:
        if self._process is not None:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)


def _how(code: int) -> str:
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def python(module: str, *arguments: str) -> list[str]:
    """Return the command that runs one of heddle's modules with this interpreter."""
    return [sys.executable, "-m", module, *arguments]
