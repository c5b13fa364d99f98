"""The fake Discord's commands, buttons, selects and modals through discord.py's own client."""

import io
from collections.abc import AsyncIterator
from functools import partial
from typing import Any

import discord
import pytest
from discord import app_commands

from tests.servers.discord.interactions import Interaction
from tests.servers.discord.server import FakeDiscord
from tests.servers.discord.world import Channel
from tests.servers.discord_bot import Bot, Question, running

Asked = discord.Interaction[Any]


class Answer(discord.ui.DynamicItem[discord.ui.Button[Any]], template=r"answer:(?P<id>[0-9]+)"):
    """A button that outlives the process that made it."""

    def __init__(self, number: int) -> None:
        button: discord.ui.Button[Any] = discord.ui.Button(
            label="Stripe", custom_id=f"answer:{number}"
        )
        super().__init__(button)
        self.number = number

    @classmethod
    async def from_custom_id(cls, interaction: Asked, item: Any, match: Any, /) -> "Answer":
        return cls(int(match["id"]))

    async def callback(self, interaction: Asked) -> None:
        await interaction.response.edit_message(content=f"Answered {self.number}", view=None)


class Choice(discord.ui.View):
    """A select, a button that opens a modal and one that answers later."""

    def __init__(self) -> None:
        super().__init__(timeout=None)

    @discord.ui.select(
        custom_id="model",
        options=[discord.SelectOption(label="Fast"), discord.SelectOption(label="Good")],
    )
    async def model(self, interaction: Asked, select: discord.ui.Select["Choice"]) -> None:
        await interaction.response.send_message(f"Chose {select.values[0]}", ephemeral=True)

    @discord.ui.button(label="Other…", custom_id="other")
    async def other(self, interaction: Asked, button: discord.ui.Button["Choice"]) -> None:
        await interaction.response.send_modal(Question())

    @discord.ui.button(label="Slowly", custom_id="slowly")
    async def slowly(self, interaction: Asked, button: discord.ui.Button["Choice"]) -> None:
        await interaction.response.defer()
        await interaction.edit_original_response(content="Slowly done")


def commands(bot: Bot) -> None:
    group = app_commands.Group(name="heddle", description="Sessions")

    @group.command(description="Start a session")
    @app_commands.describe(prompt="What to do", model="By which model", minutes="For how long")
    async def start(interaction: Asked, prompt: str, model: str = "good", minutes: int = 0) -> None:
        await interaction.response.defer(thinking=True)
        await interaction.followup.send(f"{prompt} by {model} for {minutes}")
        await interaction.followup.send("For your eyes", ephemeral=True)

    @start.autocomplete("model")
    async def models(interaction: Asked, current: str) -> list[app_commands.Choice[str]]:
        names = [each for each in ("fast", "good") if each.startswith(current)]
        return [app_commands.Choice(name=each, value=each) for each in names]

    @group.command(description="Give a session to somebody")
    async def assign(interaction: Asked, person: discord.User) -> None:
        await interaction.response.send_message(f"Now {person.name}'s", ephemeral=True)

    @group.command(description="Send a file")
    async def upload(interaction: Asked, file: discord.Attachment) -> None:
        held = await file.read()
        await interaction.response.send_message(
            f"{file.filename}", file=discord.File(io.BytesIO(held), "copy.txt")
        )

    @group.command(description="Start by a form")
    async def form(interaction: Asked) -> None:
        await interaction.response.send_modal(Question())

    @bot.tree.context_menu(name="Hand to an agent")
    async def hand(interaction: Asked, message: discord.Message) -> None:
        await interaction.response.send_message(f"Took: {message.content}", ephemeral=True)

    bot.tree.add_command(group)


@pytest.fixture
async def bot(fake: FakeDiscord, general: Channel) -> AsyncIterator[Bot]:
    made = Bot()
    commands(made)
    made.add_dynamic_items(Answer)
    made.add_view(Choice())
    async with running(fake, made):
        await made.tree.sync()
        yield made


async def test_a_command_is_deferred_and_answered(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    given = ann.slash("/heddle start prompt:fix it: now model:fast minutes:5", general)
    await fake.wait(lambda: ann.notices)
    assert given.text == "fix it: now by fast for 5"
    assert given.answered_after is not None
    assert given.answered_after < 1
    assert [each["content"] for each in ann.notices] == ["For your eyes"]
    assert fake.texts(general) == ["fix it: now by fast for 5"]
    assert not given.loading
    with pytest.raises(AssertionError, match="needs prompt"):
        ann.slash("/heddle start model:fast", general)


async def test_options_may_be_people_and_files(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann, bea = fake.person("ann"), fake.person("bea")
    ann.slash("/heddle assign", general, person=bea)
    await fake.wait(lambda: ann.notices)
    assert ann.notices[0]["content"] == "Now bea's"
    sent = ann.slash("/heddle upload", general, file=("a.txt", b"hello"))
    await fake.wait(lambda: sent.answered)
    assert sent.text == "a.txt"
    assert fake.content(fake.messages(general)[-1]["attachments"][0]) == b"hello"


async def test_suggestions_come_while_typing(fake: FakeDiscord, bot: Bot, general: Channel) -> None:
    asked = fake.person("ann").autocompletes("/heddle start prompt:x model:f", general)
    await fake.wait(lambda: asked.answered)
    assert asked.choices == [{"name": "fast", "value": "fast"}]


async def test_a_modal_opens_and_is_sent(fake: FakeDiscord, bot: Bot, general: Channel) -> None:
    ann = fake.person("ann")
    opened = ann.slash("/heddle form", general)
    await fake.wait(lambda: opened.answered)
    with pytest.raises(AssertionError, match="is required"):
        ann.submits(opened, {})
    sent = ann.submits(opened, {"What is it about?": "The build"})
    await fake.wait(lambda: sent.answered)
    assert fake.texts(general) == ["Started: The build"]


async def test_a_context_menu_names_the_message(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    used = ann.context_menu(ann.says(general, "It is broken"), "Hand to an agent")
    await fake.wait(lambda: used.answered)
    assert used.text == "Took: It is broken"
    with pytest.raises(AssertionError, match="no command"):
        ann.context_menu(fake.messages(general)[0], "Hand to nobody")


async def test_buttons_and_selects_survive_a_restart(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    view = discord.ui.View(timeout=None).add_item(Answer(7))
    await bot.guilds[0].text_channels[0].send("Stripe or Adyen?", view=view)
    await bot.guilds[0].text_channels[0].send("How?", view=Choice())
    question, choice = fake.messages(general)
    await bot.close()
    again = Bot()
    again.add_dynamic_items(Answer)
    again.add_view(Choice())
    async with running(fake, again):
        pressed = ann.presses(question, "Stripe")
        await fake.wait(lambda: pressed.answered)
        chosen = ann.chooses(choice, "Fast")
        await fake.wait(lambda: chosen.answered)
        slow = ann.presses(choice, "slowly")
        await fake.wait(lambda: choice["content"] == "Slowly done")
        opened = ann.presses(choice, "Other…")
        await fake.wait(lambda: opened.modal)
        sent = ann.submits(opened, {"What is it about?": "Cash"})
        await fake.wait(lambda: sent.answered)
    assert (question["content"], question["components"]) == ("Answered 7", [])
    assert [each["content"] for each in ann.notices] == ["Chose Fast"]
    assert slow.message is None
    with pytest.raises(AssertionError, match="no button"):
        ann.presses(question, "Stripe")


async def test_commands_reach_threads_and_direct_messages(
    fake: FakeDiscord, bot: Bot, general: Channel
) -> None:
    ann = fake.person("ann")
    thread = ann.opens_thread(general, "talk", ann.says(general, "hello"))
    for place in (thread, ann.dm):
        given = ann.slash("/heddle start prompt:go", place)
        await fake.wait(partial(_followed, given))
        assert fake.texts(place)[-1] == "go by good for 0"


def _followed(given: Interaction) -> bool:
    return len(given.followups) == 1


async def test_an_interaction_is_answered_once_and_in_time(
    fake: FakeDiscord, general: Channel
) -> None:
    held: list[Asked] = []
    silent = Bot()
    commands(silent)

    async def keep(interaction: Asked) -> bool:
        held.append(interaction)
        return False

    silent.tree.interaction_check = keep  # type: ignore[method-assign]
    async with running(fake, silent):
        await silent.tree.sync()
        ann = fake.person("ann")
        first, second, third = (ann.slash("/heddle form", general) for _ in range(3))
        await fake.wait(lambda: len(held) == 3)
        await held[0].response.send_message("yes", ephemeral=True)
        assert await _refusal(_again(held[0])) == 40060
        with pytest.raises(discord.NotFound) as unanswered:
            await held[1].followup.send("too early")
        assert unanswered.value.code == 10015
        await held[1].response.defer(thinking=True, ephemeral=True)
        assert (second.loading, second.hidden) == (True, True)
        fake.later(4)
        assert await _refusal(held[2].response.send_message("late")) == 10062
        assert not third.answered
        await held[1].edit_original_response(content="thought")
        assert (second.text, second.loading) == ("thought", False)
        await held[0].delete_original_response()
        assert [each["content"] for each in ann.notices] == ["thought"]
        fake.later(900)
        assert await _refusal(held[1].followup.send("much later")) == 50027
        assert first.text == "yes"


async def _again(interaction: Asked) -> None:
    interaction.response._response_type = None
    await interaction.response.send_message("again")


async def _refusal(call: Any) -> int:
    with pytest.raises(discord.HTTPException) as refused:
        await call
    return refused.value.code


async def test_commands_are_set_for_one_server(fake: FakeDiscord, bot: Bot) -> None:
    @bot.tree.command(description="Only here", guild=bot.guilds[0])
    async def here(interaction: Asked) -> None:
        await interaction.response.send_message("here")

    synced = await bot.tree.sync(guild=bot.guilds[0])
    assert [each.name for each in synced] == ["here"]
    place = next(each for each in fake.world.channels.values() if each.name == "general")
    given = fake.person("ann").slash("/here", place)
    await fake.wait(lambda: given.answered)
    assert [each.name for each in await bot.tree.fetch_commands()] == ["heddle", "Hand to an agent"]
