"""Ladders, quiet hours, zones and phones: chosen, shown, and no address ever kept or shown."""

import pytest

from bot.inbound.uses import OFTEN
from service.domain.deliveries import WEB, web_inbox
from service.domain.persons import Person
from service.domain.threads import ThreadKey
from tests.bot.inbound.scene import Scene

SECRET = "ntfys://push.test/SECRET"


async def test_both_ladders_are_shown_with_how_to_write_them(scene: Scene, ann: Person) -> None:
    assert (await scene.order(ann, "ladder")).text == (
        "- waits for you: dm, phone 5m, dm 10m, thread 30m\n"
        "- important: phone, dm 5m, phone 15m, thread 30m\n"
        "\n"
        "Write for example `!ladder dm, phone 5m, dm 10m, @bob 1h`,"
        " `!ladder important phone, dm 5m`, or `!ladder default`."
    )


async def test_a_ladder_is_chosen_and_taken_back(scene: Scene, ann: Person, bob: Person) -> None:
    heard = await scene.order(ann, "ladder dm, phone 2m, @bob 1h")
    assert heard.text == (
        "What waits for you climbs from now on: dm, phone 2m, @Bob 1h. What is open already keeps"
        " its ladder."
    )
    assert "@Bob 1h" in (await scene.order(ann, "ladder")).text
    again = await scene.inbound.set_ladder(ann, "default", important=False)
    assert again.text.startswith("What waits for you climbs from now on: dm, phone 5m, dm 10m")
    wrong = await scene.order(ann, "ladder pigeon")
    assert wrong.refused
    assert "Write for example" in wrong.text


async def test_quiet_hours_are_chosen_shown_and_ended(scene: Scene, ann: Person) -> None:
    assert "You have no quiet hours." in (await scene.order(ann, "quiet")).text
    heard = await scene.order(ann, "quiet 22:00-10:00 Europe/Berlin")
    assert heard.text == (
        "Quiet from 22:00–10:00 (Europe/Berlin): only what is important comes through, the rest"
        " in one message when they end. It is quiet now, until 10:00. `!quiet off` ends them."
    )
    assert (await scene.order(ann, "quiet")).text == heard.text
    assert "no quiet hours" in (await scene.order(ann, "quiet off")).text
    assert (await scene.inbound.set_quiet(ann, "all night")).refused


async def test_a_zone_says_what_time_it_is_there(scene: Scene, ann: Person) -> None:
    heard = await scene.order(ann, "zone Asia/Kolkata")
    assert heard.text.startswith("Your time zone is Asia/Kolkata; it is 13:30 there.")
    assert (await scene.order(ann, "zone")).text == heard.text
    assert "Europe/Berlin" in (await scene.inbound.set_zone(ann, "Mars/Base")).text


async def test_ntfy_alone_makes_a_topic_and_says_what_to_tap(scene: Scene, ann: Person) -> None:
    heard = await scene.say(ann, "!phone add ntfy", message="typed")
    topic = heard.text.split("`")[1]
    assert topic.startswith("heddle-")
    assert len(topic) == len("heddle-") + 24
    assert heard.text == (
        f"Added: ntfy on push.test. In the ntfy app tap +, enter the topic `{topic}`, choose"
        " `https://push.test` as its server and subscribe. Then `!phone test` checks it. Who knows"
        " the topic can read what is sent there, so it is not shown again."
    )
    receipt = await scene.receipt(scene.key("typed"))
    assert receipt is not None
    assert topic not in receipt.reply
    again = await scene.say(ann, "!phone add ntfy", message="typed")
    assert again.text == (
        "Added: ntfy on push.test. Its topic was shown once; for a new one, remove it and add it"
        " again."
    )
    assert (await scene.order(ann, "phone")).text.count("ntfy on push.test") == 1


async def test_an_address_is_never_repeated_or_readable(scene: Scene, ann: Person) -> None:
    heard = await scene.say(ann, f"!phone add {SECRET}", message="typed")
    assert heard.text == "Added: ntfy on push.test. `!phone test` checks it."
    receipt = await scene.receipt(scene.key("typed"))
    (phone,) = await scene.read(lambda reads: reads.phones(ann.id))
    secret = await scene.read(lambda reads: reads.secret(phone.secret_name))
    assert receipt is not None
    assert secret is not None
    listed = await scene.order(ann, "phone")
    for kept in (receipt.reply, listed.text, repr(phone), secret.decode(errors="replace")):
        assert "SECRET" not in kept
    assert "SECRET" in scene.ports.cipher.decrypt(secret)


async def test_in_a_shared_thread_the_answer_says_where_to_do_it_better(
    scene: Scene, ann: Person, bob: Person
) -> None:
    session = await scene.started(ann)
    alone = await scene.say(ann, f"!phone add {SECRET}", session.thread)
    assert "Others may read" not in alone.text
    await scene.order(ann, "share 1 @bob")
    shared = await scene.say(ann, f"!phone add {SECRET}2", session.thread)
    assert not shared.refused
    assert shared.text.endswith(
        "Others may read this thread: delete your message here, and next time use the settings"
        " page or a direct message."
    )
    made_up = await scene.say(ann, "!phone add ntfy", session.thread)
    assert "Others may read" not in made_up.text


@pytest.mark.parametrize("url", ["pigeon://SECRET", "SECRET"])
async def test_what_is_no_address_is_refused_without_repeating_it(
    scene: Scene, ann: Person, url: str
) -> None:
    for heard in (
        await scene.say(ann, f"!phone add {url}", message="typed"),
        await scene.inbound.add_phone(ann, url),
    ):
        assert heard.refused
        assert "SECRET" not in heard.text
    receipt = await scene.receipt(scene.key("typed"))
    assert receipt is not None
    assert "SECRET" not in receipt.reply


async def test_phones_are_listed_tested_and_removed(scene: Scene, ann: Person) -> None:
    assert "`!phone add ntfy` is the quickest way" in (await scene.order(ann, "phone test")).text
    await scene.inbound.add_phone(ann, SECRET)
    scene.clock.advance(1)
    await scene.inbound.add_phone(ann, "mail://ann")
    assert (await scene.order(ann, "phone list")).text == (
        "1. ntfy on push.test, not tested yet\n"
        "2. mail to somebody, not tested yet\n"
        "\n"
        "`!phone test 1` sends a push, `!phone remove 1` forgets one."
    )
    tried = await scene.inbound.try_phone(ann, None)
    assert tried.text == "A test is on its way to ntfy on push.test. Tap its button."
    tried = await scene.order(ann, "phone test 2")
    assert tried.text == "A test is on its way to mail to somebody."
    removed = await scene.inbound.remove_phone(ann, 1)
    assert removed.text == "Removed: ntfy on push.test. Nothing is sent there any more."
    assert "There is no phone 2" in (await scene.order(ann, "phone remove 2")).text


async def last_used(scene: Scene, ann: Person) -> tuple[str, float] | None:
    found = await scene.tx(lambda tx: tx.surfaces.last(ann.id))
    return (str(found[0]), found[1]) if found else None


async def test_whatever_comes_in_notes_where_its_author_is(scene: Scene, ann: Person) -> None:
    thread = scene.thread()
    await scene.say(ann, "Compare the papers", thread)
    await scene.noted()
    assert await last_used(scene, ann) == (str(thread), scene.clock.now())
    scene.clock.advance(1)
    await scene.order(ann, "list")
    await scene.noted()
    assert await last_used(scene, ann) == (web_inbox(ann.id), scene.clock.now())


async def test_a_place_is_noted_once_a_minute(scene: Scene, ann: Person) -> None:
    place = ThreadKey(WEB, "local", "main", "t")
    await scene.inbound.used(ann.id, place)
    began = scene.clock.now()
    scene.clock.advance(OFTEN - 1)
    await scene.inbound.used(ann.id, place)
    assert await last_used(scene, ann) == (str(place), began)
    scene.clock.advance(1)
    await scene.inbound.used(ann.id, place)
    assert await last_used(scene, ann) == (str(place), began + OFTEN)


async def test_an_answer_by_phone_is_no_place_to_be_told_at(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    item = await scene.asks(1, "Stripe or Adyen?")
    await scene.noted()
    scene.clock.advance(60)
    await scene.inbound.answer(ann, item, "Stripe", "phone")
    await scene.noted()
    assert await last_used(scene, ann) == (str(session.thread), scene.clock.now() - 60)
