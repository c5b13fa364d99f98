"""How much room the folders have that heddle writes to, asked at each scrape."""

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path

from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector


class DiskCollector(Collector):
    """Tells the room of each of these folders that there is on this machine.

    A folder that is missing, or cannot be asked, is not told: that it is gone is seen in what
    fails, and a number for it would be another disk's.
    """

    def __init__(self, folders: Mapping[str, Path]) -> None:
        self._folders = folders

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """Yield free and whole room, in bytes."""
        free = GaugeMetricFamily(
            "heddle_disk_free_bytes",
            "Bytes that heddle may still write where the folder `data`, `captures` or"
            " `workspaces` stands, or `database`, where SQLite has a folder of its own. Told by"
            " each process that has the folder.",
            labels=("folder",),
        )
        size = GaugeMetricFamily(
            "heddle_disk_size_bytes",
            "Bytes of the disk on which the folder stands.",
            labels=("folder",),
        )
        for name, path in self._folders.items():
            try:
                room = shutil.disk_usage(path)
            except OSError:
                continue
            free.add_metric((name,), float(room.free))
            size.add_metric((name,), float(room.total))
        yield free
        yield size
