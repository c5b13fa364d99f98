"""What reaches an ntfy server, and what its answers mean."""

import base64
import json

import httpx
import pytest

from service.adapters.clock.system import SystemClock
from service.adapters.push import ntfy as publishing
from service.adapters.push.pusher import Pushes
from service.adapters.push.topics import Topic
from service.domain.errors import Bug, Permanent, Temporary
from service.domain.phones import Address
from service.ports.push import Action, Push
from tests.adapters.push.conftest import TOKEN
from tests.servers.ntfy import NtfyServer, press

QUESTION = Push(
    title="3 · Checkout: Stripe or Adyen?",
    body="Both work; Stripe is done sooner.",
    link="https://chat.example/thread/3",
    actions=[
        Action("Stripe", reply="signed-stripe"),
        Action("Adyen", reply="signed-adyen"),
        Action("Open", link="https://chat.example/thread/3"),
    ],
)


def _phone(pushes: Pushes, url: str = "ntfy") -> Address:
    return pushes.recognise(url, TOKEN).address


def _topic(address: Address) -> str:
    return address.url.rpartition("/")[2].partition("?")[0]


async def test_a_question_arrives_with_its_buttons(ntfy: NtfyServer, pushes: Pushes) -> None:
    address = _phone(pushes)
    receipt = await pushes.send(address, QUESTION)
    [message] = ntfy.published(_topic(address))
    assert message["id"] == receipt
    assert message["title"] == QUESTION.title
    assert message["message"] == QUESTION.body
    assert message["click"] == QUESTION.link
    assert message["priority"] == 4
    first, _, last = message["actions"]
    assert first["url"] == f"{ntfy.url}/{address.replies}"
    assert (first["action"], first["method"], first["body"]) == ("http", "POST", "signed-stripe")
    assert first["clear"] is True
    assert "headers" not in first
    assert (last["action"], last["url"]) == ("view", "https://chat.example/thread/3")


async def test_what_is_important_is_urgent(ntfy: NtfyServer, pushes: Pushes) -> None:
    address = _phone(pushes)
    await pushes.send(address, Push("Down", "The build is down", important=True))
    [message] = ntfy.published(_topic(address))
    assert message["priority"] == 5
    assert "actions" not in message
    assert "click" not in message


async def test_a_push_without_a_body_shows_its_title(ntfy: NtfyServer, pushes: Pushes) -> None:
    address = _phone(pushes)
    await pushes.send(address, Push("Only this", ""))
    assert ntfy.published(_topic(address))[0]["message"] == "Only this"


@pytest.mark.parametrize("filler", ["a", "ü", "喂", "🧵", '"', "\\", "\n.", "\x01", "\ud800"])
async def test_long_texts_are_cut_to_what_the_server_takes(
    ntfy: NtfyServer, pushes: Pushes, filler: str
) -> None:
    address = _phone(pushes)
    actions = [Action(filler[:1] * 40, reply="s" * 300) for _ in range(3)]
    await pushes.send(address, Push(filler * 5_000, filler * 9_000, actions=actions))
    [message] = ntfy.published(_topic(address))
    assert len(message["title"]) == publishing.TITLE_CHARACTERS
    assert message["title"].endswith("…")
    assert message["message"].endswith("…")
    least = 700 if filler == "\x01" else 2_500
    assert least < len(message["message"].encode()) <= publishing.MESSAGE_BYTES


async def test_four_buttons_are_a_mistake_of_ours(pushes: Pushes) -> None:
    four = Push("t", "b", actions=[Action(str(n), reply="r") for n in range(4)])
    with pytest.raises(Bug, match="at most 3"):
        await pushes.send(_phone(pushes), four)


def test_the_server_refuses_four_buttons(ntfy: NtfyServer) -> None:
    button = {"action": "view", "label": "l", "url": "https://a.example"}
    answer = httpx.post(ntfy.url, json={"topic": "t", "message": "m", "actions": [button] * 4})
    assert answer.status_code == 400
    assert answer.json()["code"] == 40018


@pytest.mark.parametrize(
    ("typed", "header"),
    [
        ("user:p%40ss@", f"Basic {base64.b64encode(b'user:p@ss').decode()}"),
        ("tk_abcdef@", "Bearer tk_abcdef"),
        (":tk_abcdef@", "Bearer tk_abcdef"),
    ],
)
async def test_a_login_goes_with_the_push_and_with_its_buttons(
    ntfy: NtfyServer, pushes: Pushes, typed: str, header: str
) -> None:
    ntfy.require(header)
    address = _phone(pushes, f"ntfy://{typed}{ntfy.host}/mine")
    await pushes.send(address, QUESTION)
    [message] = ntfy.published("mine")
    assert message["actions"][0]["headers"] == {"Authorization": header}
    assert "headers" not in message["actions"][2]
    assert press(message).status_code == 200
    assert ntfy.published(address.replies)[0]["message"] == "signed-stripe"


async def test_a_login_may_be_packed_as_ntfy_packs_it(ntfy: NtfyServer, pushes: Pushes) -> None:
    header = f"Basic {base64.b64encode(b'testuser:fakepassword').decode()}"
    packed = base64.urlsafe_b64encode(header.encode()).decode().rstrip("=")
    ntfy.require(header)
    await pushes.send(_phone(pushes, f"ntfy://{ntfy.host}/mine?auth={packed}"), QUESTION)
    assert ntfy.published("mine")


@pytest.mark.parametrize(("status", "said"), [(401, "login"), (403, "login"), (404, "No ntfy")])
async def test_what_no_repetition_helps_fails_for_good(
    ntfy: NtfyServer, pushes: Pushes, status: int, said: str
) -> None:
    ntfy.fail(status)
    with pytest.raises(Permanent, match=said):
        await pushes.send(_phone(pushes), QUESTION)


async def test_a_missing_login_fails_for_good(ntfy: NtfyServer, pushes: Pushes) -> None:
    ntfy.require("Bearer tk_right")
    with pytest.raises(Permanent, match=r"403.*USER:PASSWORD"):
        await pushes.send(_phone(pushes), QUESTION)
    with pytest.raises(Permanent, match="401"):
        await pushes.send(_phone(pushes, f"ntfy://tk_wrong@{ntfy.host}/t"), QUESTION)


async def test_a_redirect_is_not_followed_with_a_secret(ntfy: NtfyServer, pushes: Pushes) -> None:
    ntfy.fail(308, location="https://elsewhere.example/")
    with pytest.raises(Permanent, match="redirects"):
        await pushes.send(_phone(pushes), QUESTION)


@pytest.mark.parametrize(("header", "wait"), [("7", 7.0), ("soon", 5.0), ("", 5.0), ("-3", 1.0)])
async def test_a_limit_says_when_to_come_again(
    ntfy: NtfyServer, pushes: Pushes, header: str, wait: float
) -> None:
    ntfy.fail(429, **({"retry_after": header} if header else {}))
    with pytest.raises(Temporary) as raised:
        await pushes.send(_phone(pushes), QUESTION)
    assert raised.value.limited
    assert raised.value.retry_after == wait
    assert raised.value.source == f"ntfy on {ntfy.host}"


@pytest.mark.parametrize("status", [500, 502, 503, 507, 408])
async def test_a_failing_server_is_tried_again(
    ntfy: NtfyServer, pushes: Pushes, status: int
) -> None:
    ntfy.fail(status)
    with pytest.raises(Temporary, match="tried again") as raised:
        await pushes.send(_phone(pushes), QUESTION)
    assert not raised.value.limited
    ntfy.recover()
    assert await pushes.send(_phone(pushes), QUESTION)


async def test_a_server_that_is_away_is_tried_again(ntfy: NtfyServer, pushes: Pushes) -> None:
    address = _phone(pushes)
    ntfy.stop()
    with pytest.raises(Temporary, match="away"):
        await pushes.send(address, QUESTION)
    ntfy.start()
    assert await pushes.send(address, QUESTION)


async def test_a_server_that_says_nothing_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    def silent(_request: httpx.Request) -> httpx.Response:
        raise httpx.ReadTimeout("nothing came")

    async with httpx.AsyncClient(transport=httpx.MockTransport(silent)) as client:
        topic = Topic("https://ntfy.example", "t")
        with pytest.raises(Temporary, match="ReadTimeout"):
            await publishing.publish(client, topic, "r", QUESTION)


@pytest.mark.parametrize("answer", ["<html>", "[]", '{"ok": true}', "7"])
async def test_another_server_is_no_ntfy_server(answer: str) -> None:
    transport = httpx.MockTransport(lambda _request: httpx.Response(200, text=answer))
    async with httpx.AsyncClient(transport=transport) as client:
        topic = Topic("https://ntfy.example", "t")
        with pytest.raises(Temporary, match="not as an ntfy server"):
            await publishing.publish(client, topic, "r", QUESTION)


async def test_pushes_can_be_closed_unused() -> None:
    await Pushes(SystemClock()).close()


def test_the_server_ignores_fields_it_does_not_know(ntfy: NtfyServer) -> None:
    answer = httpx.post(ntfy.url, content=json.dumps({"topic": "t", "message": "m", "new": 1}))
    assert answer.status_code == 200
    assert "new" not in answer.json()
    assert httpx.post(ntfy.url, json={"message": "m"}).json()["code"] == 40009
