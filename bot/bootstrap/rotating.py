"""Replacing the key that secrets are encrypted with."""

from bot.bootstrap.changing import change
from bot.bootstrap.reading import settings
from service.bootstrap.operating import begin_rotation, end_rotation, fresh_key
from service.domain.errors import Refused
from service.domain.workers import Presence
from service.ports.bundle import Ports
from service.usecases.rotate_secrets import Rotated, rotate_secrets


def a_new_key() -> str:
    """Return a key that nobody has seen."""
    return fresh_key()


def keys_in_settings() -> int:
    """Return how many keys `HEDDLE_SECRET_KEY` holds; none where the key file is used."""
    found = settings().settings.secret_key
    return 0 if found is None else len([k for k in found.get_secret_value().split(",") if k])


def rotate_by_settings() -> Rotated:
    """Encrypt all anew with the first key of the settings. Raises Temporary."""
    return change(rotate_secrets)


def rotate_key_file() -> Rotated:
    """Make a new key, encrypt all anew with it, and drop the former one if all was readable.

    Raises Refused while workers live: they know the former key only.
    """
    change(_nobody_works)
    in_force = settings().settings
    begin_rotation(in_force)
    rotated = change(rotate_secrets)
    if not rotated.unreadable:
        end_rotation(in_force)
    return rotated


async def _nobody_works(ports: Ports) -> None:
    workers, now = await ports.store.read(lambda reads: (reads.workers(), reads.now()))
    live = [each for each in workers if each.presence(now) is Presence.LIVE]
    if live:
        raise Refused(
            f"{len(live)} workers run and know only the present key: {live[0].id}, … Stop heddle,"
            " rotate, and start it again; or set the keys in HEDDLE_SECRET_KEY, which rotates"
            " without a stop (see docs/runbooks/secrets.md).",
        )
