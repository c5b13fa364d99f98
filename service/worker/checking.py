"""Whether the models can be reached, for whoever sets heddle up."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from service.domain import providers
from service.domain.errors import HeddleError
from service.settings.service import ServiceSettings
from service.worker.bootstrap import built_models
from service.worker.models import DEMO, NamedModels

_AT_ONCE = 4


@dataclass(frozen=True, slots=True)
class Checked:
    """How one model answered; `state` is ok, warning or failed."""

    name: str
    state: str
    text: str


class Asked(Protocol):
    """A model that can be asked for a word."""

    async def check(self, model: str) -> str:
        """Return a sentence on how it went. Raises a HeddleError if it did not."""
        ...


def check_models(settings: ServiceSettings) -> Sequence[Checked]:
    """Ask each model behind an alias for a word."""

    async def run() -> Sequence[Checked]:
        async with built_models(settings) as (model, models):
            await models.refresh()
            return await check_all(model, models, settings.models.names())

    return asyncio.run(run())


async def check_all(model: Asked, models: NamedModels, aliases: Sequence[str]) -> Sequence[Checked]:
    """Check every model that an alias stands for, a few at once."""
    demo = set(models.candidates(DEMO))
    names = {name for alias in aliases for name in models.candidates(alias)} - demo
    if not names:
        variables = ", ".join(each.variable for each in providers.PROVIDERS)
        text = (
            "No provider's key is known, so the offline demo model replies. Set one of "
            f"{variables}, or type a key into the page."
        )
        return [Checked("models", "warning", text)]
    gate = asyncio.Semaphore(_AT_ONCE)

    async def one(name: str) -> Checked:
        async with gate:
            try:
                return Checked(name, "ok", await model.check(name))
            except HeddleError as error:
                return Checked(name, "failed", str(error))

    return await asyncio.gather(*(one(name) for name in sorted(names)))
