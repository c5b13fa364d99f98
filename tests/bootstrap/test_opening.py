"""What a process opens at its start, and what it waits for or refuses."""

import asyncio
from pathlib import Path

import pytest

from service.bootstrap import opening, operating
from service.bootstrap.opening import opened
from service.domain.errors import Refused
from service.settings.service import ServiceSettings
from tests.servers.valkey import Valkey


async def test_without_a_queue_it_says_how_to_get_one(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="heddle up"):
        async with opened(ServiceSettings(data_dir=tmp_path)):
            pass


async def test_it_waits_for_a_migration_that_runs_beside_it(
    tmp_path: Path, own_valkey: Valkey
) -> None:
    settings = ServiceSettings(data_dir=tmp_path, redis_url=own_valkey.url)

    async def open_and_look() -> str:
        async with opened(settings) as service:
            return await service.store.read(lambda reads: reads.schema_version())

    opening = asyncio.create_task(open_and_look())
    done, _ = await asyncio.wait([opening], timeout=0.3)
    assert not done
    await asyncio.to_thread(operating.migrate, settings)
    async with asyncio.timeout(10):
        assert await opening


async def test_it_does_not_wait_for_ever(
    tmp_path: Path, own_valkey: Valkey, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opening, "MIGRATION_PATIENCE", 0.2)
    with pytest.raises(Refused, match="heddle migrate"):
        async with opened(ServiceSettings(data_dir=tmp_path, redis_url=own_valkey.url)):
            pass


def leftovers(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir() if each.name.endswith(("-wal", "-shm"))]


async def test_everything_is_closed_at_the_end(tmp_path: Path, own_valkey: Valkey) -> None:
    settings = ServiceSettings(data_dir=tmp_path, redis_url=own_valkey.url)
    await asyncio.to_thread(operating.migrate, settings)
    async with opened(settings) as service:
        assert service.ports.policy.default_model == "smart"
        assert service.cipher.decrypt(service.ports.cipher.encrypt("x")) == "x"
    assert leftovers(tmp_path) == []


def test_sqlite_outside_of_the_data_folder_is_a_folder_that_fills_up(tmp_path: Path) -> None:
    data, other = tmp_path / "data", tmp_path / "other"

    def folders(url: str | None) -> dict[str, Path]:
        return dict(opening.folders_of(ServiceSettings(data_dir=data, database_url=url)))

    usual = {"data": data, "captures": data / "captures", "workspaces": data / "workspaces"}
    assert folders(None) == usual
    assert folders(f"sqlite:///{data / 'mine.db'}") == usual
    assert folders("postgresql://u:p@host/heddle") == usual
    assert folders(f"sqlite:///{other / 'mine.db'}") == {**usual, "database": other}
