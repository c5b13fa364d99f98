"""The settings of the front ends, on top of the service's."""

from ipaddress import ip_address
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, SecretStr, field_validator, model_validator

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
    token: SecretStr | None = Field(
        default=None,
        min_length=24,
        description="What lets its bearer in as the admin, at `/login?token=…`; at least 24 "
        "characters. Without it, the file `token` in the data folder, which is made at the first "
        "start. Several bots need the same one.",
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


def _address(value: str, *schemes: str) -> str:
    """Check the kind of an address by how it starts, and end it without a slash."""
    if not value.startswith(tuple(f"{each}://" for each in schemes)):
        raise ValueError(f"it has to start with {' or '.join(f'{each}://' for each in schemes)}")
    return value.rstrip("/")


def _starts_with(prefix: str, where: str) -> AfterValidator:
    """Check the kind of a token by how it starts, without ever repeating it."""

    def check(value: SecretStr | None) -> SecretStr | None:
        if value is not None and not value.get_secret_value().startswith(prefix):
            raise ValueError(f"it has to start with {prefix}; it stands {where}")
        return value

    return AfterValidator(check)


class Slack(Group):
    """Slack as a front end; on as soon as there are tokens, here or from `heddle slack setup`."""

    bot_token: Annotated[
        SecretStr | None,
        _starts_with("xoxb-", "on the app's page under OAuth & Permissions"),
    ] = Field(
        default=None,
        description="The bot's token, `xoxb-…`. `heddle slack setup` keeps it encrypted in the "
        "database instead; what is set here goes before that.",
    )
    app_token: Annotated[
        SecretStr | None,
        _starts_with("xapp-", "on the app's page under Basic Information, App-Level Tokens"),
    ] = Field(
        default=None,
        description="The app-level token of Socket Mode, `xapp-…`, with the scope "
        "`connections:write`.",
    )
    signing_secret: SecretStr | None = Field(
        default=None,
        description="What Slack signs its requests with in HTTP mode; on the app's page under "
        "Basic Information.",
    )
    mode: Literal["socket", "http"] = Field(
        default="socket",
        description="How events arrive. `socket`: heddle connects to Slack and needs no address "
        "that is reachable from outside. `http`: Slack calls `/slack/events` of `public_url`.",
    )
    api_url: str = Field(
        default="https://slack.com/api/",
        description="Base address of Slack's Web API, as in `https://slack-gov.com/api/`.",
    )
    rooms: TextList = Field(
        default_factory=list,
        description="The channels that heddle works in, by id or name (`C0123456789`, "
        "`#agents`). Empty: every channel it is invited to. Direct messages are always let in.",
    )
    people: TextList = Field(
        default_factory=list,
        description="The people who may use heddle, by id or name (`U0123456789`, `@ann`). "
        "Empty: every member of the workspace.",
    )
    guests: bool = Field(
        default=False,
        description="Whether guests of the workspace and people of connected organisations may "
        "use heddle.",
    )

    @field_validator("api_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return _address(value, "http", "https") + "/"

    @model_validator(mode="after")
    def _tokens_belong_together(self) -> "Slack":
        """Tokens of one app stand in one place: all here, or all kept by the set-up."""
        if self.bot_token is not None and self.mode == "http" and self.signing_secret is None:
            raise ValueError("mode is http, which needs signing_secret beside bot_token")
        if self.bot_token is not None and self.mode == "socket" and self.app_token is None:
            raise ValueError("mode is socket, which needs app_token beside bot_token")
        if self.bot_token is None and (self.app_token or self.signing_secret):
            raise ValueError("bot_token is missing beside the app's other secrets; set all or none")
        return self


def _has_three_parts(value: SecretStr | None) -> SecretStr | None:
    """Check the kind of a token by how it looks, without ever repeating it."""
    if value is not None and value.get_secret_value().strip().count(".") != 2:
        raise ValueError(
            "it has three parts with dots between them; it stands on the application's page under "
            "Bot, behind Reset Token"
        )
    return value


class Discord(Group):
    """Discord as a front end; on as soon as there is a token, here or from the set-up."""

    token: Annotated[SecretStr | None, AfterValidator(_has_three_parts)] = Field(
        default=None,
        description="The bot's token. `heddle discord setup` keeps it encrypted in the database "
        "instead; what is set here goes before that.",
    )
    api_url: str = Field(
        default="https://discord.com/api/v10",
        description="Base address of Discord's REST API, with its version.",
    )
    gateway_url: str = Field(
        default="",
        description="Address of the gateway that events come from, as in "
        "`wss://gateway.discord.gg/`. Empty: Discord's own.",
    )
    servers: TextList = Field(
        default_factory=list,
        description="The servers that heddle works in, by id or name. Empty: every server it is "
        "invited to.",
    )
    rooms: TextList = Field(
        default_factory=list,
        description="The channels that heddle works in, by id or name (`1234567890123456789`, "
        "`#agents`). Empty: every channel it sees. Direct messages are always let in.",
    )
    people: TextList = Field(
        default_factory=list,
        description="The people who may use heddle, by id or name (`1234567890123456789`, "
        "`@ann`). Empty, with `roles` empty as well: everybody in its servers.",
    )
    roles: TextList = Field(
        default_factory=list,
        description="The roles whose members may use heddle, by id or name (`@agents`), beside "
        "those in `people`.",
    )
    forums: TextList = Field(
        default_factory=list,
        description="The forum channels in which every post is a session, by id or name. Empty: "
        "none; elsewhere heddle has to be mentioned.",
    )
    members: bool = Field(
        default=False,
        description="Whether the Server Members Intent is switched on in the developer portal: "
        "then heddle hears of those who leave, and their agents rest.",
    )

    @field_validator("api_url", "gateway_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        return _address(value, "http", "https", "ws", "wss") if value else value


class Alerts(Group):
    """Alerts about heddle itself, which Alertmanager posts to `/alerts`."""

    token: SecretStr | None = Field(
        default=None,
        min_length=16,
        description="What Alertmanager authorizes itself with: any random text of at least 16 "
        "characters, as `openssl rand -hex 32` writes it. Without one, no alerts are taken.",
    )
    operators: TextList = Field(
        default_factory=list,
        description="The people who are told, by their names in heddle. Empty: its admins.",
    )

    @property
    def secret(self) -> str:
        """The token, empty if there is none."""
        return self.token.get_secret_value() if self.token else ""


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
    slack: Slack = Slack()
    discord: Discord = Discord()
    alerts: Alerts = Alerts()

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, value: str | None) -> str | None:
        return _address(value, "http", "https") if value else None

    @property
    def address(self) -> str:
        """Where people open heddle."""
        return self.public_url or self.http.address
