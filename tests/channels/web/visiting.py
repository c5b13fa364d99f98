"""A web channel on the real store, and browsers that visit it without being any."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from bot.web.app import routes, site
from bot.web.login import ADMIN
from bot.web.site import Given
from service.domain.captures import Bundle, Captured
from service.domain.errors import Refused
from service.domain.ids import SessionNumber
from service.domain.persons import Person
from service.ports.captures import Captures
from service.ports.tools import Workspace
from tests.bot.inbound.scene import Scene

ADDRESS = "http://127.0.0.1:8420"
TOKEN = "the-printed-token"

_CSRF = re.compile(r'data-csrf="([^"]+)"')
_THREAD = re.compile(r'name="thread" value="([^"]+)"')


class Shelf(Captures):
    """Captures in memory: what the test put there."""

    def __init__(self) -> None:
        self.files: dict[tuple[int, int, str], bytes] = {}

    async def write(self, bundle: Bundle, workspace: Workspace) -> Captured:
        raise Refused("Nothing is written here.")

    async def read(self, session: SessionNumber, version: int, path: str) -> bytes:
        try:
            return self.files[session, version, path]
        except KeyError as error:
            raise Refused("There is no such file.") from error


class House:
    """The channel; `scene` is what goes on behind it."""

    def __init__(self, scene: Scene, **changes: Any) -> None:
        self.scene = scene
        self.shelf = Shelf()
        given = Given(
            version="1",
            public_url=ADDRESS,
            hosts=("heddle.example.org",),
            token=TOKEN,
            admin_name="Ann",
            cookie_key=b"k" * 32,
            login_days=30.0,
            offline=lambda stored: not stored,
        )
        self.site = site(scene.ports, scene.inbound, self.shelf, replace(given, **changes))
        self._app = Starlette(routes=routes(self.site))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)

    def browser(self, **headers: str) -> "Browser":
        """Return a browser that has never been here."""
        return Browser(self, headers)

    async def admin(self) -> "Browser":
        """Return a browser in which Ann, the admin, is signed in."""
        browser = self.browser()
        await browser.sign_in(TOKEN)
        return browser

    async def guest(self, name: str) -> "Browser":
        """Return a browser in which somebody whom Ann invited is signed in."""
        ann = await self.scene.inbound.sign_in(ADMIN, "Ann", admin=True)
        browser = self.browser()
        await browser.sign_in(await self.scene.inbound.invite(ann, name))
        return browser

    async def person(self, name: str) -> Person:
        """Return somebody who was here."""
        persons = await self.scene.read(lambda reads: reads.persons())
        return next(each for each in persons if each.name == name)


class Browser:
    """Keeps cookies and says where its posts come from, like a browser."""

    def __init__(self, house: House, headers: Mapping[str, str]) -> None:
        own = {"origin": ADDRESS, "sec-fetch-site": "same-origin", **headers}
        self.http = httpx.AsyncClient(
            transport=httpx.ASGITransport(app=house), base_url=ADDRESS, headers=own
        )

    async def sign_in(self, token: str) -> None:
        answer = await self.http.post("/login", data={"token": token})
        assert answer.status_code == 303, answer.text

    async def get(self, path: str) -> httpx.Response:
        return await self.http.get(path)

    async def csrf(self) -> str:
        found = _CSRF.search((await self.get("/help")).text)
        assert found is not None
        return found[1]

    async def thread(self) -> str:
        """Return the id that the page was issued for a new thread."""
        found = _THREAD.search((await self.get("/")).text)
        assert found is not None
        return found[1]

    async def post(self, path: str, **fields: Any) -> httpx.Response:
        """Post as our script does."""
        headers = {"accept": "application/json", "x-csrf-token": await self.csrf()}
        return await self.http.post(path, json=fields, headers=headers)

    async def start(self, text: str, **fields: Any) -> int:
        """Start a thread and return its session's number."""
        answer = await self.post("/threads", thread=await self.thread(), text=text, **fields)
        assert answer.status_code == 200, answer.text
        return int(answer.json()["go"].rpartition("/")[2])
