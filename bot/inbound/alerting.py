"""What monitoring says of heddle itself, on its way to the operators."""

from collections.abc import Collection

from service.domain.operations import AlertGroup
from service.ports.bundle import Ports
from service.usecases import operate


class Alerting:
    """Alerts about heddle itself."""

    def __init__(self, ports: Ports) -> None:
        self._ports = ports

    async def alerted(self, group: AlertGroup, operators: Collection[str]) -> int:
        """Bring the operators' items of the group up to date; return how many are told.

        Raises Refused if nobody is there to be told; lets Temporary through.
        """
        return await operate.alerted(self._ports, group, operators)
