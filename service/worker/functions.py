"""What the queue can ask of a worker; each job carries one id and may run twice."""

from typing import Any

from service.domain.ids import SessionNumber, TurnId
from service.usecases import capture_later
from service.usecases import run_turn as running


async def run_turn(ctx: dict[str, Any], turn: str, attempt: int) -> None:
    """Run a turn, if it is still this attempt's, with the keys that are known now."""
    await ctx["models"].refresh()
    await running.run_turn(ctx["ports"], ctx["book"], TurnId(turn), attempt)


async def capture(ctx: dict[str, Any], session: int) -> None:
    """Save what a session at rest made, if it is not saved yet."""
    await capture_later.capture_later(ctx["ports"], SessionNumber(session))
