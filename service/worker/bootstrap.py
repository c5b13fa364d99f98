"""Where a worker is put together; the only place that wires a model."""

import os
import platform
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from arq.connections import ArqRedis

from service.adapters.captures.folder import FolderCaptures
from service.adapters.clock.system import SystemClock, SystemIds
from service.adapters.doorbell.queueing import worker_queue
from service.adapters.doorbell.waking import WakeUps
from service.adapters.gate.memory import MemoryGate
from service.adapters.gate.stored import StoredGate
from service.adapters.model.litellm import LiteLlmModel, Timeouts
from service.adapters.tools.files import FileTools
from service.adapters.tools.workspaces import FolderWorkspaces
from service.agent import judges
from service.agent.asking import Asking, Meter
from service.bootstrap.opening import Opened, cipher_of, opened, store_of
from service.bootstrap.process import telemetry_of
from service.domain.errors import HeddleError
from service.domain.ids import WorkerId
from service.domain.providers import aliases_for
from service.ports.bundle import WorkerPorts
from service.ports.clock import Ids
from service.ports.model import Model
from service.settings.groups import Models
from service.settings.policy import policy
from service.settings.service import ServiceSettings
from service.worker.models import Keys, NamedModels, Vault


@dataclass(frozen=True, slots=True)
class Built:
    """A worker's parts."""

    service: Opened
    ports: WorkerPorts
    models: NamedModels
    model: LiteLlmModel
    queue: ArqRedis
    wake_ups: WakeUps


@asynccontextmanager
async def built(settings: ServiceSettings, name: str | None = None) -> AsyncIterator[Built]:
    """Open what a worker needs; close it at the end.

    Without a `name` the worker gets one of its own. Raises what `opened` raises.
    """
    async with opened(settings) as service:
        url = settings.redis_url or ""  # `opened` refuses to go on without one
        vault = Vault(service.store, service.cipher)
        model, models = await models_of(settings.models, vault)
        ports = WorkerPorts(
            base=service.ports,
            worker=WorkerId(name or _own_name(service.ports.ids)),
            model=models,
            gate=StoredGate(service.store, service.ports.clock, service.ports.ids),
            tools=FileTools(),
            workspaces=FolderWorkspaces(settings.workspaces, service.ports.clock),
            captures=FolderCaptures(settings.captures),
        )
        queue, wake_ups = worker_queue(url, settings.pool), WakeUps(url, settings.pool)
        try:
            yield Built(service, ports, models, model, queue, wake_ups)
        finally:
            await wake_ups.stop()
            await queue.aclose(close_connection_pool=True)
            await model.close()


def _own_name(ids: Ids) -> str:
    return f"{platform.node()}-{os.getpid()}-{ids.token(4)}"


async def models_of(chosen: Models, vault: Vault | None) -> tuple[LiteLlmModel, NamedModels]:
    """Return litellm with this deployment's keys and addresses, and with its names on it."""

    async def base_of(provider: str) -> str | None:
        return chosen.base_url if provider == "openai" else None

    keys = Keys(vault, os.environ)
    aliases = {**aliases_for(await keys.known()), **chosen.aliases}
    timeouts = Timeouts(
        total=chosen.timeout, first_token=chosen.first_word, between_tokens=chosen.silence
    )
    model = LiteLlmModel(SystemClock(), aliases, keys.of, base_of=base_of, timeouts=timeouts)
    own_server = chosen.base_url is not None
    return model, NamedModels(model, keys, chosen.aliases, own_server=own_server)


@asynccontextmanager
async def built_models(
    settings: ServiceSettings,
) -> AsyncIterator[tuple[LiteLlmModel, NamedModels]]:
    """Open what calling models needs; it makes no file and asks for no queue.

    Keys that were typed into the page count if the database can be read.
    """
    store, vault = store_of(settings), None
    with suppress(HeddleError):
        await store.check_schema()
        vault = Vault(store, cipher_of(settings))
    model, models = await models_of(settings.models, vault)
    try:
        yield model, models
    finally:
        await model.close()
        await store.close()


def judge_of(settings: ServiceSettings, model: Model) -> Callable[[], Asking]:
    """Return what makes a question to a judge of endings, outside of any turn."""
    clock, ids, numbers, telemetry = SystemClock(), SystemIds(), policy(settings), telemetry_of()
    gate = MemoryGate(clock, ids)
    return lambda: judges.asking(model, gate, clock, ids, numbers, telemetry, Meter())
