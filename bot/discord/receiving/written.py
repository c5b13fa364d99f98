"""A message that a person wrote, with where it stands."""

from dataclasses import dataclass

import discord

from bot.chat.receiving.earlier import with_earlier
from bot.discord.receiving.reading import answered_to
from bot.discord.receiving.spots import Spot


@dataclass(frozen=True, slots=True)
class Written:
    """`message` as Discord's library shows it, at its `spot`."""

    message: discord.Message
    spot: Spot

    @property
    def id(self) -> int:
        """Its id."""
        return self.message.id

    @property
    def user(self) -> int:
        """Its author's id."""
        return self.message.author.id

    @property
    def direct(self) -> bool:
        """Tell whether it stands in direct messages with heddle."""
        return self.spot.direct

    @property
    def root(self) -> int:
        """Its thread's id; outside of threads that of the one that it may open."""
        return self.spot.thread or self.id

    @property
    def answers(self) -> int:
        """The message that it replies to, 0 if none."""
        return answered_to(self.message)

    @property
    def opens_post(self) -> bool:
        """Tell whether it is the first message of a forum's post."""
        return self.spot.forum and self.spot.thread == self.id


def titled(message: discord.Message, text: str) -> str:
    """A post's title says what it is about, its text the rest."""
    title = getattr(message.channel, "name", "") or ""
    return text if text.startswith(title) else with_earlier(title, text)
