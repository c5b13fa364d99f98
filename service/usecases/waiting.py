"""A turn waits for a provider, in sight of people."""

from dataclasses import replace

from service.agent.asking import Pause
from service.domain import events
from service.domain.limits import provider_of
from service.domain.sessions import Session
from service.usecases import outages
from service.usecases.record import Step
from service.usecases.turn_run import TurnRun

LOOK_EVERY = 2.0
SHOWN_AT_LEAST = 5.0
"""Seconds that a wait which goes on is shown for, so that asking again writes less often."""
WORTH_TELLING = 10.0
"""Seconds before a limit that are worth a line in the thread."""
TELL_EVERY = 30.0
"""Seconds after which a session says again that it waits: who was told may have been told of
an end since.
"""


class ParkedWhileWaiting(Exception):
    """Somebody parked the session while its turn waited for a provider."""


class HandedOver(Exception):
    """Somebody gave the session another model while its turn waited for a provider."""


class Waiting:
    """Waits for a provider, and wakes for a park, another model, or a provider that is back.

    One reason is shown once, however often its end is put off.
    """

    def __init__(self, run: TurnRun) -> None:
        self._run = run
        self._began: float | None = None
        self._shown, self._shown_until = "", 0.0
        self._told_at = float("-inf")

    async def wait(self, pause: Pause) -> bool:
        """Wait until the pause is over; tell whether it ended early.

        Raises ParkedWhileWaiting, HandedOver, HandOver or LeaseLost.
        """
        clock = self._run.ports.base.clock
        if self._began is None:
            self._began = clock.now()
        await self._show(pause)
        while (left := pause.until - clock.now()) > 0:
            await clock.sleep(min(left, LOOK_EVERY))
            self._run.held.check()
            self._run.held.brake()
            await self._look()
            if await self._is_free(pause):
                return True
            await self._tell(pause)
        return False

    async def _show(self, pause: Pause) -> None:
        """Record until when it waits, and why if that is new. Whoever asks again every second
        writes that down every few seconds.
        """
        now, until, news = self._run.ports.base.clock.now(), pause.until, self._is_news(pause)
        if not news and until <= self._shown_until:
            return
        if self._shown_until:
            until = max(until, now + SHOWN_AT_LEAST)
        self._shown_until = until
        drafts = [events.wait(pause.reason, until)] if news else []
        await self._run.record(*drafts, step=Step(0, wait_until=until, wait_reason=pause.reason))

    def _is_news(self, pause: Pause) -> bool:
        """The end of a wait is none: calls come back few at first. Nor are a few seconds before
        a limit, which may come before every step: the status shows them.
        """
        limit, left = pause.limit, pause.until - self._run.ports.base.clock.now()
        if pause.reason == self._shown or (self._shown and limit.opened_at):
            return False
        if limit.is_open and not limit.failures and left < WORTH_TELLING:
            return False
        self._shown = pause.reason
        return True

    async def _look(self) -> None:
        run, number = self._run, self._run.session.number
        session = await run.ports.base.store.read(lambda reads: reads.session(number))
        if session is not None:
            _go_on(run.session, session)

    async def _is_free(self, pause: Pause) -> bool:
        """Tell whether what held the call back does so no longer: somebody was answered, or
        wants it tried at once.
        """
        if pause.until <= self._run.ports.base.clock.now():
            return False
        for name in pause.names:
            limit = await self._run.ports.gate.look(name)
            if limit.is_open or limit.until <= self._run.ports.base.clock.now():
                return True
        return False

    async def _tell(self, pause: Pause) -> None:
        """Let a person know who should by now."""
        run, base = self._run, self._run.ports.base
        now = base.clock.now()
        if now - self._told_at < TELL_EVERY or self._began is None:
            return
        model = pause.limit.model
        known = await run.ports.gate.look(model)
        met = outages.outage(base.policy, known, self._began, now)
        if met is None:
            return
        self._told_at = now
        met = replace(met, fallbacks=[each for each in pause.names if each != model])
        others = outages.others_than(
            run.ports.model, base.policy.models, provider_of(model), run.session.model
        )
        await outages.tell(base, run.session.number, run.turn.id, met, others)


def _go_on(before: Session, now: Session) -> None:
    """Raise if somebody wants something else by now."""
    if now.park_asked:
        raise ParkedWhileWaiting
    if now.model != before.model:
        raise HandedOver
