"""What the command line needs to set Slack up and to check it, beside whatever runs."""

from bot.bootstrap.chat_setup import ChatSetup
from bot.bootstrap.slack import NAMES, from_settings, given_of
from bot.settings import Settings
from bot.slack.given import Given
from service.bootstrap.opening import cipher_of


class SlackSetup(ChatSetup):
    """A deployment, as Slack's set-up sees it."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(settings, NAMES)
        chosen = settings.slack
        self.by_http = chosen.mode == "http"
        self.api_url = chosen.api_url
        self.in_settings = from_settings(settings) is not None

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
