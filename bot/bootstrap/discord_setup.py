"""What the command line needs to set Discord up and to check it, beside whatever runs."""

from bot.bootstrap.chat_setup import ChatSetup
from bot.bootstrap.discord import TOKEN, from_settings, given_of, given_with
from bot.discord.api.web import Api
from bot.discord.entering import logged_in
from bot.discord.frontend import duty_of, sync_commands
from bot.discord.given import Given
from bot.discord.receiving.app import Receiving
from bot.discord.sending.places import link_of
from bot.inbound.inbound import Inbound
from bot.settings import Settings
from service.bootstrap.opening import beside, cipher_of, pusher_of


class DiscordSetup(ChatSetup):
    """A deployment, as Discord's set-up sees it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, (TOKEN,))
        self.in_settings = from_settings(settings) is not None

    def given(self, token: str) -> Given:
        """Return the settings with this token."""
        return given_with(self._settings, token)

    async def known(self) -> Given | None:
        """Return what is set up at present; makes no key and no database.

        Raises as `given_of` does.
        """
        settings = self._settings
        if self.in_settings:
            return from_settings(settings)
        if not self.has_kept():
            return None
        async with self.open() as store:
            return await given_of(settings, store, cipher_of(settings))

    async def tell_commands(self, given: Given) -> None:
        """Tell Discord of heddle's commands, unless it knows them. Raises Misconfigured."""
        settings = self._settings
        async with (
            self.open() as store,
            pusher_of(settings) as pusher,
            logged_in(given) as client,
        ):
            ports = beside(settings, store)
            api = Api(client.http, ports.telemetry, ports.clock)
            Receiving(client, api, Inbound(ports, pusher), ports, link_of)
            await sync_commands(client, duty_of(client, ports, "setup"))
