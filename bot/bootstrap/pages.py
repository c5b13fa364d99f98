"""The web channel is put together: settings become the values that its pages need."""

import getpass
import os
from collections.abc import Collection
from importlib.metadata import version
from urllib.parse import urlsplit

from bot.bootstrap.login_token import login_token
from bot.inbound.inbound import Inbound
from bot.settings import Settings
from bot.web.app import site
from bot.web.site import Given, Site
from service.bootstrap.opening import Opened, captures_of
from service.domain.providers import BY_ID, PROVIDERS
from service.settings.groups import BUILT_IN, DEMO, Models


def site_of(in_force: Settings, service: Opened, inbound: Inbound) -> Site:
    """Return the pages of this deployment; their hub does not run yet."""
    keys = [each.variable for each in PROVIDERS if os.environ.get(each.variable)]
    given = Given(
        version=version("heddle"),
        public_url=in_force.address,
        hosts=_hosts(in_force),
        token=login_token(in_force),
        admin_name=_name(),
        cookie_key=service.cipher.derived("web session"),
        login_days=in_force.http.login_days,
        keys_in_environment=keys,
        offline=lambda stored: offline(in_force.models, {*stored, *keys}),
    )
    return site(service.ports, inbound, captures_of(in_force), given)


def offline(models: Models, variables: Collection[str]) -> bool:
    """Tell whether a new session runs on the demo model, given which keys are known."""
    chosen = models.aliases.get(models.default)
    if chosen is not None:
        return list(chosen) == [DEMO]
    if models.default not in BUILT_IN:
        return True
    # With a server of the operator's own, OpenAI's models are never meant.
    own = {"openai"} if models.base_url else set()
    return not any(BY_ID[each].variable in variables for each in BY_ID.keys() - own)


def _hosts(in_force: Settings) -> list[str]:
    hosts = [*in_force.http.allowed_hosts, in_force.http.host]
    public = urlsplit(in_force.address).hostname
    return [*hosts, public] if public else hosts


def _name() -> str:
    """Name the admin after who runs heddle; a container's user may have no name."""
    try:
        return getpass.getuser().strip().capitalize() or "Admin"
    except (KeyError, OSError):
        return "Admin"
