"""`heddle up`: what is started, in which order, and how it ends."""

import asyncio
import os
import signal
from asyncio.subprocess import DEVNULL, PIPE, STDOUT
from collections.abc import Coroutine
from contextlib import ExitStack, suppress
from typing import Any

from bot.bootstrap import reading
from bot.bootstrap.login_token import login_link, login_token
from bot.cli.exits import Exit
from bot.cli.up import checks
from bot.cli.up.announcing import Announcer, journaled, short
from bot.cli.up.answering import queue_answers, until, web_answers
from bot.cli.up.embedded import Embedded
from bot.cli.up.lines import Detail, Lines
from bot.cli.up.lock import locked
from bot.cli.up.plan import Plan, plan
from bot.cli.up.processes import Kept, Program, python
from bot.cli.up.sharing import shared
from bot.cli.watching import looked_for
from service.domain.errors import Refused, Temporary

STOPPING = 8.5
"""Seconds for bot and workers to end: five of grace, three for cancelled calls, and air."""

_QUEUE_STOPPING = 1.0
_STARTING = 30.0


def run(*, verbose: bool) -> None:
    """Run until Ctrl-C or SIGTERM. Raises Misconfigured or Refused before anything starts."""
    loaded = reading.settings()
    settings = loaded.settings
    checks.writable(settings.data_dir)
    with ExitStack() as stack:
        stack.enter_context(locked(settings.data_dir, settings.address))
        checks.free(settings.http.host, settings.http.port)
        metrics = stack.enter_context(shared(settings.data_dir))
        made = plan(
            data_dir=settings.data_dir,
            metrics=metrics,
            host=settings.http.host,
            port=settings.http.port,
            link=login_link(settings.address, login_token(settings)),
            database=reading.without_password(settings.database_url or ""),
            redis_shown=reading.without_password(settings.redis_url or ""),
            others=loaded.others,
            workers=settings.worker.processes,
        )
        announcer = Announcer(journaled=journaled())
        watch = looked_for(settings.models.judge)
        asyncio.run(Up(made, announcer, verbose=verbose, watch=watch).main())


class Up:
    """The processes of one machine, from their start to their end."""

    def __init__(self, made: Plan, announcer: Announcer, *, verbose: bool, watch: str) -> None:
        self._plan = made
        self._watch = watch
        self._announcer = announcer
        self._detail: Detail = "everything" if verbose else "warnings"
        self._stop = asyncio.Event()
        self._at_once = asyncio.Event()
        self._queue: Kept | None = None
        self._kept: list[Kept] = []

    async def main(self) -> None:
        """Start everything, tell where it is, wait for the order to stop, end everything."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            loop.add_signal_handler(number, self._asked_to_stop)
        try:
            await self._unless_stopped(self._start())
            await self._stop.wait()
        finally:
            await self._end()
        self._announcer.line("Stopped.")

    def _asked_to_stop(self) -> None:
        if self._stop.is_set():
            self._at_once.set()
            return
        self._stop.set()
        self._announcer.line(
            "Stopping: agents get five seconds to reach the end of their step, then they are "
            "handed over. Ctrl-C again stops at once."
        )

    async def _unless_stopped(self, work: Coroutine[Any, Any, None]) -> None:
        """Do the work; drop it when the order to stop comes first. Raises what it raises."""
        working = asyncio.create_task(work)
        stopping = asyncio.create_task(self._stop.wait())
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
        for each in (working, stopping):
            each.cancel()
        with suppress(asyncio.CancelledError):
            await working

    async def _start(self) -> None:
        program, queue = self._plan.queue_program(), self._plan.queue
        if program is not None:
            self._queue = await self._keep(program, "nothing")
        # Workers take longest to load, and wait for the migration by themselves.
        for each in self._plan.worker_programs():
            self._kept.append(await self._keep(each, self._detail))
        await self._migrate()
        if self._queue is not None and queue is not None:
            await self._await_queue(self._queue, queue)
        self._kept.insert(0, await self._keep(self._plan.bot_program(), self._detail))
        if await until(self._web_answers, _STARTING):
            self._announcer.running(self._rows(), self._plan.link)
        else:
            logs = short(self._plan.logs)
            self._announcer.line(f"The bot does not answer yet; what it says stands in {logs}.")

    async def _web_answers(self) -> bool:
        return await web_answers(self._plan.host, self._plan.port)

    async def _await_queue(self, kept: Kept, queue: Embedded) -> None:
        if not await until(lambda: queue_answers(queue.socket), _STARTING):
            raise Refused(
                f"The queue's server does not start; see {kept.lines.path}. Set "
                "HEDDLE_REDIS_URL to use another one."
            )

    async def _migrate(self) -> None:
        """Migrate in a process of its own, so that this one stays small."""
        process = await asyncio.create_subprocess_exec(
            *python("bot", "migrate"),
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=STDOUT,
            env={**os.environ, **self._plan.environment},
        )
        try:
            output, _ = await process.communicate()
        except asyncio.CancelledError:
            process.kill()
            await process.wait()
            raise
        if process.returncode:
            text = output.decode("utf-8", "replace").strip().removeprefix("heddle: ")
            away = process.returncode == Exit.UNAVAILABLE
            raise (Temporary if away else Refused)(f"The database cannot be used. {text}")

    async def _keep(self, program: Program, detail: Detail) -> Kept:
        lines = Lines(program.name, self._plan.logs, self._announcer.line, detail)
        kept = Kept(program, lines, self._announcer.line)
        await kept.start()
        return kept

    async def _end(self) -> None:
        for each in self._kept:
            each.ask_to_stop()
        await self._ended(self._kept, STOPPING)
        if self._queue is not None:
            self._queue.ask_to_stop()
            await self._ended([self._queue], _QUEUE_STOPPING)

    async def _ended(self, kept: list[Kept], seconds: float) -> None:
        """Wait for their end, or for a second order to stop; then leave nothing behind."""
        ends = asyncio.create_task(_all_ended(kept, seconds))
        at_once = asyncio.create_task(self._at_once.wait())
        await asyncio.wait([ends, at_once], return_when=asyncio.FIRST_COMPLETED)
        ends.cancel()
        at_once.cancel()
        for each in kept:
            await each.kill()

    def _rows(self) -> list[tuple[str, str, str]]:
        made = self._plan
        rows = [
            (each.program.name, f"process {each.pid}", short(each.lines.path))
            for each in self._kept
        ]
        if self._queue is None:
            rows.append(("queue", made.queue_shown, ""))
        else:
            where = f"embedded Valkey, process {self._queue.pid}"
            rows.append(("queue", where, short(self._queue.lines.path)))
        database = made.database or f"SQLite, {short(made.data_dir / 'heddle.db')}"
        kept = [("database", database, ""), ("files", short(made.data_dir), "")]
        return [*rows, *kept, ("watch", self._watch, "")]


async def _all_ended(kept: list[Kept], seconds: float) -> None:
    await asyncio.gather(*(each.ended(seconds) for each in kept))
