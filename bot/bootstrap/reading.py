"""The settings of this process, read once."""

from bot.settings import Settings
from service.domain.watching import Limits
from service.settings import showing
from service.settings.policy import policy
from service.settings.reading import Loaded, load
from service.settings.showing import Shown


def settings() -> Loaded[Settings]:
    """Read all settings. Raises Misconfigured with everything that is wrong."""
    return load(Settings)


def shown() -> list[Shown]:
    """Return every setting in force, with its place; secrets stay hidden."""
    return showing.shown(settings())


def watch_limits() -> Limits:
    """Return how much repetition is too much here. Raises Misconfigured."""
    return policy(settings().settings).watch


def without_password(address: str) -> str:
    """Return an address as it may be shown."""
    return showing.without_password(address)
