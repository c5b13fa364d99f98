"""The kinds of values that settings take, beside plain numbers and texts."""

import base64
from pathlib import Path
from typing import Annotated, Any

import platformdirs
from pydantic import AfterValidator, BeforeValidator, Field
from pydantic_settings import NoDecode


def default_data_dir() -> Path:
    """Return where this operating system keeps an application's data."""
    return Path(platformdirs.user_data_dir("heddle", appauthor=False))


def split_list(value: Any) -> Any:
    """Let a list be written as one text with commas, as an environment variable must be."""
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def read_unlimited(value: Any) -> Any:
    """Read the word `unlimited`, because neither TOML nor a variable can say "nothing"."""
    return None if value == "unlimited" else value


def are_keys(text: str) -> bool:
    """Tell whether the text is one or more keys of 32 bytes in URL-safe base64."""
    try:
        return all(len(base64.urlsafe_b64decode(part.strip())) == 32 for part in text.split(","))
    except ValueError:
        return False


def absolute(path: Path) -> Path:
    """Make a folder's path independent of where a process stands."""
    return path.expanduser().absolute()


TextList = Annotated[list[str], NoDecode, BeforeValidator(split_list)]
Seconds = Annotated[float, Field(gt=0)]
Count = Annotated[int, Field(ge=1)]
Dollars = Annotated[float, Field(gt=0)]
Unlimited = BeforeValidator(read_unlimited)
Folder = Annotated[Path, AfterValidator(absolute)]
