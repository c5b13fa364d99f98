"""Every interaction gets an answer within Discord's three seconds, whatever becomes of it."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Mapping

import discord
import structlog

from bot.channel import Heard
from bot.chat.receiving.settling import Settling
from bot.chat.receiving.welcome import Nobody
from bot.discord.receiving.asking import DiscordRefused, ask
from bot.discord.receiving.desk import ACK, VIA, Desk
from bot.discord.receiving.spots import Spot
from bot.discord.rendering.splitting import parts
from service.domain.errors import Refused, Temporary
from service.domain.whereabouts import Whereabouts

Interaction = discord.Interaction[discord.Client]
Work = Callable[["Click"], Awaitable[Heard]]
DONE = "Done."
_COMMAND = re.compile(r"`!([a-z]+)")
_EXPIRED = frozenset({10015, 10062, 50027})
"""What Discord says of interactions that it has given up."""
_ANSWERED = 40060
"""It had the answer: the library repeats calls of which it did not see the end."""
_LATE = "Discord had waited too long by then. Do it once more."
_BROKE = (
    "Something in heddle broke over this, so it was not taken in. Its operator finds the cause in"
    " the log; try it again in a moment."
)
_log = structlog.get_logger(__name__)


class Click:
    """One interaction: what a person did, where, and how it is answered."""

    def __init__(self, desk: Desk, interaction: Interaction, spot: Spot, key: str) -> None:
        self._desk = desk
        self.interaction = interaction
        self.spot = spot
        self.key = key
        self._put_off = False

    @property
    def user(self) -> discord.User | discord.Member:
        """Who did it."""
        return self.interaction.user

    @property
    def at(self) -> Whereabouts | None:
        """Where they did it, None in direct messages."""
        return self._desk.at(self.spot, self.user)

    @property
    def answered(self) -> bool:
        """Tell whether Discord has had its first answer."""
        return self.interaction.response.is_done()

    async def show(self, modal: discord.ui.Modal) -> None:
        """Open a form. Raises Refused where it is too late, Temporary."""
        # Nothing of it is kept: what is submitted says by itself what it is about.
        modal.stop()
        try:
            await ask(self.interaction.response.send_modal(modal))
        except (discord.InteractionResponded, DiscordRefused) as error:
            if isinstance(error, DiscordRefused) and error.code not in _EXPIRED:
                raise
            raise Refused(_LATE) from error

    async def replace(self, content: str) -> None:
        """Put words in place of the message that was pressed, without its buttons."""
        try:
            await ask(self.interaction.response.edit_message(content=content, embeds=[], view=None))
        except (discord.InteractionResponded, DiscordRefused) as error:
            _log.info("discord_message_not_replaced", error=str(error))

    async def defer(self) -> None:
        """Say that it takes longer."""
        response = self.interaction.response
        pressed = self.interaction.type is discord.InteractionType.component
        if not self.answered:
            self._put_off = True
            await self._had(response.defer() if pressed else response.defer(ephemeral=True))

    async def answer(self, markdown: str) -> None:
        """Tell the person alone; where the interaction is over, by other means."""
        try:
            await self._answer(markdown)
        except (DiscordRefused, discord.InteractionResponded) as error:
            if isinstance(error, DiscordRefused) and error.code not in _EXPIRED:
                raise
            if markdown:
                await self._desk.telling.told(self.spot, self.user.id, markdown)

    async def _answer(self, markdown: str) -> None:
        interaction, response = self.interaction, self.interaction.response
        quiet = interaction.message is not None
        if not markdown and not self.answered and quiet:
            await self._had(response.defer())
            return
        if not markdown and self.answered and (quiet or not self._thinks()):
            return
        said = parts(markdown or DONE)
        if not self.answered:
            first = said.pop(0)
            sending = response.send_message(first, ephemeral=True, suppress_embeds=True)
            if not await self._had(sending) and self._put_off:
                said.insert(0, first)
        for part in said:
            following = interaction.followup.send
            await ask(following(part, ephemeral=True, suppress_embeds=True))

    async def _had(self, answering: Awaitable[object]) -> bool:
        """Give the first answer; False if Discord had one before."""
        try:
            await ask(answering)
        except DiscordRefused as error:
            if error.code != _ANSWERED:
                raise
            return False
        return True

    def _thinks(self) -> bool:
        waits = discord.InteractionResponseType.deferred_channel_message
        return self.interaction.response.type is waits


class Clicks:
    """Carries interactions out."""

    def __init__(self, desk: Desk, paths: Mapping[str, str]) -> None:
        self._desk = desk
        self._paths = paths
        self._settling = Settling(desk.seeing, VIA)
        self._working: set[asyncio.Task[None]] = set()

    async def carry(self, interaction: Interaction, work: Work) -> None:
        """Do what somebody asked for and answer them; raises nothing."""
        task = asyncio.create_task(self._carry(interaction, work))
        self._working.add(task)
        task.add_done_callback(self._working.discard)
        await asyncio.shield(task)

    async def drained(self) -> None:
        """Return when every interaction is answered."""
        while self._working:
            await asyncio.wait(list(self._working))

    async def _carry(self, interaction: Interaction, work: Work) -> None:
        click: Click | None = None
        try:
            click = await self._click(interaction)
            await self._answered(click, work)
        except (Temporary, DiscordRefused, Nobody) as error:
            _log.warning("discord_answer_not_said", id=interaction.id, error=str(error))
        except Exception:
            _log.exception("discord_interaction_broke", id=interaction.id)
            if click is not None:
                await self._desk.telling.soon(click.answer(_BROKE))

    async def _click(self, interaction: Interaction) -> Click:
        channel = interaction.channel
        if isinstance(channel, discord.Thread | discord.abc.GuildChannel):
            spot = self._desk.spots.of(channel)
        else:
            spot = await self._desk.spots.at(interaction.channel_id or 0, interaction.guild_id)
        return Click(self._desk, interaction, spot, self._desk.key(spot, f"i{interaction.id}"))

    async def _answered(self, click: Click, work: Work) -> None:
        doing = asyncio.create_task(self._settling.heard(click.key, work(click)))
        done, _ = await asyncio.wait([doing], timeout=ACK)
        if not done:
            await self._deferred(click)
        heard = await doing
        silent = heard.refused and not heard.text
        await click.answer(DONE if silent else self.slashed(heard.text))

    async def _deferred(self, click: Click) -> None:
        try:
            await click.defer()
        except (Temporary, DiscordRefused, discord.InteractionResponded) as error:
            _log.info("discord_not_deferred", id=click.interaction.id, error=str(error))

    def slashed(self, markdown: str) -> str:
        """Name commands as they are given from anywhere."""

        def named(found: re.Match[str]) -> str:
            path = self._paths.get(found[1])
            return f"`/heddle {path}" if path else found[0]

        return _COMMAND.sub(named, markdown)
