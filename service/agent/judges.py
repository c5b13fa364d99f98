"""Asking a small model for a judgement: briefly, at once or not at all, and never fatally."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

import structlog

from service.agent.asking import Asking, Listener, Meter, Pause
from service.domain.errors import HeddleError
from service.domain.policy import Policy
from service.ports.clock import Clock, Ids
from service.ports.gate import RateGate
from service.ports.model import Model, ModelMessage
from service.ports.telemetry import Telemetry

SECONDS = 30.0
MAX_TOKENS = 600
"""Of a judge's reply, what it thinks before it among them."""
_log = structlog.get_logger(__name__)


def asking(
    model: Model,
    gate: RateGate,
    clock: Clock,
    ids: Ids,
    policy: Policy,
    telemetry: Telemetry,
    meter: Meter,
    person: str = "",
) -> Asking:
    """Return a question to a judge: it shows nothing, waits for nothing, and is short."""
    listener = Listener(_unseen, _no_wait)
    return Asking(model, gate, clock, ids, policy, telemetry, meter, listener, person, MAX_TOKENS)


async def put(question: Asking, alias: str, messages: Sequence[ModelMessage]) -> str | None:
    """Ask the model behind an alias; None if it cannot be asked now.

    Bounded in tokens and time; what it used is on the question's meter. No failure of a judge
    fails a turn: it is logged, and things go on without. Waits for no limit, as nobody would
    see it.
    """
    try:
        names = question.model.candidates(alias)
        async with asyncio.timeout(SECONDS):
            reply = await question.ask(names, messages, ())
    except (HeddleError, TimeoutError, NotNow) as error:
        _log.warning("judge_failed", model=alias, error=str(error) or "it took too long")
        return None
    return reply.text


def object_in(reply: str) -> Mapping[str, Any]:
    """Return the JSON object in a reply, whatever stands around it; an empty one if there is
    none.
    """
    found = re.search(r"\{.*\}", reply, re.S)
    try:
        given = json.loads(found[0] if found else reply)
    except (ValueError, RecursionError):
        return {}
    return given if isinstance(given, dict) else {}


def fenced(material: Mapping[str, Any]) -> str:
    """Write material so that nothing in it can look like anything but material: as JSON."""
    body = json.dumps(material, ensure_ascii=False, indent=1)
    return body.encode("utf-8", "replace").decode()


class NotNow(Exception):
    """The judge's provider asks to wait."""


async def _unseen(_: str) -> None:
    """Show nothing of what a judge says."""


async def _no_wait(pause: Pause) -> bool:
    """Give up at once: a wait that nobody sees is none of a judge's. Raises NotNow."""
    raise NotNow(pause.reason)
