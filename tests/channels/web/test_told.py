"""How a person is told, on the settings page: zone, quiet hours, ladders, phones."""

import re

import pytest

from service.domain import ladders
from service.domain.phones import Phone
from service.domain.preferences import Preferences
from tests.channels.web.visiting import House


async def preferences(house: House) -> Preferences:
    person = (await house.person("Ann")).id
    return await house.scene.read(lambda reads: reads.preferences(person))


async def phones(house: House) -> list[Phone]:
    person = (await house.person("Ann")).id
    return list(await house.scene.read(lambda reads: reads.phones(person)))


async def test_a_time_zone_is_chosen_from_all_there_are(house: House) -> None:
    ann = await house.admin()
    page = (await ann.get("/settings")).text
    assert '<option value="Europe/Berlin">' in page
    assert 'data-chosen="UTC"' in page
    said = await ann.post("/settings/zone", zone="Europe/Berlin")
    assert said.status_code == 200
    assert (await preferences(house)).zone == "Europe/Berlin"
    refused = await ann.post("/settings/zone", zone="Europe/Atlantis")
    assert refused.status_code == 409
    assert "no time zone" in refused.json()["html"]


async def test_quiet_hours_are_chosen_and_ended(house: House) -> None:
    ann = await house.admin()
    await ann.post("/settings/quiet", start="22:30", end="06:45")
    assert (await preferences(house)).quiet == "22:30-06:45"
    page = (await ann.get("/settings")).text
    assert 'value="22:30"' in page
    assert "No quiet hours" in page
    await ann.post("/settings/quiet", off="1")
    assert (await preferences(house)).quiet == ""
    assert (await ann.post("/settings/quiet", start="", end="")).status_code == 409


@pytest.mark.parametrize(("which", "field"), [("normal", "ladder"), ("important", "important")])
async def test_a_ladder_is_written_shown_in_words_and_taken_back(
    house: House, which: str, field: str
) -> None:
    ann, _ = await house.admin(), await house.guest("Bob")
    path, text = "/settings/ladder", "dm, phone 2m, @Bob 1h"
    assert (await ann.post(path, which=which, ladder=text)).status_code == 200
    page = (await ann.get("/settings")).text
    assert 'value="dm, phone 2m, @Bob 1h"' in page
    assert "after 2 min on your phone, then after 1 h to Bob as well" in page
    refused = await ann.post(path, which=which, ladder="pigeon 5m")
    assert refused.status_code == 409
    assert "none of dm, phone, thread" in refused.json()["html"]
    await ann.post(path, which=which, ladder="dm", default="1")
    own = {"ladder": ladders.NORMAL, "important": ladders.IMPORTANT}[field]
    assert list(getattr(await preferences(house), field)) == list(own)


async def test_a_made_up_topic_is_shown_once_and_an_address_never(house: House) -> None:
    ann = await house.admin()
    csrf = await ann.csrf()
    added = await ann.http.post("/settings/phones", data={"csrf": csrf, "url": "ntfy"})
    topic = re.search(r"heddle-[A-Z0-9]{10,}", added.text)
    assert topic is not None
    await ann.post("/settings/phones", url="mail://ann-and-her-secret@example.org")
    page = (await ann.get("/settings")).text
    assert topic[0] not in page
    assert "secret" not in page.replace("secret topic", "").replace('class="secret"', "")
    assert "ntfy on push.test" in page
    assert len(await phones(house)) == 2


async def test_what_is_no_address_is_refused_on_the_page(house: House) -> None:
    ann = await house.admin()
    data = {"csrf": await ann.csrf(), "url": "my-telephone-number"}
    refused = await ann.http.post("/settings/phones", data=data)
    assert refused.status_code == 409
    assert "This is no address" in refused.text
    assert "my-telephone-number" not in refused.text
    assert await phones(house) == []


async def test_a_phone_is_tested_and_removed_by_its_owner_alone(house: House) -> None:
    ann, bob = await house.admin(), await house.guest("Bob")
    for server in ("one.test", "two.test"):
        await ann.post("/settings/phones", url=f"ntfy://{server}/topic")
        house.scene.clock.advance(1)
    first, second = await phones(house)
    for verb in ("test", "remove"):
        assert (await bob.post(f"/settings/phones/{second.id}/{verb}")).status_code == 404
    tested = await ann.post(f"/settings/phones/{second.id}/test")
    assert "on its way to ntfy on two.test" in tested.json()["html"]
    assert (await ann.post(f"/settings/phones/{first.id}/remove")).status_code == 200
    assert [each.id for each in await phones(house)] == [second.id]
    # Pressed in another tab that still shows it: the other phone is not the one that goes.
    assert (await ann.post(f"/settings/phones/{first.id}/remove")).status_code == 404
    assert [each.id for each in await phones(house)] == [second.id]
