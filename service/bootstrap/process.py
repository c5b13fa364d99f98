"""What a process is to the outside: its logs, its numbers, where it is found."""

import os
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from urllib.parse import urlsplit

from service.adapters.clock.system import SystemIds
from service.adapters.logs.configure import configure
from service.adapters.telemetry.prometheus import PrometheusTelemetry
from service.adapters.telemetry.targets import listed
from service.settings.service import ServiceSettings

SHARED_METRICS = "PROMETHEUS_MULTIPROC_DIR"
"""prometheus_client's own variable: the folder where processes of one machine leave their
numbers for each other. `heddle up` sets it for its children."""


def telemetry_of(folders: Mapping[str, Path] | None = None) -> PrometheusTelemetry:
    """Return the metrics of this process, shared with others of this machine if asked for, with
    the room of these folders.
    """
    shared = os.environ.get(SHARED_METRICS)
    return PrometheusTelemetry(Path(shared) if shared else None, folders)


def found_at(
    settings: ServiceSettings, role: str, host: str, port: int
) -> AbstractContextManager[None]:
    """Let Prometheus find this process there while the context is open."""
    return listed(settings.targets, role, host, port, SystemIds())


def start_logs(
    settings: ServiceSettings, process: str, *secrets: str
) -> Callable[[Iterable[str]], None]:
    """Log to standard error, with this deployment's own secrets and the given ones hidden.

    Returns what hides further ones, for secrets that are read later.
    """
    addresses = (settings.database_url or "", settings.redis_url or "")
    known = [*secrets, *(urlsplit(address).password or "" for address in addresses)]
    if settings.secret_key is not None:
        known.extend(settings.secret_key.get_secret_value().split(","))
    return configure(process, settings.log.level, settings.log.format, known).hide
