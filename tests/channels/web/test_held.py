"""What strangers wrote, on the web: its card in the inbox and in the thread, and its outcome."""

from bot.channel import Said
from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.items import Item
from service.domain.persons import Person
from tests.channels.web.test_inbox import sections
from tests.channels.web.visiting import Browser, House


async def intrudes(house: House, bob: Person, number: int, text: str, message: str) -> Item:
    """Bob writes into Ann's thread, in a room where he may read along."""
    thread = (await house.scene.session(number)).thread
    await house.scene.inbound.said(Said(thread, bob, message, text, open_room=True))
    return (await house.scene.open_items(number))[0]


async def furnished(house: House) -> tuple[Browser, Person, int]:
    ann = await house.admin()
    await house.guest("Bob")
    return ann, await house.person("Bob"), await ann.start("The checkout")


async def test_it_is_read_and_let_in_from_its_card(house: House) -> None:
    ann, bob, number = await furnished(house)
    await intrudes(house, bob, number, "Mind the **tests**", "b1")
    item = await intrudes(house, bob, number, "<script>alert(1)</script>", "b2")
    needs = (await sections(ann))["Needs you"]
    assert "Held message" in needs
    assert "Mind the **tests**" in needs
    assert "<script>alert" not in needs
    assert [f'value="{choice}"' in needs for choice in item.choices] == [True] * 3
    there = (await ann.get(f"/threads/{number}")).text
    assert f'data-item="{item.id}"' in there
    said = await ann.post(f"/items/{item.id}/answer", text="Use this", **{"from": "inbox"})
    assert said.status_code == 200
    assert "Taken by Ann on web" in said.json()["card"]
    late = await ann.post(f"/items/{item.id}/answer", text="Dismiss")
    assert late.status_code == 409
    assert "Ann answered this" in late.json()["html"]
    events = await house.scene.events(number, Kind.MESSAGE)
    assert [each.payload["name"] for each in events] == ["Ann", "Bob", "Bob"]


async def test_who_is_let_in_has_the_session_on_their_board(house: House) -> None:
    ann, bob, number = await furnished(house)
    item = await intrudes(house, bob, number, "Mind the tests", "b1")
    await ann.post(f"/items/{item.id}/answer", text="Let them steer")
    people = await house.scene.read(lambda reads: reads.collaborators(SessionNumber(number)))
    assert [each.id for each in people] == [bob.id]
    assert "Taken and Bob let in by Ann" in (await sections(ann))["Settled lately"]
