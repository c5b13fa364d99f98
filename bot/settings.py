"""The settings of the front ends, on top of the service's."""

from ipaddress import ip_address

from pydantic import Field, field_validator

from service.settings.groups import Group
from service.settings.service import ServiceSettings
from service.settings.values import TextList


class Http(Group):
    """The one web server: pages, health and metrics."""

    host: str = Field(
        default="127.0.0.1",
        description="Address to listen on. The default is this machine only; anything else "
        "belongs behind a proxy that speaks HTTPS.",
    )
    port: int = Field(
        default=8420,
        ge=1,
        le=65535,
        description="Port to listen on.",
    )
    allowed_hosts: TextList = Field(
        default_factory=list,
        description="Further host names that requests may ask for. The host of `public_url`, "
        "`localhost` and loopback addresses are always allowed; others are refused, which "
        "stops a foreign page from reaching a local heddle through DNS.",
    )
    login_days: float = Field(
        default=30.0,
        gt=0,
        description="Days that a login lasts without being used.",
    )

    @property
    def address(self) -> str:
        """Where people of this machine open heddle."""
        host = self.host
        try:
            parsed = ip_address(host)
        except ValueError:
            return f"http://{host}:{self.port}"
        if parsed.is_unspecified:
            return f"http://127.0.0.1:{self.port}"
        return (
            f"http://[{host}]:{self.port}" if parsed.version == 6 else f"http://{host}:{self.port}"
        )


class Settings(ServiceSettings):
    """All settings of heddle."""

    public_url: str | None = Field(
        default=None,
        description="The address that people open, as in `https://heddle.example.org`, when a "
        "proxy stands in front. Default: `http://HOST:PORT` of `http`. With `https`, cookies are "
        "sent over HTTPS only. Pushes to services without buttons then carry a link to a page "
        "that answers without a login.",
    )
    http: Http = Http()

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("it has to start with http:// or https://")
        return value.rstrip("/") if value else None

    @property
    def address(self) -> str:
        """Where people open heddle."""
        return self.public_url or self.http.address
