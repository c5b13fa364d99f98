"""The scripts that show how a turn can end."""

import pytest

from service.adapters.model.litellm import LiteLlmModel
from service.domain import demo
from tests.adapters.model.desk import Desk


@pytest.fixture
def desk(model: LiteLlmModel) -> Desk:
    return Desk(model)


async def test_one_that_decides_by_default_names_it_and_its_deadline(desk: Desk) -> None:
    desk.answer = "loomworks (nobody objected in time, so this was decided by default)"
    desk.say(demo.REPOSITORY)
    await desk.work()
    (question,) = desk.asked
    assert question["default"] == "loomworks"
    assert question["reversible"] is True
    assert question["decide_after_minutes"] == 5
    assert desk.files["repository.md"].endswith("Name: loomworks\n")


async def test_one_asks_in_prose_and_goes_on_with_the_answer(desk: Desk) -> None:
    desk.say(demo.OFFSITE)
    said = await desk.step()
    assert not said.calls
    assert "Tell me which" in said.text
    desk.say("The pottery course")
    await desk.work()
    assert "Plan: The pottery course" in desk.files["invitation.md"]
    assert desk.finished


async def test_one_stops_short_and_goes_on_when_asked_to(desk: Desk) -> None:
    desk.say(demo.CHANGELOG)
    said = await desk.step()
    assert not said.calls
    assert said.text.endswith("I'll now update the release notes.")
    desk.say("heddle: Ann asks you to try again.")
    await desk.work()
    assert "release-notes.md" in desk.files
    assert desk.finished
