"""The ports that use cases are handed, as one object instead of a train of parameters."""

from dataclasses import dataclass

from service.domain.ids import WorkerId
from service.domain.policy import Policy
from service.ports.captures import Captures
from service.ports.clock import Clock, Ids
from service.ports.doorbell import Doorbell
from service.ports.gate import RateGate
from service.ports.model import Model
from service.ports.secrets import Cipher
from service.ports.signals import Signals
from service.ports.store import Store
from service.ports.telemetry import Telemetry
from service.ports.tools import Toolset, Workspaces


@dataclass(frozen=True, slots=True)
class Ports:
    """What every process has."""

    store: Store
    doorbell: Doorbell
    signals: Signals
    clock: Clock
    ids: Ids
    cipher: Cipher
    telemetry: Telemetry
    policy: Policy


@dataclass(frozen=True, slots=True)
class WorkerPorts:
    """What only a worker has, beside `base`; `worker` is its name in leases."""

    base: Ports
    worker: WorkerId
    model: Model
    gate: RateGate
    tools: Toolset
    workspaces: Workspaces
    captures: Captures
