"""Questions are answered by buttons, menus, forms and replies, wherever they stand."""

from bot.chat.rendering import values
from service.domain.states import State
from tests.bot.slack.receiving.scene import Json, Scene, notices, shown
from tests.servers.slack.limits import elements
from tests.servers.slack.person import Person
from tests.servers.slack.workspace import Channel


def labels(message: Json) -> dict[str, str]:
    """Return the buttons of a message: label to action."""
    found = [each for block in message["blocks"] for each in elements(block)]
    return {each["text"]["text"]: each["action_id"] for each in found if each["type"] == "button"}


def option(message: Json, action: str, label: str) -> str:
    """Return the value of a menu's option."""
    [menu] = [
        each
        for block in message["blocks"]
        for each in elements(block)
        if each.get("action_id") == action
    ]
    return next(
        str(each["value"]) for each in menu["options"] if each["text"]["text"].startswith(label)
    )


async def test_a_button_answers(either: Scene, ann: Person, general: Channel) -> None:
    session = await either.begun(ann, general)
    item = await either.asks(session.number, "Which one?", "Stripe", "Adyen")
    message = await either.posted(ann, item)
    await either.acked(ann.press(message, labels(message)["Adyen"]))
    assert (await either.session(session.number)).state is State.RUNNING
    assert await either.texts(session.number) == ["fix the build", "Adyen"]
    assert notices(ann) == []
    await either.acked(ann.press(message, labels(message)["Stripe"]))
    assert "Adyen" in notices(ann)[0]
    assert await either.texts(session.number) == ["fix the build", "Adyen"]


async def test_a_menu_answers_and_other_things_are_done_behind_three_dots(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    item = await scene.asks(session.number, "Which one?", *"abcdefgh")
    message = await scene.posted(ann, item)
    more = values.menu("more")
    await scene.acked(ann.selects(message, more, option(message, more, "Snooze 1 hour")))
    assert (await scene.open_items(session.number))[0].snoozed_until is not None
    assert len(notices(ann)) == 1
    choose = values.menu("choose")
    await scene.acked(ann.selects(message, choose, option(message, choose, "g")))
    assert await scene.texts(session.number) == ["fix the build", "g"]


async def test_an_answer_in_one_s_own_words(either: Scene, ann: Person, general: Channel) -> None:
    session = await either.begun(ann, general)
    item = await either.asks(session.number, "Which one?", "Stripe", "Adyen")
    message = await either.posted(ann, item)
    await either.acked(ann.press(message, labels(message)["Other…"]))
    await either.acked(ann.submits(text="neither, use PayPal"))
    assert ann.modal is None
    assert await either.texts(session.number) == ["fix the build", "neither, use PayPal"]
    await either.acked(ann.press(message, labels(message)["Other…"]))
    assert ann.modal is None
    assert "PayPal" in notices(ann)[0]


async def test_a_form_that_comes_too_late_keeps_what_was_typed(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.says(ann, general, f"!share <@{bob.id}>", thread=session.thread.thread)
    item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    message = await scene.posted(ann, item)
    await scene.acked(ann.press(message, labels(message)["Other…"]))
    await scene.says(bob, general, "Stripe", thread=session.thread.thread)
    sent = await scene.acked(ann.submits(text="PayPal"))
    assert "Bob" in sent.answer["errors"]["text"]
    assert ann.modal is not None


async def test_others_can_press_nothing(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    message = await scene.posted(ann, item, lane=str(session.thread))
    for label in ("Adyen", "Other…"):
        await scene.acked(bob.press(message, labels(message)[label]))
    assert len(notices(bob)) == 2
    assert bob.modal is None
    assert (await scene.session(session.number)).state is State.WAITING


async def test_a_colleague_is_asked(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    message = await scene.posted(ann, item)
    more = values.menu("more")
    await scene.acked(ann.selects(message, more, option(message, more, "Hand to a colleague")))
    robot = scene.slack.person("robot", "bot")
    sent = await scene.acked(ann.submits(colleague=robot.id))
    assert "Choose a person" in sent.answer["errors"]["colleague"]
    sent = await scene.acked(ann.submits(colleague=bob.id))
    assert "Bob has it now" in str(sent.answer["view"]["blocks"])
    [open_item] = await scene.open_items(session.number)
    assert open_item.owner_id == (await scene.person_of(bob)).id


async def test_a_reply_to_what_was_told_directly_answers_it(
    either: Scene, ann: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    item = await either.asks(session.number, "Which one?", "Stripe", "Adyen")
    message = await either.posted(ann, item)
    said = await either.says(ann, ann.dm, "Adyen, in test mode", thread=message["ts"])
    assert await either.texts(session.number) == ["fix the build", "Adyen, in test mode"]
    assert await either.receipt_of(ann.dm, said["ts"]) is not None
    assert either.own(ann.dm, message["ts"]) == []
    await either.says(ann, ann.dm, "and quickly", thread=message["ts"])
    assert (await either.texts(session.number))[-1] == "and quickly"
    await either.says(ann, ann.dm, "!stop", thread=message["ts"])
    assert (await either.session(session.number)).state is State.STOPPED
    assert len(either.own(ann.dm, message["ts"])) == 1


async def test_a_stray_message_is_offered_first(either: Scene, ann: Person) -> None:
    session = await either.begun(ann, ann.dm, "compare the papers")
    await either.asks(session.number, "Which one?", "first", "second")
    said = await either.says(ann, ann.dm, "the second")
    assert len(await either.sessions()) == 1
    [offer] = await either.offers()
    message = await either.offered(ann, offer)
    answers = next(name for name in labels(message) if name.startswith("Answer"))
    ann.edits(ann.dm, said["ts"], "the second, please")
    await either.settled()
    await either.acked(ann.press(message, labels(message)[answers]))
    await either.settled()
    assert await either.texts(session.number) == ["compare the papers", "the second, please"]
    [settled] = [each for each in either.own(ann.dm) if each["ts"] == message["ts"]]
    assert labels(settled) == {}


async def test_a_stray_message_may_be_a_new_session(scene: Scene, ann: Person) -> None:
    session = await scene.begun(ann, ann.dm, "compare the papers")
    await scene.asks(session.number, "Which one?", "first", "second")
    said = await scene.says(ann, ann.dm, "write a poem", files=[("a.txt", b"a")])
    [offer] = await scene.offers()
    message = await scene.offered(ann, offer)
    await scene.acked(ann.press(message, labels(message)["New session"]))
    other = await scene.at(ann.dm, said["ts"])
    assert other.title == "write a poem"
    await scene.acked(ann.press(message, labels(message)["New session"]))
    assert len(await scene.sessions()) == 2


async def test_a_deleted_stray_message_is_nothing_any_more(scene: Scene, ann: Person) -> None:
    session = await scene.begun(ann, ann.dm, "compare the papers")
    await scene.asks(session.number, "Which one?", "first", "second")
    said = await scene.says(ann, ann.dm, "yes")
    [offer] = await scene.offers()
    message = await scene.offered(ann, offer)
    ann.deletes(ann.dm, said["ts"])
    await scene.settled()
    await scene.acked(ann.press(message, labels(message)["New session"]))
    assert "deleted" in notices(ann)[0]
    assert len(await scene.sessions()) == 1


async def test_buttons_of_another_version_say_so(
    scene: Scene, ann: Person, general: Channel
) -> None:
    blocks = [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": "heddle.choose",
                    "value": '{"v":9}',
                    "text": {"type": "plain_text", "text": "Old"},
                }
            ],
        }
    ]
    await scene.api.call("chat.postMessage", channel=general.id, text="old", blocks=blocks)
    [message] = scene.own(general)
    await scene.acked(ann.press(message, "heddle.choose"))
    assert "another version" in notices(ann)[0]


async def test_a_press_that_was_stored_although_nobody_said_so_is_told_as_done(
    scene: Scene, ann: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    item = await scene.asks(session.number, "Which one?", "Stripe", "Adyen")
    message = await scene.posted(ann, item)
    scene.store.late = 1
    await scene.acked(ann.press(message, labels(message)["Adyen"]))
    assert await scene.texts(session.number) == ["fix the build", "Adyen"]
    assert not any("nothing was done" in each for each in notices(ann))


async def test_with_the_database_away_a_press_says_what_to_do(
    either: Scene, ann: Person, general: Channel
) -> None:
    session = await either.begun(ann, general)
    item = await either.asks(session.number, "Which one?", "Stripe", "Adyen")
    message = await either.posted(ann, item)
    either.store.away = 1
    await either.acked(ann.press(message, labels(message)["Adyen"]))
    assert "nothing was done" in notices(ann)[0]
    either.store.away = 2
    await either.acked(ann.press(message, labels(message)["Adyen"]))
    assert "cannot tell" in notices(ann)[1]
    either.store.away = 0
    await either.acked(ann.press(message, labels(message)["Adyen"]))
    assert await either.texts(session.number) == ["fix the build", "Adyen"]


async def test_redirecting_and_retrying_by_forms(
    scene: Scene, ann: Person, bob: Person, general: Channel
) -> None:
    session = await scene.begun(ann, general)
    await scene.works(session.number)
    await scene.acked(ann.opens_home())
    number = session.number
    blocks = [
        {
            "type": "actions",
            "elements": [
                {
                    "type": "button",
                    "action_id": f"heddle.{act}",
                    "value": f'{{"v":1,"a":"{act}","s":{number}}}',
                    "text": {"type": "plain_text", "text": act},
                }
                for act in ("redirect", "retry")
            ],
        }
    ]
    await scene.api.call("chat.postMessage", channel=general.id, text="card", blocks=blocks)
    [message] = scene.own(general)
    await scene.acked(ann.press(message, "heddle.redirect"))
    await scene.acked(ann.submits(text="use the other cache"))
    assert (await scene.texts(number))[-1] == "use the other cache"
    await scene.acked(bob.press(message, "heddle.redirect"))
    assert bob.modal is None
    assert "Session 1 belongs to Ann" in notices(bob)[0]
    await scene.is_done(number)
    await scene.acked(ann.press(message, "heddle.retry"))
    await scene.acked(ann.submits(text="the token is in .env"))
    assert (await scene.session(number)).state is State.RUNNING
    assert shown(message) == "card"
