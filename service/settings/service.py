"""All settings that a process of the service reads."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from service.settings.checkins import Intervals, usual
from service.settings.groups import Budget, Caps, Log, Models, Notify, Push, Times, Worker
from service.settings.values import Folder, are_keys, default_data_dir
from service.settings.watching import Watch

PREFIX = "HEDDLE_"


class ServiceSettings(BaseSettings):
    """What every process of heddle reads."""

    model_config = SettingsConfigDict(
        extra="forbid",
        frozen=True,
        env_prefix=PREFIX,
        env_nested_delimiter="__",
        env_ignore_empty=True,
        validate_default=True,
    )

    data_dir: Folder = Field(
        default_factory=default_data_dir,
        description="Folder for everything that heddle keeps on this machine: the database, "
        "workspaces, captures, logs and the login token. The default is where the operating "
        "system keeps application data.",
    )
    database_url: str | None = Field(
        default=None,
        repr=False,
        description="Address of a PostgreSQL database, as in "
        "`postgresql+asyncpg://user:password@host/heddle`. Without it, SQLite in the data "
        "folder: right for one machine.",
    )
    sqlite_synchronous: Literal["normal", "full"] = Field(
        default="normal",
        description="SQLite's durability. `normal` survives the death of any process, `full` "
        "also a power loss, at several times the cost per message.",
    )
    postgres_connections: int = Field(
        default=15,
        ge=3,
        le=500,
        description="Connections to PostgreSQL that each process opens at most; two of three "
        "write. All processes together need fewer than the server's `max_connections`.",
    )
    redis_url: str | None = Field(
        default=None,
        repr=False,
        description="Address of a Redis or Valkey server, as in `redis://host:6379/0`. Without "
        "it, `heddle up` starts one of its own. It may be emptied at any moment: nothing is "
        "kept there.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="The key that encrypts secrets in the database: 32 bytes in URL-safe "
        "base64, or several with commas between them, the present one first, while a key is "
        "being replaced. Without it, a file in the data folder that is made at the first start "
        "and readable by its owner only.",
    )
    pool: str = Field(
        default="default",
        pattern=r"^[a-z0-9][a-z0-9_-]{0,31}$",
        description="The pool of workers that this process rings or belongs to; the workers of "
        "a pool share one workspace folder.",
    )
    workspaces_dir: Folder | None = Field(
        default=None,
        description="Folder of the sessions' workspaces. Default: `workspaces` in the data folder.",
    )
    captures_dir: Folder | None = Field(
        default=None,
        description="Folder of the captured results. Default: `captures` in the data folder.",
    )
    targets_dir: Folder | None = Field(
        default=None,
        description="Folder where each process that serves metrics leaves a file with its "
        "address, for Prometheus' `file_sd_configs`, as long as it runs. Default: `targets` in "
        "the data folder.",
    )
    models: Models = Models()
    caps: Caps = Caps()
    budget: Budget = Budget()
    times: Times = Times()
    notify: Notify = Notify()
    push: Push = Push()
    watch: Watch = Watch()
    checkins: Intervals = Field(
        default_factory=usual,
        description="Types of tasks, and how often a session of each is checked in on while it "
        'works: a time as in `frontend = "15m"`, or `off`. What is named here is added to the '
        "types that exist, or changes them; `default` holds for a session that was given none.",
    )
    worker: Worker = Worker()
    log: Log = Log()

    @field_validator("database_url")
    @classmethod
    def _name_the_driver(cls, value: str | None) -> str | None:
        if value is None:
            return None
        scheme, separator, rest = value.partition("://")
        if scheme in ("postgres", "postgresql", "postgresql+asyncpg") and separator:
            return f"postgresql+asyncpg://{rest}"
        if scheme == "sqlite" and separator:
            return value
        raise ValueError("it has to start with postgresql:// or sqlite:///")

    @field_validator("redis_url")
    @classmethod
    def _is_a_redis(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("redis://", "rediss://", "unix://")):
            raise ValueError("it has to start with redis://, rediss:// or unix://")
        return value

    @field_validator("secret_key")
    @classmethod
    def _is_a_key(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not are_keys(value.get_secret_value()):
            raise ValueError("each key has to be 32 bytes in URL-safe base64")
        return value

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - pydantic gives all of these
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Building the object reads nothing by itself; `reading.load` says from where."""
        return (init_settings,)

    @property
    def workspaces(self) -> Path:
        """The folder of the workspaces."""
        return self.workspaces_dir or self.data_dir / "workspaces"

    @property
    def targets(self) -> Path:
        """The folder where Prometheus finds the processes."""
        return self.targets_dir or self.data_dir / "targets"

    @property
    def folders(self) -> Mapping[str, Path]:
        """The folders that fill up, by the names that they have in metrics."""
        return {"data": self.data_dir, "captures": self.captures, "workspaces": self.workspaces}

    @property
    def captures(self) -> Path:
        """The folder of the captures."""
        return self.captures_dir or self.data_dir / "captures"
