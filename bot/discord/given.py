"""What this deployment's Discord needs to know: its token, addresses and whom to let in."""

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Given:
    """Settings as the front end takes them.

    `servers`, `rooms`, `people` and `roles` are ids or names; empty lets everybody and every
    room of every server in. A post in one of `forums` is a session. `members`: Discord tells
    who leaves a server.
    """

    token: str = field(repr=False)
    api_url: str = "https://discord.com/api/v10"
    gateway_url: str = ""
    servers: Sequence[str] = ()
    rooms: Sequence[str] = ()
    people: Sequence[str] = ()
    roles: Sequence[str] = ()
    forums: Sequence[str] = ()
    members: bool = False
    models: Sequence[str] = ()
    default_model: str = ""
    web_address: str = ""
