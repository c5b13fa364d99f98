"""What the queue can ask of a worker; each job carries one id and may run twice."""

from typing import Any

from service.domain.ids import SessionNumber, TurnId
from service.usecases import capture_later
from service.usecases import run_turn as running


async def run_turn(ctx: dict[str, Any], turn: str, attempt: int, *, unrung: bool = False) -> None:
    """Run a turn, if it is still this attempt's, with the keys that are known now.

    `unrung`: nobody rang for it, it was found.
    """
    await ctx["models"].refresh()
    await running.run_turn(ctx["ports"], ctx["book"], TurnId(turn), attempt, unrung=unrung)


async def capture(ctx: dict[str, Any], session: int) -> None:
    """Save what a session at rest made, if it is not saved yet."""
    await capture_later.capture_later(ctx["ports"], SessionNumber(session))
