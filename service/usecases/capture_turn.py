"""Finished means saved: the end of a turn, before its slot is freed."""

from collections.abc import Sequence

import structlog

from service.domain.captures import Bundle, Captured, CapturedFile
from service.domain.errors import Temporary
from service.domain.ids import SessionNumber
from service.domain.states import State
from service.domain.turns import Outcome
from service.ports.bundle import Ports, WorkerPorts
from service.ports.tools import Workspace
from service.usecases import close_turn, posting
from service.usecases.bundle import bundle_of
from service.usecases.commit import commit
from service.usecases.turn_run import TurnRun

_log = structlog.get_logger(__name__)


async def capture_turn(run: TurnRun) -> None:
    """Save what the turn made, then close it; if that fails for good, wait for the owner."""
    base, lease = run.ports.base, run.held.lease
    outcome = run.turn.outcome or Outcome.ANSWERED
    try:
        bundle, captured = await run.held.guard(
            capture(run.ports, run.session.number, outcome, run.workspace)
        )
    except Temporary as error:
        why = str(error)
        await commit(base, lambda tx: close_turn.close_uncaptured(tx, base, lease, why))
        return
    upto, result = bundle.upto_seq, bundle.result
    changed = await _changed(base, captured)
    state = await commit(
        base, lambda tx: close_turn.close_done(tx, base, lease, captured, upto, result, changed)
    )
    if state == State.DONE:
        _log.info("session_done", version=captured.version)


async def _changed(base: Ports, captured: Captured) -> Sequence[CapturedFile]:
    """Return the files that the capture holds and the one before it did not."""
    if not captured.files:
        return ()
    found = await base.store.read(lambda reads: reads.captures(captured.session))
    earlier = [each for each in found if each.version < captured.version]
    return posting.changed_files(earlier[-1].files if earlier else (), captured.files)


async def capture(
    ports: WorkerPorts, number: SessionNumber, outcome: str, workspace: Workspace
) -> tuple[Bundle, Captured]:
    """Write the session's next capture and verify it, trying a few times.

    Raises Temporary when the last try failed.
    """
    base = ports.base
    for attempt in range(1, base.policy.capture_attempts + 1):
        started = base.clock.monotonic()
        bundle = await base.store.read(
            lambda reads: bundle_of(reads, number, outcome, base.clock.now())
        )
        try:
            captured = await ports.captures.write(bundle, workspace)
        except Temporary as error:
            base.telemetry.capture_ended(False, base.clock.monotonic() - started)
            _log.warning("capture_failed", attempt=attempt, error=str(error))
            if attempt == base.policy.capture_attempts:
                raise
            await base.clock.sleep(2.0 ** (attempt - 1))
        else:
            base.telemetry.capture_ended(True, base.clock.monotonic() - started)
            return bundle, captured
    raise Temporary("No attempt at saving is allowed: raise capture_attempts.")
