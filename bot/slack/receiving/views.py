"""Opening forms while Slack still lets one: the trigger of a press lives for three seconds."""

from typing import Any

from bot.slack.receiving.desk import Desk
from bot.slack.rendering import limits, splitting
from bot.slack.rendering.blocks import Block, plain, section
from bot.slack.rendering.slashes import slashed


class Views:
    """Opens and changes modals."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    async def open(self, trigger: str, view: Block) -> None:
        """Show a modal. Raises Temporary, SlackRefused."""
        await self._desk.api.call("views.open", trigger_id=trigger, view=view)

    async def change(self, view_id: str, view: Block) -> None:
        """Replace a modal that is open. Raises Temporary, SlackRefused."""
        await self._desk.api.call("views.update", view_id=view_id, view=view)


def told(markdown: str) -> Block:
    """A modal that only says something."""
    parts = splitting.answer(slashed(markdown)).parts
    blocks: list[dict[str, Any]] = list(parts[0].blocks) if parts else [section("Done.")]
    return {
        "type": "modal",
        "title": plain("heddle", limits.MODAL_TITLE),
        "close": plain("Close", limits.MODAL_TITLE),
        "blocks": blocks,
    }
