"""People who write to a bot through its pages, by the requests that those make."""

import re
from collections.abc import Sequence

import httpx

TRIES = 4
_CSRF = re.compile(r'data-csrf="([^"]+)"')
_THREAD = re.compile(r'name="thread" value="([^"]+)"')
_CODE = re.compile(r"\b[0-9A-Z]{10}\b")


class Visitor:
    """Somebody who is signed in."""

    def __init__(self, http: httpx.AsyncClient, csrf: str) -> None:
        self._http = http
        self._csrf = csrf
        self._sent = 0

    async def thread(self) -> str:
        """Return the id of a thread that does not exist yet."""
        return _found(_THREAD, (await self._http.get("/")).text)

    async def start(self, thread: str, text: str) -> int:
        """Start a session; return its number."""
        return int((await self._post("/threads", text=text, thread=thread))["go"].split("/")[-1])

    async def say(self, number: int, text: str) -> None:
        """Write into a session."""
        await self._post(f"/threads/{number}/messages", text=text)

    async def invite(self, name: str) -> str:
        """Return a code with which somebody new signs in."""
        answer = await self._sending("/settings/invitations", name=name)
        return _found(_CODE, answer.text)

    async def _post(self, path: str, **fields: str) -> dict[str, str]:
        self._sent += 1
        message = f"m{self._sent}"
        answer = await self._sending(path, message=message, **fields)
        for _ in range(TRIES):
            if answer.status_code == 200:
                break
            # What was not stored in time may be sent again, as the page does.
            answer = await self._sending(path, message=message, **fields)
        assert answer.status_code == 200, answer.text
        told: dict[str, str] = answer.json()
        return told

    async def _sending(self, path: str, **fields: str) -> httpx.Response:
        headers = {"accept": "application/json", "x-csrf-token": self._csrf}
        return await self._http.post(path, json=fields, headers=headers)


async def signed_in(address: str, token: str) -> Visitor:
    """Sign in with a token or a code."""
    headers = {"origin": address, "sec-fetch-site": "same-origin"}
    http = httpx.AsyncClient(base_url=address, headers=headers, timeout=60)
    answer = await http.post("/login", data={"token": token})
    assert answer.status_code == 303, answer.text
    return Visitor(http, _found(_CSRF, (await http.get("/help")).text))


async def people(address: str, token: str, count: int) -> Sequence[Visitor]:
    """Let so many in and sign them in."""
    admin = await signed_in(address, token)
    codes = [await admin.invite(f"Person {each}") for each in range(count)]
    return [await signed_in(address, each) for each in codes]


def _found(pattern: re.Pattern[str], text: str) -> str:
    found = pattern.search(text)
    assert found is not None, text[:2000]
    return found[found.re.groups]
