"""Every command is carried out once, however often it is delivered."""

import pytest

from service.domain.events import Kind
from service.domain.ids import SessionNumber
from service.domain.persons import Person
from service.domain.receipts import Fate
from service.ports.reads import Reads
from tests.bot.inbound.scene import Scene, repeated

CHANGING = [
    "start Fix the build",
    "stop 1",
    "park 1",
    "resume 4",
    "retry 4 with a hint",
    "redirect 1 use Stripe",
    "answer 2 Stripe",
    "note 1 The deadline is Friday.",
    "queue up 6",
    "queue first 6",
    "cap 2",
    "model 1 fast",
    "share 1 @bob",
    "unshare 1 @bob",
    "mute 1",
    "unmute 1",
    "rename 1 Checkout",
    "snooze 2 1h",
    "assign 2 @bob",
    "dismiss 2",
    "ladder dm, phone 1m, @bob 1h",
    "ladder important default",
    "quiet 22:00-07:00 Europe/Berlin",
    "zone Europe/Berlin",
    "phone add mail://ann",
    "phone test",
    "phone remove 1",
]


async def furnished(scene: Scene, ann: Person) -> None:
    """One session at work, two that wait, one parked, two queued."""
    await scene.person("Bob")
    await scene.inbound.add_phone(ann, "ntfy://push.test/ann")
    for _ in range(4):
        await scene.started(ann)
    await scene.order(ann, "park 4")
    for _ in range(2):
        await scene.started(ann)
    await scene.asks(2, "Stripe or Adyen?", "Stripe", "Adyen")
    await scene.asks_more(2, "And the currency?")
    await scene.is_over_budget(3)


async def everything(scene: Scene) -> list[object]:
    """All rows that people can see."""

    def rows(reads: Reads) -> list[object]:
        numbers = [SessionNumber(number) for number in range(1, 10)]
        return [
            *reads.persons(),
            *((reads.session(n), reads.events(n), reads.collaborators(n)) for n in numbers),
            *reads.items(open_only=False),
            *reads.phones(),
            *reads.deliveries(),
            *(reads.preferences(each.id) for each in reads.persons()),
        ]

    return await scene.read(rows)


@pytest.mark.parametrize("line", CHANGING)
async def test_a_command_delivered_again_changes_nothing_and_is_answered_as_before(
    scene: Scene, ann: Person, line: str
) -> None:
    await furnished(scene, ann)
    first = await scene.order(ann, line, key="again")
    assert not first.refused, first.text
    after = await everything(scene)
    scene.clock.advance(60)
    again = [await scene.order(ann, line, key="again") for _ in range(3)]
    assert again == [repeated(first)] * 3
    assert await everything(scene) == after


async def test_another_key_is_another_command(scene: Scene, ann: Person) -> None:
    await scene.started(ann)
    await scene.order(ann, "note 1 once", key="a")
    await scene.order(ann, "note 1 once", key="b")
    assert len(await scene.events(1, Kind.NOTE)) == 2


async def test_a_late_copy_of_a_refused_stop_stops_nothing(scene: Scene, ann: Person) -> None:
    session = await scene.started(ann)
    await scene.order(ann, "stop 1")
    refused = await scene.say(ann, "!stop", session.thread, "late")
    assert refused.refused
    await scene.say(ann, "Go on after all", session.thread)
    again = await scene.say(ann, "!stop", session.thread, "late")
    assert again == repeated(refused)
    assert (await scene.session(1)).state == "running"


async def test_a_late_copy_of_a_stop_does_not_stop_what_was_reopened(
    scene: Scene, ann: Person
) -> None:
    session = await scene.started(ann)
    stopped = await scene.say(ann, "!stop", session.thread, "late")
    await scene.say(ann, "Go on after all", session.thread)
    assert await scene.say(ann, "!stop", session.thread, "late") == repeated(stopped)
    assert (await scene.session(1)).state == "running"


async def test_a_late_copy_of_an_answer_does_not_answer_the_next_question(
    scene: Scene, ann: Person
) -> None:
    session = await scene.started(ann)
    await scene.asks(1, "Stripe or Adyen?")
    scene.clock.advance(1)
    await scene.asks_more(1, "Which currency?")
    first = await scene.say(ann, "!answer Stripe", session.thread, "late")
    again = await scene.say(ann, "!answer Stripe", session.thread, "late")
    assert again == repeated(first)
    assert [item.ask for item in await scene.open_items(1)] == ["Which currency?"]


async def test_a_refused_start_stays_refused(scene: Scene, ann: Person) -> None:
    thread = scene.thread()
    refused = await scene.say(ann, "!start --model gpt Fix it", thread, "late")
    assert refused.refused
    assert await scene.say(ann, "!start --model gpt Fix it", thread, "late") == repeated(refused)


@pytest.mark.parametrize(
    "text", ["!stop", "!list", "!help", "!stpo", "!link", "!status", "!cap 99"]
)
async def test_every_command_typed_into_a_thread_leaves_one_receipt(
    scene: Scene, ann: Person, text: str
) -> None:
    session = await scene.started(ann)
    for _ in range(2):
        heard = await scene.say(ann, text, session.thread, "typed")
    receipt = await scene.receipt(scene.key("typed"))
    assert receipt is not None
    assert receipt.fate == (Fate.REFUSED if heard.refused else Fate.COMMAND)
    assert len(await scene.events(1, Kind.MESSAGE)) == 1


async def test_a_receipt_keeps_no_link_code(scene: Scene, ann: Person) -> None:
    heard = await scene.say(ann, "!link", message="typed")
    code = heard.text.split("`")[1]
    receipt = await scene.receipt(scene.key("typed"))
    assert receipt is not None
    assert code not in receipt.reply
