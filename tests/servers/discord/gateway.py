"""The gateway: sessions that outlive their sockets, heartbeats, and their ways to fail."""

import asyncio
import json
from typing import Any

from aiohttp import WSMsgType, web

from tests.servers.discord import events, shapes
from tests.servers.discord.connections import Connection, Session
from tests.servers.discord.core import Core, Dispatch, Violation

Json = dict[str, Any]

DISPATCH, HEARTBEAT, IDENTIFY, PRESENCE, RESUME, RECONNECT = 0, 1, 2, 3, 6, 7
MEMBERS_WANTED, INVALID, HELLO, ACK = 8, 9, 10, 11
UNKNOWN_OP, DECODE, NOT_IDENTIFIED, WRONG_TOKEN, DISALLOWED = 4001, 4002, 4003, 4004, 4014
GUILD = "/components/schemas/GuildWithCountsResponse"
FINAL = (1000, 1001)
"""A client that closes with one of these ends its session."""
PRIVILEGED = {
    "members": events.MEMBERS,
    "message_content": events.CONTENT,
    "presences": events.PRESENCES,
}


class Gateway:
    """All sessions and sockets; everything here runs on the server's loop."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._tasks: set[asyncio.Task[Any]] = set()
        self.sessions: dict[str, Session] = {}
        self.connections: list[Connection] = []
        self.interval = 41.25
        """Seconds between heartbeats."""
        self.acks = True
        """Whether heartbeats are answered."""
        self.identified: list[Json] = []
        """What came with each IDENTIFY."""
        self.resumptions: list[bool] = []
        """Whether each RESUME was granted."""

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Hold a connection until it ends."""
        if self._core.outage:
            return web.Response(status=503)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        assert isinstance(request.transport, asyncio.Transport)
        connection = Connection(socket, request.transport)
        with self._core.changed:
            self.connections.append(connection)
            self._core.changed.notify_all()
        writing = asyncio.ensure_future(connection.write())
        try:
            connection.say(HELLO, {"heartbeat_interval": int(self.interval * 1_000)})
            await self._listen(connection)
        finally:
            writing.cancel()
            with self._core.changed:
                self.connections.remove(connection)
                own, left = connection.session, socket.close_code in FINAL
                if own is not None and left and not connection.sent_away:
                    self.sessions.pop(own.id, None)
                self._core.changed.notify_all()
        return socket

    def push(self, dispatch: Dispatch) -> None:
        """Give an event to every session that asked for such."""
        for session in self.sessions.values():
            if dispatch.intents and not dispatch.intents & session.intents:
                continue
            holder = self._holder(session)
            if holder is not None and holder.deaf:
                continue
            whole = session.intents & events.CONTENT
            text = self._number(session, dispatch.name, dispatch.text if whole else dispatch.bare)
            if holder is not None:
                holder.outbox.put_nowait(text)

    def drop(self) -> None:
        """Cut every connection without a word; sessions stay."""
        for connection in self.connections:
            connection.transport.abort()

    def close(self, code: int) -> None:
        """Close every connection with this code."""
        for connection in list(self.connections):
            connection.sent_away = True
            self._run(connection.socket.close(code=code))

    def forget(self) -> None:
        """End every session: nothing can be resumed, what was not sent is lost."""
        self.sessions.clear()

    def invalidate(self, resumable: bool) -> None:
        """Say that the sessions are invalid, or merely interrupted."""
        if not resumable:
            self.forget()
        for connection in self.connections:
            connection.say(INVALID, resumable)

    def reconnect(self) -> None:
        """Ask every connection to come anew."""
        for connection in self.connections:
            connection.say(RECONNECT, None)

    def ask_for_heartbeat(self) -> None:
        """Ask every connection for a heartbeat now."""
        for connection in self.connections:
            connection.say(HEARTBEAT, None)

    def deafen(self, deaf: bool) -> None:
        """Let no event arrive on the open connections."""
        for connection in self.connections:
            connection.deaf = deaf

    async def end(self) -> None:
        """Stop sending."""
        self.drop()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _listen(self, connection: Connection) -> None:
        async for frame in connection.socket:
            if frame.type is not WSMsgType.TEXT:
                break
            try:
                said = json.loads(frame.data)
                op, content = said["op"], said.get("d")
            except (ValueError, KeyError, TypeError):
                await connection.socket.close(code=DECODE)
                break
            await self._hear(connection, op, content)

    async def _hear(self, connection: Connection, op: int, content: Any) -> None:
        if op == HEARTBEAT:
            with self._core.changed:
                connection.beats += 1
                self._core.changed.notify_all()
            if self.acks:
                connection.say(ACK, None)
        elif op == IDENTIFY:
            await self._identify(connection, content)
        elif op == RESUME:
            await self._resume(connection, content)
        elif connection.session is None:
            await connection.socket.close(code=NOT_IDENTIFIED)
        elif op == MEMBERS_WANTED:
            await self._members(connection, connection.session, content)
        elif op != PRESENCE:
            self._violate("gateway", {"op": op, "d": content}, f"unknown operation {op}")
            await connection.socket.close(code=UNKNOWN_OP)

    async def _identify(self, connection: Connection, content: Json) -> None:
        self.identified.append(content)
        core = self._core
        if content.get("token") != core.token:
            await connection.socket.close(code=WRONG_TOKEN)
            return
        missing = {"intents", "properties"} - set(content)
        if missing:
            self._violate("identify", content, f"missing: {sorted(missing)}")
        intents = int(content.get("intents", 0))
        off = [name for name, bit in PRIVILEGED.items() if intents & bit]
        if not set(off) <= core.privileged:
            await connection.socket.close(code=DISALLOWED)
            return
        with core.changed:
            session = Session(core.world.id(), intents)
            texts = self._greeting(session)
            self.sessions[session.id] = session
            connection.session = session
        for text in texts:
            connection.outbox.put_nowait(text)
        with core.changed:
            core.changed.notify_all()

    def _greeting(self, session: Session) -> list[str]:
        core, bot = self._core, self._core.world.bot.id
        held = [each for each in core.world.guilds.values() if bot in each.members]
        ready = {
            "v": 10,
            "user": shapes.myself(core),
            "guilds": [{"id": each.id, "unavailable": True} for each in held],
            "session_id": session.id,
            "session_type": "normal",
            "resume_gateway_url": core.gateway,
            "shard": [0, 1],
            "application": {
                "id": core.world.application,
                "flags": shapes.application(core)["flags"],
            },
            "private_channels": [],
            "relationships": [],
            "presences": [],
        }
        texts = [self._number(session, "READY", json.dumps(ready))]
        for each in held if session.intents & events.GUILDS else []:
            whole = json.dumps(shapes.guild_created(core, each))
            core.unchecked.append(("event GUILD_CREATE", GUILD, whole))
            texts.append(self._number(session, "GUILD_CREATE", whole))
        return texts

    async def _resume(self, connection: Connection, content: Json) -> None:
        session = self.sessions.get(str(content.get("session_id")))
        right = content.get("token") == self._core.token
        known = session is not None and right
        self.resumptions.append(known)
        if session is None or not right:
            connection.say(INVALID, False)
            return
        old = self._holder(session)
        if old is not None:
            old.session = None
            old.transport.abort()
        missed = session.sent[int(content.get("seq") or 0) :]
        connection.session, connection.resumed = session, True
        told = self._number(session, "RESUMED", json.dumps({"_trace": []}))
        for text in [*missed, told]:
            connection.outbox.put_nowait(text)
        with self._core.changed:
            self._core.changed.notify_all()

    async def _members(self, connection: Connection, session: Session, content: Json) -> None:
        with self._core.changed:
            guild = self._core.world.guild(content["guild_id"])
            held = [shapes.member(each) for each in guild.members.values()]
        wanted = {str(each) for each in _listed(content.get("user_ids"))}
        if wanted:
            held = [each for each in held if each["user"]["id"] in wanted]
        elif content.get("query"):
            start = str(content["query"]).lower()
            held = [each for each in held if each["user"]["username"].startswith(start)]
        chunk = {
            "guild_id": guild.id,
            "members": held[: int(content.get("limit") or 1_000)],
            "chunk_index": 0,
            "chunk_count": 1,
            "not_found": [],
            "presences": [],
            "nonce": content.get("nonce"),
        }
        text = self._number(session, "GUILD_MEMBERS_CHUNK", json.dumps(chunk))
        connection.outbox.put_nowait(text)

    def _holder(self, session: Session) -> Connection | None:
        return next((each for each in self.connections if each.session is session), None)

    def _number(self, session: Session, name: str, content: str) -> str:
        number = len(session.sent) + 1
        text = f'{{"op": {DISPATCH}, "t": "{name}", "s": {number}, "d": {content}}}'
        session.sent.append(text)
        return text

    def _violate(self, name: str, content: Any, problem: str) -> None:
        with self._core.changed:
            self._core.violations.append(Violation(name, content, (problem,)))

    def _run(self, work: Any) -> None:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)


def _listed(held: Any) -> list[Any]:
    return held if isinstance(held, list) else [] if held is None else [held]
