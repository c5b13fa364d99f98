"""What the pages are made from: values and ports that the bootstrap hands in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

from starlette.requests import Request

from bot.inbound.inbound import Inbound
from bot.web.hub import Hub
from bot.web.login import Logins
from bot.web.render import Renderer
from service.ports.bundle import Ports
from service.ports.captures import Captures


@dataclass(frozen=True, slots=True)
class Given:
    """Values of this deployment.

    `keys_in_environment` are names of variables that hold a provider's key; `offline` tells
    from the names of stored secrets whether new sessions run on the demo model.
    """

    version: str
    public_url: str
    hosts: Collection[str]
    token: str
    admin_name: str
    cookie_key: bytes
    login_days: float
    keys_in_environment: Collection[str] = ()
    offline: Callable[[Collection[str]], bool] = field(default=lambda _: False)

    @property
    def secure(self) -> bool:
        """Tell whether people come over HTTPS."""
        return self.public_url.startswith("https://")


@dataclass(frozen=True, slots=True)
class Site:
    """Everything that a route needs."""

    given: Given
    ports: Ports
    inbound: Inbound
    captures: Captures
    hub: Hub
    logins: Logins
    renderer: Renderer

    @property
    def models(self) -> Sequence[str]:
        """The aliases that a person may choose."""
        return self.ports.policy.models


def site_of(request: Request) -> Site:
    """Return the site that the request came to."""
    site: Site = request.app.state.site
    return site
