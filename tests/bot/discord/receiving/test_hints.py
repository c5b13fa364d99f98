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
