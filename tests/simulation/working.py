"""Workspaces, tools and storage with ledgers outside the store."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from service.domain.captures import Bundle, Captured, CapturedFile
from service.domain.errors import Refused, Temporary
from service.domain.ids import SessionNumber
from service.ports.model import ToolSpec
from service.ports.tools import ToolResult, Workspace
from tests.simulation.chaos import Chaos
from tests.simulation.processes import Process
from tests.simulation.silence import TOOL_HANGS, Silence
from tests.simulation.story import Story

Ran = Callable[[int, str], None]
_HANGS = 0.05


@dataclass(slots=True)
class Disk:
    """What outlives every process: who holds which workspace, and what was written."""

    holders: dict[int, Process] = field(default_factory=dict)
    waiting: list[asyncio.Future[None]] = field(default_factory=list)
    running: defaultdict[int, int] = field(default_factory=lambda: defaultdict(int))
    ran: list[tuple[int, str]] = field(default_factory=list)
    bundles: dict[tuple[int, int], Bundle] = field(default_factory=dict)
    broken_until: dict[int, float] = field(default_factory=dict)

    def release(self, number: int, process: Process) -> None:
        """Free a workspace, if it is this process's."""
        if self.holders.get(number) is process:
            del self.holders[number]
            for waiter in self.waiting:
                if not waiter.done():
                    waiter.set_result(None)
            self.waiting.clear()

    def next_release(self) -> asyncio.Future[None]:
        """Return what ends when any workspace is freed."""
        waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(waiter)
        return waiter

    def release_all(self, process: Process) -> None:
        """Free what a dead process held, as the operating system does."""
        for number in [each for each, holder in self.holders.items() if holder is process]:
            self.release(number, process)


class SimWorkspace:
    """A session's folder; nothing is really written."""

    def __init__(self, number: int, process: Process) -> None:
        self.number = number
        self._process = process

    @property
    def root(self) -> str:
        return f"/workspaces/{self.number}"

    async def place(self, name: str, content: bytes) -> str:
        await self._process.gate("at a file")
        return f"inbox/{name}"


class SimWorkspaces:
    """One process's way to the workspaces."""

    def __init__(self, process: Process, disk: Disk) -> None:
        self._process = process
        self._disk = disk

    @asynccontextmanager
    async def hold(self, session: SessionNumber, created_at: float) -> AsyncIterator[Workspace]:
        await self._process.gate("before a workspace")
        while session in self._disk.holders:
            await self._disk.next_release()
            self._process.check()
        self._disk.holders[session] = self._process
        try:
            yield SimWorkspace(session, self._process)
        finally:
            self._disk.release(session, self._process)


class SimTools:
    """Three tools with side effects, each execution in the ledger."""

    def __init__(
        self,
        process: Process,
        disk: Disk,
        chaos: Chaos,
        story: Story,
        starting: Ran,
        silence: Silence,
    ) -> None:
        self._process = process
        self._disk = disk
        self._chaos = chaos
        self._story = story
        self._starting = starting
        self._silence = silence
        self._random = chaos.stream("tools")

    def specs(self) -> Sequence[ToolSpec]:
        return [ToolSpec(name, name, {"type": "object"}) for name in ("work", "write", "slow")]

    async def run(
        self, workspace: Workspace, name: str, arguments: Mapping[str, Any]
    ) -> ToolResult:
        await self._process.gate("before a tool")
        number, token = int(workspace.root.rpartition("/")[2]), str(arguments["token"])
        if self._disk.holders.get(number) is not self._process:
            self._story.broken(number, f"{token} runs without its workspace being held")
        if self._disk.running[number]:
            self._story.broken(number, f"{token} runs beside another tool of its session")
        self._starting(number, token)
        self._disk.ran.append((number, token))
        self._story.count("tool ran")
        self._story.tell(self._process.name, number, f"runs {name} {token}")
        self._disk.running[number] += 1
        try:
            slow = 20.0 if name == "slow" else 0.5
            await self._process.sleep(self._random.random() * slow)
            if name == "slow" and self._chaos.happens("tool hangs", _HANGS):
                with self._silence.hangs(number, of_tool=True):
                    await self._process.sleep(TOOL_HANGS)
            if name == "slow" and self._chaos.happens("poison", self._chaos.rates.poison):
                self._process.die("killed by its tool")
            await self._process.gate("during a tool")
        finally:
            self._disk.running[number] -= 1
        ok = self._random.random() < 0.85
        return ToolResult(ok, "it worked" if ok else "it did not work")


class SimCaptures:
    """Storage that fails at times, and for some sessions for a long while."""

    def __init__(self, process: Process, disk: Disk, chaos: Chaos, story: Story) -> None:
        self._process = process
        self._disk = disk
        self._chaos = chaos
        self._story = story
        self._random = chaos.stream("captures")

    async def write(self, bundle: Bundle, workspace: Workspace) -> Captured:
        await self._process.gate("before a capture")
        await self._process.sleep(self._random.random() ** 3 * 4.0)
        self._fail_sometimes(bundle.session)
        key = (bundle.session, bundle.version)
        self._disk.bundles[key] = bundle
        self._story.tell(
            self._process.name,
            bundle.session,
            f"wrote capture {bundle.version} with events {bundle.after_seq + 1}-{bundle.upto_seq}",
        )
        await self._process.gate("after a capture")
        files = [CapturedFile("report.md", 3, "0" * 64)]
        return Captured(bundle.session, bundle.version, f"/captures/{key}", files)

    def _fail_sometimes(self, number: int) -> None:
        now = asyncio.get_running_loop().time()
        rates = self._chaos.rates
        if self._chaos.happens("capture breaks", rates.capture_fails / 4):
            self._disk.broken_until[number] = now + self._random.uniform(5.0, 200.0)
        broken = now < self._disk.broken_until.get(number, 0.0) and self._chaos.on
        if broken or self._chaos.away("captures") or self._fails():
            raise Temporary("the disk is full", source="storage")

    def _fails(self) -> bool:
        return self._chaos.happens("capture fails", self._chaos.rates.capture_fails)

    async def read(self, session: SessionNumber, version: int, path: str) -> bytes:
        await self._process.gate("before reading a capture")
        if (session, version) not in self._disk.bundles:
            raise Refused("there is no such capture")
        return b"..."
