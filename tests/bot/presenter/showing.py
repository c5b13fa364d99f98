"""Items, sessions and deliveries as the presenter gets them."""

from datetime import UTC, datetime
from typing import Any

from service.domain.deliveries import Delivery, DeliveryKind
from service.domain.ids import DeliveryId, ItemId, PersonId, SessionNumber
from service.domain.items import Item, ItemKind
from service.domain.preferences import Preferences
from service.domain.sessions import Session
from service.domain.states import State
from service.domain.threads import ThreadKey

NOW = datetime(2026, 7, 1, 12, 0, tzinfo=UTC).timestamp()
ANN = PersonId("ann")
BERLIN = Preferences(ANN, quiet="22:00-07:00", zone="Europe/Berlin")
LONDON_UTC = Preferences(ANN)


def session(number: int = 3, title: str = "Checkout") -> Session:
    thread = ThreadKey("web", "local", "main", f"t{number}")
    return Session(
        SessionNumber(number), thread, ANN, title, State.WAITING, "demo", "default", NOW, NOW, NOW
    )


def item(ask: str = "Stripe or Adyen?", kind: ItemKind = ItemKind.QUESTION, **more: Any) -> Item:
    number = more.pop("number", 3)
    opened = more.pop("opened_at", NOW)
    return Item(ItemId(f"i{number}"), SessionNumber(number), ANN, kind, ask, opened, **more)


def delivery(kind: DeliveryKind = DeliveryKind.ASK, named: int = 1, **facts: Any) -> Delivery:
    facts["items"] = [f"i{number}" for number in range(named)]
    return Delivery(DeliveryId("d"), "web:local:inbox:ann", ANN, kind, NOW, NOW, facts=facts)
