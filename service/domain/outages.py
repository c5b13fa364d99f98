"""An alert about a provider: what it says, and for which sessions it stands.

Its facts: provider, models, fallbacks, sessions (their numbers), since, until.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from service.domain.ids import SessionNumber
from service.domain.items import OF_PROVIDERS, Item, Reason

_LISTED = 5


def ask(reason: Reason, facts: Mapping[str, Any]) -> str:
    """Write which provider does not work and what waits for it; times are the reader's."""
    numbers = facts["sessions"]
    more = len(numbers) - _LISTED
    listed = ", ".join(map(str, numbers[:_LISTED])) + (f" and {more} more" if more > 0 else "")
    waits = (
        f"Sessions {listed} wait for it" if len(numbers) > 1 else f"Session {listed} waits for it"
    )
    does = "does not answer" if reason is Reason.PROVIDER_DOWN else "limits calls for a while"
    return f"{facts['provider']} {does}. {waits}."


def standing_for(item: Item, **changed: Any) -> Item:
    """Return the alert with some of its facts changed, and its words with them; it stands on the
    first session that it is still about.
    """
    facts = {**item.facts, **changed}
    numbers = facts["sessions"]
    home = item.session if item.session in numbers else SessionNumber(numbers[0])
    return replace(item, session=home, facts=facts, ask=ask(item.reason, facts))


def without_its_session(item: Item) -> Item | None:
    """Return an alert about a provider as it stands for the other sessions that wait; None if
    there are none, or it is another item.
    """
    others = [each for each in item.facts.get("sessions", ()) if each != item.session]
    if item.reason not in OF_PROVIDERS or not others:
        return None
    return standing_for(item, sessions=others)
