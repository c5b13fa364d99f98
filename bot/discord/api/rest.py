"""One call of Discord's API: sent, timed, and its failures told in heddle's ways."""

import io
import json
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp
import discord
from discord.http import HTTPClient, Route

from bot.chat.spreading import Spread
from bot.discord.api.refusals import SOURCE, DiscordRefused, limited, refusal
from service.domain.errors import Permanent, Temporary
from service.ports.clock import Clock
from service.ports.telemetry import Telemetry

_RETRY = 30.0
"""Seconds to wait where Discord limits without saying for how long."""
_FORGET = 1_000
"""Limits that are remembered before those that are over are forgotten."""
CROWD = 25
"""Calls within a second, of the fifty that Discord takes, after which some had better wait."""
SPARE, SPARE_BURST = 8.0, 16
"""Calls that can be spared in a second, and so many at once, before they are spread."""
SPARE_PATIENCE = 1.0
"""Seconds that such a call waits: later there may be something better to say."""
_KEEP = 60.0

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a message."""

    name: str
    content: bytes


class Rest:
    """Calls by their names in Discord's documents.

    The library waits for short limits and repeats what failed with a 500; longer limits are
    remembered here, so that nothing else is sent into them. Every call raises Temporary for what
    passes (`uncertain` where it may have been done) and DiscordRefused for what will not.
    """

    def __init__(self, http: HTTPClient, telemetry: Telemetry, clock: Clock) -> None:
        self._http = http
        self._telemetry = telemetry
        self._clock = clock
        self._until: dict[tuple[str, object], float] = {}
        self._last: deque[float] = deque(maxlen=CROWD)
        self._turns = Spread(1 / SPARE, SPARE_BURST, _KEEP)

    async def spare(self, name: str, what: str) -> None:
        """Wait until a call about something may be made that can be spared. Raises Temporary with
        when that is where it takes too long.
        """
        now = self._clock.monotonic()
        full = SPARE_PATIENCE if self.crowded() else 0.0
        wait = self._turns.wait(what, now, full)
        if wait > SPARE_PATIENCE:
            self._telemetry.platform_called(SOURCE, name, "held", wait)
            raise limited(name, wait)
        self._turns.took(what)
        if wait > 0:
            await self._clock.sleep(wait)

    def crowded(self) -> bool:
        """Tell whether so much was called in the last second that what can wait should."""
        return len(self._last) == CROWD and self._clock.monotonic() - self._last[0] < 1.0

    async def call(
        self,
        name: str,
        method: str,
        path: str,
        places: Mapping[str, str],
        *,
        body: Mapping[str, Any] | None = None,
        files: Sequence[Upload] = (),
        query: Mapping[str, Any] | None = None,
    ) -> Any:
        """Call an operation once and return its answer; `places` are the ids in the path."""
        key = (name, places.get("channel_id", ""))
        self._check(name, key)
        began = self._clock.monotonic()
        self._last.append(began)
        result = "failed"
        try:
            found = await self._send(name, Route(method, path, **places), body, files, query)
            result = "ok"
        except Temporary as error:
            if error.limited:
                result = "limited"
                self._limit(key, error.retry_after or _RETRY)
            raise
        except Permanent:
            result = "refused"
            raise
        finally:
            seconds = self._clock.monotonic() - began
            self._telemetry.platform_called(SOURCE, name, result, seconds)
        return found

    def _check(self, name: str, key: tuple[str, object]) -> None:
        left = self._until.get(key, 0.0) - self._clock.monotonic()
        if left > 0:
            self._telemetry.platform_called(SOURCE, name, "held", left)
            raise limited(name, left)

    def _limit(self, key: tuple[str, object], seconds: float) -> None:
        now = self._clock.monotonic()
        if len(self._until) >= _FORGET:
            self._until = {each: until for each, until in self._until.items() if until > now}
        self._until[key] = now + seconds

    async def _send(
        self,
        name: str,
        route: Route,
        body: Mapping[str, Any] | None,
        files: Sequence[Upload],
        query: Mapping[str, Any] | None,
    ) -> Any:
        sent: Json = {} if query is None else {"params": dict(query)}
        held = [discord.File(io.BytesIO(each.content), each.name) for each in files]
        if held:
            sent |= {"files": held, "form": _form(body or {}, held)}
        elif body is not None:
            sent["json"] = dict(body)
        try:
            return await self._http.request(route, **sent)
        except discord.RateLimited as error:
            raise limited(name, error.retry_after) from error
        except discord.DiscordServerError as error:
            said = f"Discord answered {name} with HTTP {error.status}"
            raise Temporary(said, source=SOURCE, uncertain=True) from error
        except discord.HTTPException as error:
            raise _read(name, error) from error
        except (AttributeError, RuntimeError) as error:
            # The library has no connections before it has signed in, and closed ones afterwards.
            said = "heddle is not signed in to Discord"
            raise Temporary(said, source=SOURCE) from error
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise Temporary(f"Discord cannot be reached: {error}", source=SOURCE) from error
        except (aiohttp.ClientError, OSError) as error:
            said = f"Discord did not answer {name} ({type(error).__name__})"
            raise Temporary(said, source=SOURCE, uncertain=True) from error


def _form(body: Mapping[str, Any], files: Sequence[discord.File]) -> list[Json]:
    found: list[Json] = [{"name": "payload_json", "value": json.dumps(body)}]
    for place, each in enumerate(files):
        found.append(
            {
                "name": f"files[{place}]",
                "value": each.fp,
                "filename": each.filename,
                "content_type": "application/octet-stream",
            }
        )
    return found


def _read(name: str, error: discord.HTTPException) -> Temporary | DiscordRefused:
    """Return what an answer means that is no success."""
    if error.status == 429:
        return limited(name, _seconds(error.response.headers.get("Retry-After")))
    return refusal(name, error.status, error.code, error.text)


def _seconds(text: object) -> float:
    try:
        return max(float(str(text)), 0.1)
    except ValueError:
        return _RETRY
