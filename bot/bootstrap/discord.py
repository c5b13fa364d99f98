"""Discord's token: from the settings, or kept encrypted by `heddle discord setup`."""

from bot.discord.given import Given
from bot.settings import Settings
from service.ports.secrets import Cipher
from service.ports.store import Store

TOKEN = "discord.token"  # noqa: S105  the name under which the vault holds it


async def given_of(settings: Settings, store: Store, cipher: Cipher) -> Given | None:
    """Return what Discord's front end needs, or None while there is no token.

    A token in the settings goes before the one in the database. Raises Refused if the
    deployment's key does not open it, Temporary if the database is away.
    """
    if (given := from_settings(settings)) is not None:
        return given
    kept = await store.read(lambda reads: reads.secret(TOKEN))
    return None if kept is None else given_with(settings, cipher.decrypt(kept))


def from_settings(settings: Settings) -> Given | None:
    """Return what the operator has set, None if they left it to what is kept."""
    token = settings.discord.token
    return None if token is None else given_with(settings, token.get_secret_value().strip())


def given_with(settings: Settings, token: str) -> Given:
    """Return what the front end needs, with this token."""
    chosen = settings.discord
    return Given(
        token=token,
        api_url=chosen.api_url,
        gateway_url=chosen.gateway_url,
        servers=tuple(chosen.servers),
        rooms=tuple(chosen.rooms),
        people=tuple(chosen.people),
        roles=tuple(chosen.roles),
        forums=tuple(chosen.forums),
        members=chosen.members,
        models=settings.models.names(),
        default_model=settings.models.default,
        web_address=settings.address,
    )
