"""What this deployment's Slack needs to know: tokens, addresses and whom to let in."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Given:
    """Settings as the front end takes them.

    `bot_token` is the `xoxb-` one, `app_token` the `xapp-` one of Socket Mode,
    `signing_secret` belongs to HTTP mode. `rooms` and `people` are ids or names; empty lets
    everybody and every room in. `guests` lets guests of the workspace and people of connected
    ones in.
    """

    bot_token: str = field(repr=False)
    app_token: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)
    by_http: bool = False
    api_url: str = "https://slack.com/api/"
    rooms: Sequence[str] = ()
    people: Sequence[str] = ()
    guests: bool = False
    models: Sequence[str] = ()
    default_model: str = ""
    web_address: str = ""
