"""HTTP mode: signed requests to the app's address."""

import hashlib
import hmac
import json
from typing import Any
from urllib.parse import urlencode

import aiohttp

from tests.servers.slack.core import Core

Json = dict[str, Any]

FORM = "application/x-www-form-urlencoded"


class Refused(Exception):
    """The app answered with something else than a 200."""


class Posting:
    """Posts what happens to `url`; `wrong_signature` and `old_timestamp` make forgeries of it."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self.url = ""
        self.wrong_signature = False
        self.old_timestamp = False
        self.statuses: list[int] = []
        """What the app answered to each request."""

    async def attempt(self, kind: str, payload: Json, retry: int, reason: str) -> Json | None:
        """Post once and return what the app said; None when nothing came in time."""
        content = FORM
        if kind == "events_api":
            content, body = "application/json", json.dumps(payload)
        elif kind == "slash_commands":
            body = urlencode(payload)
        else:
            body = urlencode({"payload": json.dumps(payload)})
        headers = {"Content-Type": content, "User-Agent": "Slackbot 1.0", **self._signed(body)}
        if retry:
            headers |= {"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": reason}
        try:
            return await self._post(body, headers)
        except TimeoutError:
            return None
        except aiohttp.ClientError as error:
            raise ConnectionError from error

    async def verify(self) -> str:
        """Ask the app to prove its address, and return what it said."""
        said = {"token": "verification-token", "challenge": "prove-it", "type": "url_verification"}
        answer = await self.attempt("events_api", said, 0, "")
        return str((answer or {}).get("challenge") or (answer or {}).get("text"))

    async def _post(self, body: str, headers: dict[str, str]) -> Json:
        limit = aiohttp.ClientTimeout(total=self._core.patience)
        async with (
            aiohttp.ClientSession(timeout=limit) as session,
            session.post(self.url, data=body.encode(), headers=headers) as response,
        ):
            text = await response.text()
            with self._core.changed:
                self.statuses.append(response.status)
                self._core.changed.notify_all()
            if response.status != 200:
                raise Refused(response.status)
            if response.content_type == "application/json":
                return dict(json.loads(text or "{}"))
            return {"text": text} if text else {}

    def _signed(self, body: str) -> dict[str, str]:
        age = 3_600 if self.old_timestamp else 0
        at = str(int(self._core.workspace.now()) - age)
        key = "wrong" if self.wrong_signature else self._core.signing_secret
        base = f"v0:{at}:{body}".encode()
        signature = hmac.new(key.encode(), base, hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": at, "X-Slack-Signature": f"v0={signature}"}
