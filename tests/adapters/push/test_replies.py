"""Which presses are heard: all of them, whatever breaks in between."""

import asyncio
import base64
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import httpx
import pytest
import structlog

from service.adapters.clock.system import SystemClock
from service.adapters.push import replies as listening
from service.adapters.push.pusher import Pushes
from service.adapters.push.replies import OVERLAP
from service.domain.errors import Temporary
from service.domain.phones import Address
from service.ports.push import Action, Push, Reply
from tests.adapters.push.conftest import TOKEN
from tests.fakes.clock import FakeClock
from tests.servers.ntfy import NtfyServer, press

ASK = Push(
    "3 · Stripe or Adyen?", "Which?", actions=[Action("A", reply="a"), Action("B", reply="b")]
)


@asynccontextmanager
async def _reading(
    pushes: Pushes, server: NtfyServer, phones: Sequence[Address], cursor: str = ""
) -> AsyncIterator[AsyncIterator[Reply]]:
    stream = pushes.replies(server.url, phones, cursor)
    try:
        yield stream
    finally:
        await stream.aclose()  # type: ignore[attr-defined]


def _phone(pushes: Pushes, number: int = 0, url: str = "ntfy") -> Address:
    return pushes.recognise(url, f"{TOKEN}{number}").address


async def _next(stream: AsyncIterator[Reply]) -> Reply:
    return await anext(stream)


async def test_a_press_is_heard(ntfy: NtfyServer, pushes: Pushes) -> None:
    phone = _phone(pushes)
    assert pushes.server_of(phone) == ntfy.url
    async with _reading(pushes, ntfy, [phone]) as stream:
        first = asyncio.create_task(_next(stream))
        await asyncio.to_thread(ntfy.subscribed, phone.replies)
        await pushes.send(phone, ASK)
        [message] = ntfy.published(phone.url.rpartition("/")[2])
        await asyncio.to_thread(press, message, 1)
        reply = await first
    assert (reply.text, reply.server) == ("b", ntfy.url)


async def test_what_was_pressed_while_nobody_listened_is_heard(
    ntfy: NtfyServer, pushes: Pushes
) -> None:
    phone = _phone(pushes)
    ntfy.publish(phone.replies, "early")
    async with _reading(pushes, ntfy, [phone]) as stream:
        assert (await anext(stream)).text == "early"
    assert "since=all" in ntfy.requests[-1].query


async def test_reading_goes_on_from_the_cursor_and_loses_nothing(
    ntfy: NtfyServer, pushes: Pushes
) -> None:
    phone = _phone(pushes)
    cursor = await _cursor_when_caught_up(ntfy, pushes, [phone])
    assert cursor.isdigit()
    ntfy.stop()
    ntfy.start()
    ntfy.publish(phone.replies, "meanwhile")
    async with _reading(pushes, ntfy, [phone], cursor) as stream:
        texts = [(await anext(stream)).text]
        while texts[-1] != "meanwhile":
            texts.append((await anext(stream)).text)
    assert ntfy.requests[-1].query == f"since={cursor}"


async def test_the_cursor_reaches_back_beyond_what_another_connection_may_miss(
    ntfy: NtfyServer, pushes: Pushes
) -> None:
    phone = _phone(pushes)
    cursor = int(await _cursor_when_caught_up(ntfy, pushes, [phone]))
    pressed = ntfy.published(phone.replies)[-1]["time"]
    assert cursor == pressed - OVERLAP
    assert OVERLAP > 2 * listening.SILENCE


async def test_the_cursor_stays_until_all_connections_have_caught_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(listening, "TOPICS_AT_ONCE", 1)
    with NtfyServer(keepalive=60) as server:
        adapter = Pushes(SystemClock(), server.url)
        phones = [_phone(adapter, number) for number in range(3)]
        for phone in phones:
            server.publish(phone.replies, "x")
        async with _reading(adapter, server, phones, "1700000000") as stream:
            assert {(await anext(stream)).cursor for _ in phones} == {"1700000000"}
        assert len({each.path for each in server.requests if each.method == "GET"}) == 3
        await adapter.close()


async def test_a_server_whose_clock_runs_ahead_makes_nobody_skip(pushes: Pushes) -> None:
    clock = FakeClock()
    with NtfyServer(keepalive=0.05, now=lambda: clock.now() + 86_400) as server:
        adapter = Pushes(clock, server.url)
        cursor = await _cursor_when_caught_up(server, adapter, [_phone(adapter)])
        assert int(cursor) == clock.now() - OVERLAP
        await adapter.close()


PRESSED = ("before", "while", "after")


async def test_nothing_is_lost_however_often_the_connection_breaks(
    ntfy: NtfyServer, pushes: Pushes
) -> None:
    phones = [_phone(pushes, number) for number in range(3)]
    heard: set[str] = set()
    cursor = ""
    for number in range(12):
        # What is pressed before, while and after somebody listens.
        ntfy.publish(phones[number % 3].replies, f"before {number}")
        async with _reading(pushes, ntfy, phones, cursor) as stream:
            async for reply in stream:
                heard.add(reply.text)
                cursor = reply.cursor
                if reply.text == f"before {number}":
                    ntfy.publish(phones[0].replies, f"while {number}")
                    ntfy.end_streams()
        ntfy.publish(phones[1].replies, f"after {number}")
    async with _reading(pushes, ntfy, phones, cursor) as stream:
        while len(heard) < 36:
            heard.add((await _next(stream)).text)
    assert heard == {f"{when} {number}" for when in PRESSED for number in range(12)}


async def test_an_unknown_cursor_reads_everything(ntfy: NtfyServer, pushes: Pushes) -> None:
    phone = _phone(pushes)
    ntfy.publish(phone.replies, "early")
    async with _reading(pushes, ntfy, [phone], "from another version&poll=1") as stream:
        assert (await anext(stream)).text == "early"


async def test_what_is_no_reply_is_passed_over(ntfy: NtfyServer, pushes: Pushes) -> None:
    phone = _phone(pushes)
    ntfy.publish(phone.replies, "", attachment={"name": "file", "url": "https://a.example"})
    ntfy.publish(phone.replies, "AAAA", encoding="base64")
    ntfy.publish(phone.replies, "scheduled", event="poll_request")
    ntfy.publish(phone.replies, "when?", time=10**30)
    ntfy.publish("elsewhere", "not ours")
    ntfy.publish(phone.replies, "a line\nand another")
    async with _reading(pushes, ntfy, [phone]) as stream:
        texts = [(await anext(stream)).text]
        assert (await anext(stream)).text == "when?"
    assert texts == ["a line\nand another"]


async def test_phones_of_other_servers_are_not_asked_for(ntfy: NtfyServer, pushes: Pushes) -> None:
    ours, theirs = _phone(pushes), _phone(pushes, 1, "ntfys://elsewhere.example/topic")
    mail = pushes.recognise("mailto://u:p@mail.example", TOKEN).address
    assert pushes.server_of(mail) == ""
    async with _reading(pushes, ntfy, [theirs, mail, ours]) as stream:
        ntfy.publish(ours.replies, "ours")
        assert (await anext(stream)).text == "ours"
    assert theirs.replies not in str(ntfy.requests)


async def test_nobody_to_listen_to_ends_at_once(ntfy: NtfyServer, pushes: Pushes) -> None:
    assert [reply async for reply in pushes.replies(ntfy.url, [], "")] == []


async def test_many_phones_share_connections(ntfy: NtfyServer, pushes: Pushes) -> None:
    phones = [_phone(pushes, number) for number in range(2 * listening.TOPICS_AT_ONCE + 1)]
    async with _reading(pushes, ntfy, [*phones, phones[0]]) as stream:
        reading = asyncio.create_task(_next(stream))
        for phone in (phones[0], phones[-1]):
            await asyncio.to_thread(ntfy.subscribed, phone.replies)
        ntfy.publish(phones[-1].replies, "last")
        assert (await reading).text == "last"
    paths = [each.path for each in ntfy.requests if each.method == "GET"]
    assert len(paths) == 3
    assert max(len(path) for path in paths) < 6_000


async def test_it_ends_when_the_server_closes(ntfy: NtfyServer, pushes: Pushes) -> None:
    phone = _phone(pushes)
    async with _reading(pushes, ntfy, [phone]) as stream:
        reading = asyncio.create_task(_all(stream))
        await asyncio.to_thread(ntfy.subscribed, phone.replies)
        await asyncio.to_thread(ntfy.end_streams)
        assert await reading == []


async def test_it_ends_when_pushes_are_closed(ntfy: NtfyServer, pushes: Pushes) -> None:
    phone = _phone(pushes)
    async with _reading(pushes, ntfy, [phone]) as stream:
        reading = asyncio.create_task(_all(stream))
        await asyncio.to_thread(ntfy.subscribed, phone.replies)
        await pushes.close()
        assert await reading == []
    await asyncio.to_thread(ntfy.deserted)


async def test_cancelling_the_reader_leaves_no_connection(ntfy: NtfyServer, pushes: Pushes) -> None:
    phone = _phone(pushes)
    async with _reading(pushes, ntfy, [phone]) as stream:
        reading = asyncio.create_task(_all(stream))
        await asyncio.to_thread(ntfy.subscribed, phone.replies)
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
    await asyncio.to_thread(ntfy.deserted)


@pytest.mark.parametrize("status", [429, 500, 503])
async def test_a_failing_server_is_asked_later(
    ntfy: NtfyServer, pushes: Pushes, status: int
) -> None:
    ntfy.fail(status, retry_after="9")
    with pytest.raises(Temporary) as raised:
        await anext(pushes.replies(ntfy.url, [_phone(pushes)], ""))
    assert raised.value.limited is (status == 429)


async def test_a_server_that_is_away_is_asked_later(ntfy: NtfyServer, pushes: Pushes) -> None:
    phone = _phone(pushes)
    ntfy.stop()
    with pytest.raises(Temporary, match="away"):
        await anext(pushes.replies(ntfy.url, [phone], ""))


async def test_silence_is_a_lost_connection(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listening, "SILENCE", 0.2)
    with NtfyServer(keepalive=60) as server:
        adapter = Pushes(SystemClock(), server.url)
        with pytest.raises(Temporary, match="ReadTimeout"):
            await anext(adapter.replies(server.url, [_phone(adapter)], ""))
        await adapter.close()


async def test_a_refused_login_keeps_nobody_else_from_being_heard(
    ntfy: NtfyServer, pushes: Pushes
) -> None:
    good = _phone(pushes, 1, f"ntfy://tk_good@{ntfy.host}/one")
    bad = _phone(pushes, 2, f"ntfy://tk_secretbad@{ntfy.host}/two")
    ntfy.require("Bearer tk_good")
    with structlog.testing.capture_logs() as logs:
        async with _reading(pushes, ntfy, [bad, good]) as stream:
            reading = asyncio.create_task(_next(stream))
            await asyncio.to_thread(ntfy.subscribed, good.replies)
            ntfy.publish(good.replies, "x")
            assert (await reading).text == "x"
        with pytest.raises(Temporary, match="lets nobody read") as raised:
            await anext(pushes.replies(ntfy.url, [bad], ""))
    assert raised.value.retry_after
    assert [entry["event"] for entry in logs] == ["replies_refused"] * 2
    assert not any(secret in str(logs) for secret in ("secretbad", bad.replies, "two"))


async def test_every_login_reads_with_its_own(ntfy: NtfyServer, pushes: Pushes) -> None:
    basic = f"Basic {base64.b64encode(b'u:p').decode()}"
    ntfy.require("Bearer tk_good", basic)
    phones = [
        _phone(pushes, 1, f"ntfy://tk_good@{ntfy.host}/one"),
        _phone(pushes, 2, f"ntfy://u:p@{ntfy.host}/two"),
    ]
    async with _reading(pushes, ntfy, phones) as stream:
        reading = asyncio.create_task(_next(stream))
        for phone in phones:
            await asyncio.to_thread(ntfy.subscribed, phone.replies)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
    assert {each.authorization for each in ntfy.requests} == {"Bearer tk_good", basic}


@pytest.mark.parametrize(
    "stream",
    [
        b"<html>\n\n[]\n7\nnull\n" + b"[" * 50_000 + b"\n\xff\xfe\n",
        b'{"event":"message","topic":7,"message":"x","time":1}\n',
        b'{"event":"message","message":"x","time":1}\n',
        b'{"event":"message","topic":[],"message":"x","time":1}\n',
    ],
)
async def test_garbage_is_passed_over(stream: bytes) -> None:
    connection = listening.Connection("", ("t",))
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=stream))
    async with httpx.AsyncClient(transport=transport) as client:
        heard = listening.Listening(client, FakeClock()).replies(
            "https://a.example", [connection], ""
        )
        assert [reply async for reply in heard] == []


async def test_an_endless_line_is_no_answer_of_ntfys() -> None:
    connection = listening.Connection("", ("t",))
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, content=b"x" * 70_000))
    async with httpx.AsyncClient(transport=transport) as client:
        heard = listening.Listening(client, FakeClock()).replies(
            "https://a.example", [connection], ""
        )
        with pytest.raises(Temporary, match="no list of messages"):
            await anext(heard)


async def _cursor_when_caught_up(
    server: NtfyServer, pushes: Pushes, phones: Sequence[Address]
) -> str:
    """Press until a reply carries a cursor of its own, as it does after a keepalive."""
    async with _reading(pushes, server, phones) as stream:
        while True:
            server.publish(phones[0].replies, "pressed")
            reply = await anext(stream)
            if reply.cursor:
                return reply.cursor


async def _all(stream: AsyncIterator[Reply]) -> list[Reply]:
    return [reply async for reply in stream]
