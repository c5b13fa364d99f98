"""The settings of this process, read once."""

from collections.abc import Sequence

from bot.settings import Settings
from service.domain.watching import Limits
from service.settings import showing
from service.settings.changing import NotChangedError, changed
from service.settings.policy import policy
from service.settings.reading import Loaded, load
from service.settings.showing import Shown


class BadChangeError(Exception):
    """A setting cannot be changed like that; the text says what would be right."""


def settings() -> Loaded[Settings]:
    """Read all settings. Raises Misconfigured with everything that is wrong."""
    return load(Settings)


def shown() -> list[Shown]:
    """Return every setting in force, with its place; secrets stay hidden."""
    return showing.shown(settings())


def watch_limits(changes: Sequence[str] = ()) -> Limits:
    """Return how much repetition is too much here, with changes as in `watch.repeats=6`.

    Raises Misconfigured, and BadChangeError for a change that cannot be made.
    """
    here = settings().settings
    try:
        watch = changed(here.watch, changes)
    except NotChangedError as error:
        raise BadChangeError(str(error)) from error
    return policy(here.model_copy(update={"watch": watch})).watch


def without_password(address: str) -> str:
    """Return an address as it may be shown."""
    return showing.without_password(address)
