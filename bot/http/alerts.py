"""Alertmanager's webhook: alerts about heddle itself come in here."""

import hmac
from collections.abc import Awaitable, Callable, Sequence

import structlog
from pydantic import BaseModel, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from service.domain.errors import Refused, Temporary
from service.domain.operations import AlertGroup, Firing

PATH = "/alerts"
LARGEST = 1024 * 1024
"""Bytes of a request; a group of a thousand alerts is smaller."""
_BEARER = "bearer "
_log = structlog.get_logger(__name__)

Take = Callable[[AlertGroup], Awaitable[int]]
"""Takes a group in and returns how many operators know of it. Raises Refused or Temporary."""


class _Alert(BaseModel):
    status: str
    labels: dict[str, str] = Field(default_factory=dict)
    annotations: dict[str, str] = Field(default_factory=dict)

    def firing(self) -> Firing:
        name = self.labels.get("alertname", "An alert without a name")
        return Firing(
            name,
            self.labels.get("severity", ""),
            self.annotations.get("summary") or name,
            self.annotations.get("runbook_url", ""),
        )


class _Posted(BaseModel):
    """Version 4 of what Alertmanager posts, as far as it matters here."""

    group: str = Field(alias="groupKey", min_length=1, max_length=2000)
    alerts: list[_Alert]


def routes(token: str, take: Take) -> Sequence[BaseRoute]:
    """Return the route that Alertmanager posts to; without a token it takes nothing."""

    async def alerts(request: Request) -> Response:
        if not token:
            return _told(503, "Alerts are not taken here yet. Set HEDDLE_ALERTS__TOKEN.")
        if not _may(request, token):
            return _unauthorized()
        body = await _body(request)
        if body is None:
            return _told(413, f"More than {LARGEST:,} bytes. Set max_alerts in the receiver.")
        try:
            posted = _Posted.model_validate_json(body)
        except ValidationError:
            return _told(400, "That is not what Alertmanager's webhook posts, version 4.")
        firing = [each.firing() for each in posted.alerts if each.status == "firing"]
        return await _taken(take, AlertGroup(posted.group, firing))

    return [Route(PATH, alerts, methods=["POST"])]


async def _taken(take: Take, group: AlertGroup) -> Response:
    """Answer so that Alertmanager sends it again where nobody knows of it yet."""
    try:
        told = await take(group)
    except (Refused, Temporary) as error:
        _log.warning("alert_not_taken", error=str(error))
        return _told(503, str(error))
    return JSONResponse({"operators": told})


def _may(request: Request, token: str) -> bool:
    """Tell whether the request carries the token, in a time that says nothing about it."""
    given = request.headers.get("authorization", "")
    if not given.lower().startswith(_BEARER):
        return False
    return hmac.compare_digest(given[len(_BEARER) :].strip().encode(), token.encode())


def _unauthorized() -> Response:
    hint = (
        "This needs the header `Authorization: Bearer TOKEN` with the token that heddle has in"
        " HEDDLE_ALERTS__TOKEN: in Alertmanager's webhook_configs it is"
        " http_config.authorization.credentials_file.\n"
    )
    return PlainTextResponse(hint, status_code=401, headers={"www-authenticate": "Bearer"})


def _told(status: int, text: str) -> Response:
    return PlainTextResponse(f"{text}\n", status_code=status)


async def _body(request: Request) -> bytes | None:
    """Return the body, None if it is too large; no more than that is read."""
    found = bytearray()
    async for piece in request.stream():
        found += piece
        if len(found) > LARGEST:
            return None
    return bytes(found)
