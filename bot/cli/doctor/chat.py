"""What the doctor looks at on every chat platform, and how its checks become findings."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from typing import Any, TypeVar

from bot.cli.doctor.findings import Finding, State, Warn
from service.domain.errors import HeddleError, Refused

Given = TypeVar("Given")
Check = tuple[str, Callable[[], Awaitable[str]]]

_SKEW, _MOST_SKEW = 5.0, 120.0
"""Seconds; Slack's signatures are good for five minutes, and what platforms say of their time is
cut to seconds.
"""
_SHOWN = 5


def visited(
    name: str,
    minutes: str,
    known: Callable[[], Coroutine[Any, Any, Given | None]],
    visit: Callable[[Given], Coroutine[Any, Any, list[Finding]]],
) -> Iterator[Finding]:
    """Ask the platform how its set-up stands; needs no running heddle and changes nothing.

    `minutes` is what a set-up takes.
    """
    try:
        given = asyncio.run(known())
    except HeddleError as error:
        yield Finding(name, State.FAILED, str(error))
        return
    if given is None:
        text = f"not set up; `heddle {name} setup` does it in {minutes} minutes"
        yield Finding(name, State.OK, text)
        return
    yield from asyncio.run(visit(given))


async def checked(first: Finding, checks: list[Check]) -> list[Finding]:
    """Return the first finding, and what became of each of the checks."""
    return [first, *[await _checked(name, work) for name, work in checks]]


async def _checked(name: str, work: Callable[[], Awaitable[str]]) -> Finding:
    try:
        return Finding(name, State.OK, await work())
    except Warn as warning:
        return Finding(name, State.WARNING, str(warning))
    except HeddleError as error:
        return Finding(name, State.FAILED, str(error))


async def agreeing(platform: str, ask: Callable[[], Awaitable[float]]) -> str:
    """Compare this machine's clock with the platform's; `ask` returns seconds since 1970.

    Raises Warn or Refused where it is off, and what `ask` raises.
    """
    began = time.time()
    theirs = await ask()
    # What it says is cut to the second: half of one is the best guess.
    skew = (began + time.time()) / 2 - (theirs + 0.5)
    off = f"This machine's clock is {skew:+.0f} s off {platform}'s. Let it use NTP."
    if abs(skew) > _MOST_SKEW:
        raise Refused(off)
    if abs(skew) > _SKEW:
        raise Warn(off)
    return f"agrees with {platform}'s to {max(1.0, abs(skew)):.0f} s"


def some(names: list[str]) -> str:
    """Name a few, and say how many more there are."""
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(names[:_SHOWN]) + more
