"""How much room there is, for those folders that there are."""

import os
from pathlib import Path

from service.adapters.telemetry.prometheus import PrometheusTelemetry
from tests.adapters.telemetry.test_prometheus import samples


def test_the_room_of_each_folder_is_told(tmp_path: Path) -> None:
    data, captures = tmp_path / "data", tmp_path / "captures"
    data.mkdir()
    telemetry = PrometheusTelemetry(folders={"data": data, "captures": captures})
    found = samples(telemetry)
    disk = os.statvfs(data)
    assert found["heddle_disk_size_bytes{folder=data}"] == disk.f_frsize * disk.f_blocks
    assert 0 < found["heddle_disk_free_bytes{folder=data}"] <= disk.f_frsize * disk.f_bfree * 1.1
    assert "heddle_disk_size_bytes{folder=captures}" not in found

    captures.mkdir()
    found = samples(telemetry)
    assert found["heddle_disk_size_bytes{folder=captures}"] == disk.f_frsize * disk.f_blocks


def test_a_folder_that_cannot_be_asked_breaks_nothing(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("no folder")
    telemetry = PrometheusTelemetry(folders={"data": file / "data"})
    assert not [name for name in samples(telemetry) if name.startswith("heddle_disk")]
