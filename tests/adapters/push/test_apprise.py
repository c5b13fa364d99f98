"""What reaches the services behind Apprise, and what becomes of it when it does not."""

import asyncio
import logging
import socket
from collections.abc import AsyncIterator, Iterator

import pytest

from service.adapters.clock.system import SystemClock
from service.adapters.push import apprise
from service.adapters.push.pusher import Pushes
from service.domain.errors import Temporary
from service.domain.phones import Address
from service.ports.push import Action, Push
from tests.adapters.push.conftest import TOKEN
from tests.servers.ntfy import NtfyServer
from tests.servers.ports import free_port
from tests.servers.receiver import Receiver, receiver
from tests.servers.smtp import Mailbox, mailbox

PLAIN = Push(
    title="3 · <b>Checkout</b>: *Stripe* or &amp; Adyen?",
    body="# Both work\n<script>x</script> & [a](b)",
    link="https://chat.example/thread/3",
    actions=[Action("Stripe", reply="signed"), Action("Answer", link="https://heddle.example/p/x")],
)


@pytest.fixture
async def pushes() -> AsyncIterator[Pushes]:
    adapter = Pushes(SystemClock())
    yield adapter
    await adapter.close()


@pytest.fixture
def hook() -> Iterator[Receiver]:
    with receiver() as running:
        yield running


@pytest.fixture
def mail() -> Iterator[Mailbox]:
    with mailbox() as running:
        yield running


def _known(pushes: Pushes, url: str) -> Address:
    return pushes.recognise(url, TOKEN).address


async def test_json_gets_plain_text_with_all_links(pushes: Pushes, hook: Receiver) -> None:
    assert await pushes.send(_known(pushes, f"json://{hook.host}/a,b"), PLAIN) == ""
    [posted] = hook.posted()
    assert posted.path == "/a,b"
    assert posted.body["title"] == PLAIN.title
    assert posted.body["message"] == (
        f"{PLAIN.body}\n\nhttps://chat.example/thread/3\nAnswer: https://heddle.example/p/x"
    )


async def test_gotify(pushes: Pushes, hook: Receiver) -> None:
    await pushes.send(_known(pushes, f"gotify://{hook.host}/AbCdEf123456789"), PLAIN)
    [posted] = hook.posted()
    assert posted.path == "/message"
    assert posted.headers["x-gotify-key"] == "AbCdEf123456789"
    assert posted.body["title"] == PLAIN.title
    assert PLAIN.link in posted.body["message"]


async def test_mail(pushes: Pushes, mail: Mailbox) -> None:
    url = f"mailto://127.0.0.1:{mail.port}?from=heddle@a.example&to=me@b.example&mode=insecure"
    assert pushes.recognise(url, TOKEN).label == "E-mail via 127.0.0.1"
    await pushes.send(_known(pushes, url), PLAIN)
    [letter] = await asyncio.to_thread(mail.letters)
    assert letter["Subject"] == PLAIN.title
    assert letter["To"] == "me@b.example"
    body = letter.get_body(("plain", "html"))
    assert body is not None
    assert body.get_content_type() == "text/plain"
    assert body.get_content().splitlines()[:4] == [*PLAIN.body.splitlines(), "", PLAIN.link]


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("tgram://123456789:abcdefg_hijklmnop/12345", "&lt;b&gt;Checkout&lt;/b&gt;: *Stripe*"),
        ("tgram://123456789:abcdefg_hijklmnop/1?format=markdown&cto=3", "&lt;script&gt;x"),
        ("discord://1234567890/abcdefghij?cto=3&format=markdown", PLAIN.link),
    ],
)
async def test_no_markup_comes_alive(
    pushes: Pushes, hook: Receiver, monkeypatch: pytest.MonkeyPatch, url: str, kept: str
) -> None:
    service = type(apprise.load(url))
    monkeypatch.setattr(service, "notify_url", f"http://{hook.host}/bot")
    monkeypatch.setattr(service, "request_rate_per_sec", 0)
    await pushes.send(_known(pushes, url), PLAIN)
    assert kept in str(hook.posted()[0].body)


@pytest.mark.parametrize("status", [503, 500, 429, 404])
async def test_a_failing_service_is_tried_again(
    pushes: Pushes, hook: Receiver, status: int
) -> None:
    hook.status = status
    with pytest.raises(Temporary, match="JSON did not take the push") as raised:
        await pushes.send(_known(pushes, f"json://{hook.host}/{TOKEN}"), PLAIN)
    assert raised.value.source == "JSON"
    assert TOKEN not in repr(raised.value)


async def test_a_failing_service_cannot_be_called_optional(pushes: Pushes, hook: Receiver) -> None:
    hook.status = 503
    with pytest.raises(Temporary):
        await pushes.send(_known(pushes, f"json://{hook.host}/?optional=yes&retry=3&wait=9"), PLAIN)
    assert len(hook.posted()) == 1


async def test_a_refused_connection_is_tried_again(pushes: Pushes) -> None:
    for url in (f"json://127.0.0.1:{free_port()}", f"gotify://127.0.0.1:{free_port()}/token"):
        with pytest.raises(Temporary):
            await pushes.send(_known(pushes, url), PLAIN)


async def test_mail_that_is_refused_is_tried_again(pushes: Pushes, mail: Mailbox) -> None:
    mail.refusal = "451 Not now"
    url = f"mailto://127.0.0.1:{mail.port}?from=heddle@a.example&to=me@b.example&mode=insecure"
    with pytest.raises(Temporary, match="E-Mail"):
        await pushes.send(_known(pushes, url), PLAIN)


async def test_a_service_that_never_answers_is_given_up(
    pushes: Pushes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(apprise, "PATIENCE", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"json://127.0.0.1:{deaf.getsockname()[1]}?rto=600"
        with pytest.raises(Temporary, match=r"did not answer within 0\.3 s"):
            await pushes.send(_known(pushes, url), PLAIN)


async def test_sending_blocks_nobody(pushes: Pushes, hook: Receiver) -> None:
    address = _known(pushes, f"json://{hook.host}")
    await asyncio.gather(*(pushes.send(address, PLAIN) for _ in range(12)))
    assert len(hook.posted(12)) == 12


def test_links_survive_a_services_limit() -> None:
    service = apprise.load("pover://user@token")
    long = Push("t" * 100, "b" * 5_000, link="https://chat.example/thread/3")
    text = apprise._text(service, long)
    assert len(text) + len(long.title) <= service.body_maxlen
    assert text.endswith("…\n\nhttps://chat.example/thread/3")


async def test_a_push_of_a_title_alone(pushes: Pushes, hook: Receiver) -> None:
    await pushes.send(_known(pushes, f"json://{hook.host}"), Push("Only this", ""))
    assert hook.posted()[0].body["message"] == "Only this"


async def test_logs_name_no_address(
    pushes: Pushes, hook: Receiver, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    with NtfyServer() as server:
        phone = _known(pushes, f"ntfy://someone:password@{server.host}/s3cret-topic")
        await pushes.send(phone, PLAIN)
        stream = pushes.replies(server.url, [phone], "")
        reading = asyncio.ensure_future(anext(stream))
        await asyncio.to_thread(server.subscribed, phone.replies)
        reading.cancel()
        await asyncio.gather(reading, return_exceptions=True)
        await pushes.send(_known(pushes, f"json://someone:password@{hook.host}/s3cret-path"), PLAIN)
        hook.status = 503
        with pytest.raises(Temporary):
            await pushes.send(_known(pushes, f"gotify://{hook.host}/s3cret-token"), PLAIN)
    for secret in ("s3cret", "password", phone.replies, "Stripe"):
        assert secret not in caplog.text
