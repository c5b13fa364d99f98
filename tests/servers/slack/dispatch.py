"""Brings payloads to the app, again where Slack would, and takes what the app answers."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

from tests.servers.slack import checking
from tests.servers.slack.core import Attempt, Core, Delivery
from tests.servers.slack.errors import SlackError
from tests.servers.slack.messages import by_bot
from tests.servers.slack.methods import views
from tests.servers.slack.posting import Posting, Refused
from tests.servers.slack.sockets import Sockets

Json = dict[str, Any]

REASONS = {"timeout": "http_timeout", "refused": "http_error", "unreachable": "connection_failed"}


class Dispatch:
    """Runs deliveries on the server's loop, over HTTP where there is an address."""

    def __init__(self, core: Core, sockets: Sockets, posting: Posting) -> None:
        self._core = core
        self._sockets = sockets
        self._posting = posting
        self._tasks: set[asyncio.Task[None]] = set()

    def start(self, delivery: Delivery) -> None:
        """Begin to deliver."""
        task = asyncio.get_running_loop().create_task(self._deliver(delivery))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def stop(self) -> None:
        """Give up on everything."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _deliver(self, delivery: Delivery) -> None:
        await self._attempt(delivery, 0)
        # Only events come again; a person sees at once that a command or a button failed.
        waits = self._core.retry_waits if delivery.kind == "events_api" else ()
        for number, seconds in enumerate(waits, 1):
            if delivery.acked:
                return
            await asyncio.sleep(seconds)
            if self._core.outage:
                break
            await self._attempt(delivery, number)
        with self._core.changed:
            delivery.lost = not delivery.acked
            self._core.changed.notify_all()

    async def _attempt(self, delivery: Delivery, number: int) -> None:
        attempt = Attempt(time.monotonic())
        before = delivery.attempts[-1].outcome if delivery.attempts else ""
        with self._core.changed:
            delivery.attempts.append(attempt)
            self._core.changed.notify_all()
        said, outcome = await self._try(delivery, number, REASONS.get(before, ""))
        with self._core.changed:
            if said is not None:
                attempt.acked_after = time.monotonic() - attempt.at
                delivery.answer = said
                self._take(delivery, said)
            attempt.outcome = outcome
            self._core.changed.notify_all()

    async def _try(self, delivery: Delivery, number: int, why: str) -> tuple[Json | None, str]:
        try:
            if self._posting.url:
                said = await self._posting.attempt(delivery.kind, delivery.payload, number, why)
            else:
                said = await self._sockets.attempt(delivery.kind, delivery.payload, number)
        except Refused:
            return None, "refused"
        except ConnectionError:
            return None, "unreachable"
        return (None, "timeout") if said is None else (said, "acked")

    def _take(self, delivery: Delivery, said: Json) -> None:
        """Do what an acknowledgement asks for; a bad one stands among the violations."""
        takers: dict[str, Callable[[Json, Json], None]] = {
            "slash_commands": self._answered_command,
            "interactive": self._answered_interaction,
        }
        taker = takers.get(delivery.kind)
        if taker is None:
            return
        try:
            taker(delivery.payload, said)
        except SlackError as error:
            delivery.answer = {**said, "error": error.code}

    def _answered_command(self, payload: Json, said: Json) -> None:
        if not said:
            return
        checking.check_message(self._core, "slash command's answer", said)
        user = self._core.workspace.user(payload["user_id"])
        notice = by_bot(self._core, said)
        notice |= {"ts": self._core.workspace.ts(), "channel": payload["channel_id"]}
        user.notices.append({**notice, "is_ephemeral": said.get("response_type") != "in_channel"})

    def _answered_interaction(self, payload: Json, said: Json) -> None:
        if payload["type"] != "view_submission":
            return
        user = self._core.workspace.user(payload["user"]["id"])
        action, view = said.get("response_action"), said.get("view")
        submitted = self._core.workspace.views[payload["view"]["id"]]
        if view is not None:
            checking.check_view(self._core, "view_submission's answer", view)
        if action == "update" and view is not None:
            views.replaced(self._core, submitted, view)
        elif action == "push" and view is not None:
            views.pushed(self._core, user, view)
        elif action == "errors":
            self._known_errors(payload, said)
        elif action == "clear":
            user.modals.clear()
        else:
            user.modals = [each for each in user.modals if each is not submitted]

    def _known_errors(self, payload: Json, said: Json) -> None:
        inputs = {each["block_id"] for each in payload["view"]["blocks"] if each["type"] == "input"}
        unknown = sorted(set(said.get("errors") or {}) - inputs)
        problems = [f"errors names no input block: {name}" for name in unknown]
        if not said.get("errors"):
            problems = ["errors is empty"]
        checking.refuse(self._core, "view_submission's answer", said, problems, "invalid_errors")
