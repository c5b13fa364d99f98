"""The form that starts a stuck session again begins with the hint that the alert suggests."""

from typing import Any

from bot.discord.receiving import modals
from service.domain.ids import SessionNumber


def inputs(form: Any) -> list[dict[str, Any]]:
    found = [each["component"] for each in form.to_dict()["components"] if "component" in each]
    return [each for each in found if each["type"] == 4]


def test_a_hint_stands_in_the_form_already() -> None:
    [asked] = inputs(modals.retry(SessionNumber(3), "Nightly report", "Do not read it again."))
    assert asked["value"] == "Do not read it again."
    [empty] = inputs(modals.retry(SessionNumber(3), "Nightly report"))
    assert "value" not in empty


def test_the_form_for_another_course_begins_with_the_hint_as_well() -> None:
    [asked] = inputs(modals.redirect(SessionNumber(3), "Nightly report", "Leave the page alone."))
    assert asked["value"] == "Leave the page alone."
    [empty] = inputs(modals.redirect(SessionNumber(3), "Nightly report"))
    assert "value" not in empty
