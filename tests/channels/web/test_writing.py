"""Messages, answers, commands and files, each once however often they are sent."""

import asyncio

import pytest

from service.domain.demo import OFFERS
from service.domain.errors import Temporary
from service.domain.events import Kind
from service.domain.states import State
from tests.channels.web.visiting import Browser, House


async def test_a_first_message_sent_twice_starts_one_session(house: House) -> None:
    ann = await house.admin()
    thread = await ann.thread()
    twice = [ann.post("/threads", thread=thread, text="Hello", message="m1") for _ in range(2)]
    answers = await asyncio.gather(*twice)
    assert {each.json()["go"] for each in answers} == {"/threads/1"}
    assert len(await house.scene.events(1, Kind.MESSAGE)) == 1


async def test_a_thread_that_nobody_issued_is_refused(house: House) -> None:
    ann = await house.admin()
    answer = await ann.post("/threads", thread="somebody-elses", text="Hello")
    assert answer.status_code == 409
    assert "Reload" in answer.json()["text"]


async def test_a_message_sent_again_is_stored_once(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("Hello")
    for _ in range(3):
        answer = await ann.post(f"/threads/{number}/messages", text="And more", message="m2")
        assert answer.status_code == 200
    assert len(await house.scene.events(number, Kind.MESSAGE)) == 2
    page = (await ann.get(f"/threads/{number}")).text
    assert "will be read before the next step" in page


async def test_what_could_not_be_stored_is_told_and_can_be_sent_again(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    ann = await house.admin()
    number = await ann.start("Hello")
    store = house.scene.ports.store
    csrf = await ann.csrf()

    async def away(*_: object, **__: object) -> object:
        raise Temporary("The database does not answer.", source="database")

    headers = {"accept": "application/json", "x-csrf-token": csrf}
    said = {"text": "And more", "message": "m2"}
    with monkeypatch.context() as broken:
        broken.setattr(store, "run", away)
        answer = await ann.http.post(f"/threads/{number}/messages", json=said, headers=headers)
    assert answer.status_code == 503
    assert "send it again" in answer.json()["text"]
    answer = await ann.http.post(f"/threads/{number}/messages", json=said, headers=headers)
    assert answer.status_code == 200


async def test_without_a_script_forms_lead_on(house: House) -> None:
    ann = await house.admin()
    fields = {"csrf": await ann.csrf(), "thread": await ann.thread(), "text": "Hello"}
    answer = await ann.http.post("/threads", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/threads/1")
    fields = {"csrf": await ann.csrf(), "verb": "stop"}
    answer = await ann.http.post("/threads/1/orders", data=fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/threads/1")
    assert await house.scene.states(1) == [State.STOPPED]


async def test_three_at_once_are_three_sessions_and_the_next_is_queued(house: House) -> None:
    ann = await house.admin()
    thread = await ann.thread()
    three = next(str(place) for place, each in enumerate(OFFERS) if len(each.prompts) == 3)
    for _ in range(2):
        answer = await ann.post("/demo", thread=thread, offer=three)
        assert answer.json()["go"] == "/threads/1"
    assert await house.scene.states(1, 2, 3) == [State.RUNNING] * 3
    number = await ann.start("One more")
    assert await house.scene.states(number) == [State.QUEUED]
    page = (await ann.get(f"/threads/{number}")).text
    assert "queued, position 1" in page
    assert "3 of 3 slots taken" in page


async def test_a_button_answers_a_question(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("Hello")
    item = await house.scene.asks(number, "Which one?", "Left", "Right")
    board = (await ann.get("/")).text
    assert "Needs you" in board
    answer = await ann.post(f"/items/{item}/answer", text="Right")
    assert answer.json()["seen"]
    assert await house.scene.states(number) == [State.RUNNING]
    late = await ann.post(f"/items/{item}/answer", text="Left")
    assert late.status_code == 409
    assert "Right" in late.json()["html"]


async def test_only_an_items_own_choices_decide_a_budget(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("Hello")
    item = await house.scene.is_over_budget(number)
    assert (await ann.post(f"/items/{item}/answer", text="whatever")).status_code == 409
    assert (await ann.post(f"/items/{item}/answer", text="Go on")).status_code == 200
    assert await house.scene.states(number) == [State.RUNNING]


async def test_a_message_is_edited_and_deleted_by_its_author(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("Hello")
    answer = await ann.post(f"/threads/{number}/messages/1/edit", text="Good morning")
    assert answer.status_code == 200
    page = (await ann.get(f"/threads/{number}")).text
    assert "Good morning" in page
    assert "edited" in page
    assert (await ann.post(f"/threads/{number}/messages/1/delete")).status_code == 200
    page = (await ann.get(f"/threads/{number}")).text
    assert "Good morning" not in page
    assert "was deleted" in page


async def test_a_command_is_answered_to_its_author_alone(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("Hello")
    answer = await ann.post(f"/threads/{number}/messages", text="!list")
    assert "<li>" in answer.json()["html"]
    assert not answer.json()["seen"]
    typo = await ann.post(f"/threads/{number}/messages", text="!stpo")
    assert typo.status_code == 409
    assert "Did you mean" in typo.json()["html"]
    assert len(await house.scene.events(number, Kind.MESSAGE)) == 1


async def test_files_come_in_and_go_out_but_never_as_a_page(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    headers = {"x-csrf-token": await ann.csrf(), "content-type": "text/html"}
    sent = await ann.http.post("/files?name=..%2Fevil.html", content=b"<b>", headers=headers)
    blob = sent.json()["blob"]
    assert sent.json()["name"] == "evil.html"
    theirs = await bob.post("/threads", thread=await bob.thread(), text="x", attachments=[blob])
    assert theirs.status_code == 409
    number = await ann.start("Read this", attachments=[blob])
    answer = await ann.get(f"/threads/{number}/messages/1/files/{blob}")
    assert answer.content == b"<b>"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    other = await ann.start("Another")
    assert (await ann.get(f"/threads/{other}/messages/1/files/{blob}")).status_code == 404


async def test_a_file_that_is_too_large_is_refused(house: House) -> None:
    ann = await house.admin()
    limit = house.scene.ports.policy.attachment_bytes
    headers = {"x-csrf-token": await ann.csrf(), "accept": "application/json"}
    answer = await ann.http.post("/files?name=big", content=bytes(limit + 1), headers=headers)
    assert answer.status_code == 413


async def test_what_was_captured_is_downloaded(house: House) -> None:
    ann = await house.admin()
    number = await ann.start("Hello")
    house.shelf.files[number, 1, "files/a b.md"] = b"# A"
    answer = await ann.get(f"/threads/{number}/captures/1/files/a%20b.md")
    assert answer.content == b"# A"
    assert "a%20b.md" in answer.headers["content-disposition"]
    assert (await ann.get(f"/threads/{number}/captures/2/result.md")).status_code == 404


async def test_what_is_seldom_done_stands_in_a_menu(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob <b>")
    number = await ann.start("Build it")

    async def orders(who: Browser, verb: str, text: str = "") -> str:
        answer = await who.post(f"/threads/{number}/orders", verb=verb, text=text)
        assert answer.status_code == 200, answer.text
        return str(answer.json()["html"])

    assert "note" in (await orders(ann, "note", "Until Friday")).lower()
    assert [each.payload["text"] for each in await house.scene.events(number, Kind.NOTE)] == [
        "Until Friday"
    ]
    await orders(ann, "rename", "Check & out")
    page = (await ann.get(f"/threads/{number}")).text
    assert 'value="Check &amp; out"' in page
    assert "<option>Bob &lt;b&gt;</option>" in page
    await orders(ann, "share", "Bob <b>")
    page = (await ann.get(f"/threads/{number}")).text
    assert "<option>Bob &lt;b&gt;</option>" not in page
    assert "Shared with Bob &lt;b&gt;" in page
    theirs = (await bob.get(f"/threads/{number}")).text
    assert "Leave note" in theirs
    assert 'value="share"' not in theirs
    assert 'value="mute"' not in theirs
    refused = await bob.post(f"/threads/{number}/orders", verb="mute")
    assert refused.status_code == 409
    await orders(ann, "unshare", "Bob <b>")
    assert (await bob.get(f"/threads/{number}")).status_code == 404
    await orders(ann, "mute")
    page = (await ann.get(f"/threads/{number}")).text
    assert 'value="unmute"' in page
    await orders(ann, "unmute")
    assert not (await house.scene.session(number)).muted
