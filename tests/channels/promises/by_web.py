"""The web channel, by the requests that its pages make."""

import html
import re
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import httpx

from tests.channels.promises import front
from tests.e2e.running import Up, running

_CSRF = re.compile(r'data-csrf="([^"]+)"')
_THREAD = re.compile(r'name="thread" value="([^"]+)"')
_TAGS = re.compile(r"<(?:script|style).*?</(?:script|style)>|<[^>]+>", re.DOTALL)
_AGENT = re.compile(r'<article class="agent" id="e\d+">(.*?)</article>', re.DOTALL)
_ITEM = re.compile(r'data-item="([^"]+)"')
_CHOICE = re.compile(r'name="text" value="([^"]+)"')
_OWN = re.compile(r'data-(?:edit|delete)="([^"]+)/(?:edit|delete)"')


def _plain(page: str) -> str:
    return " ".join(html.unescape(_TAGS.sub(" ", page)).split())


class Web:
    """The pages of one heddle."""

    name = "web"
    open_rooms = False

    def __init__(self, up: Up) -> None:
        self.up = up
        self._admin = _Person("admin", up, up.link().rpartition("token=")[2])
        self._known = {"admin": self._admin}

    def person(self, name: str) -> "_Person":
        if name not in self._known:
            token = self._admin.invite(name.capitalize())
            self._known[name] = _Person(name.capitalize(), self.up, token)
        return self._known[name]

    def close(self) -> None:
        """End everybody's connections."""
        for each in self._known.values():
            each.http.close()


class _Person:
    def __init__(self, name: str, up: Up, token: str) -> None:
        self.name = name
        headers = {"origin": up.address, "sec-fetch-site": "same-origin"}
        self.http = httpx.Client(base_url=up.address, headers=headers, timeout=20)
        answer = self.http.post("/login", data={"token": token})
        assert answer.status_code == 303, answer.text

    def page(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return answer.text

    def post(self, path: str, **fields: str) -> httpx.Response:
        found = _CSRF.search(self.page("/help"))
        assert found is not None
        headers = {"accept": "application/json", "x-csrf-token": found[1]}
        return self.http.post(path, json=fields, headers=headers)

    def invite(self, name: str) -> str:
        told = self.post("/settings/invitations", name=name).text
        found = re.search(r"\b[0-9A-Z]{10}\b", told)
        assert found is not None, told
        return found[0]

    def start(self, text: str) -> tuple["_Talk", "_Sent"]:
        found = _THREAD.search(self.page("/"))
        assert found is not None
        sent = _Sent(self, "/threads", text, thread=found[1])
        return _Talk(self, int(sent.answer["go"].rpartition("/")[2])), sent

    def joins(self, talk: front.Talk) -> "_Talk":
        assert isinstance(talk, _Talk)
        return _Talk(self, talk.number)

    def notices(self) -> Sequence[str]:
        inbox = self.page("/inbox")
        return [_plain(each) for each in inbox.split("data-item=")[1:]]


class _Sent:
    """A message; the page sends it again under the same id when it got no answer."""

    _count = 0

    def __init__(self, who: _Person, path: str, text: str, **fields: str) -> None:
        type(self)._count += 1
        self._who, self._path = who, path
        self._fields = {"text": text, "message": f"m{self._count}", **fields}
        self.answer = self._send()
        go = path if path != "/threads" else self.answer.get("go", "")
        self._talk = go.removesuffix("/messages")

    def _send(self) -> dict[str, str]:
        answer = self._who.post(self._path, **self._fields)
        assert answer.status_code in (200, 409), answer.text
        found: dict[str, str] = answer.json()
        return found

    def again(self) -> None:
        self._send()

    def edit(self, text: str) -> None:
        answer = self._who.post(f"{self._own()}/edit", text=text)
        assert answer.status_code == 200, answer.text

    def delete(self) -> None:
        answer = self._who.post(f"{self._own()}/delete")
        assert answer.status_code == 200, answer.text

    def _own(self) -> str:
        """The last message of one's own that can be changed."""
        return str(_OWN.findall(self._who.page(self._talk))[-1])


class _Talk:
    def __init__(self, who: _Person, number: int) -> None:
        self._who, self.number = who, number
        self._asked: dict[str, str] = {}

    @property
    def _path(self) -> str:
        return f"/threads/{self.number}"

    def say(self, text: str) -> _Sent:
        return _Sent(self._who, f"{self._path}/messages", text)

    def order(self, line: str) -> str:
        return _plain(str(self.say(line).answer["html"]))

    def read(self) -> str:
        answer = self._who.http.get(self._path)
        return _plain(answer.text) if answer.status_code == 200 else ""

    def answers(self) -> Sequence[str]:
        return [_plain(each) for each in _AGENT.findall(self._who.page(self._path))]

    def choices(self) -> Sequence[str]:
        page = self._who.page(self._path)
        item = _ITEM.search(page)
        if item is None:
            return []
        found = [html.unescape(each) for each in _CHOICE.findall(page[item.start() :])]
        self._asked.update(dict.fromkeys(found, item[1]))
        return found

    def press(self, label: str) -> None:
        assert label in self.choices(), label
        answer = self._who.post(f"/items/{self._asked[label]}/answer", text=label)
        assert answer.status_code == 200, answer.text

    def press_again(self, label: str) -> str:
        told = self._who.post(f"/items/{self._asked[label]}/answer", text=label)
        return _plain(str(told.json()["html"]))


@contextmanager
def web(folder: Path) -> Iterator[Web]:
    """Start a heddle and give its pages."""
    with running(folder / "data", **front.SOON) as up, closing(Web(up)) as pages:
        yield pages
