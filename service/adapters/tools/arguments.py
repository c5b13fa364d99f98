"""Arguments of the file tools: what the model is told of them, and how they are checked."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from service.domain.errors import Refused

_PATH = "Path below your workspace, as in notes/a.md."


class Arguments(BaseModel):
    """Base of all arguments: one that nobody knows is an error, not ignored."""

    model_config = ConfigDict(extra="forbid", populate_by_name=False)


class ListFiles(Arguments):
    """Arguments of `list_files`."""

    path: str = Field(".", description="The folder; your whole workspace if left out.")
    start: int = Field(1, ge=1, description="Number of the first entry; to list on.")


class ReadFile(Arguments):
    """Arguments of `read_file`."""

    path: str = Field(description=_PATH)
    start: int = Field(1, ge=1, description="Number of the first line.")
    lines: int = Field(2000, ge=1, description="How many lines at most.")
    column: int = Field(
        1,
        ge=1,
        description="Character of the first line to start at; to read on in a very long line.",
    )


class WriteFile(Arguments):
    """Arguments of `write_file`."""

    path: str = Field(description=_PATH)
    content: str = Field(description="The whole text of the file.")


class EditFile(Arguments):
    """Arguments of `edit_file`."""

    path: str = Field(description=_PATH)
    old: str = Field(
        min_length=1,
        description="The text to replace, copied exactly, with enough around it to fit one place.",
    )
    new: str = Field(description="What stands there afterwards.")
    everywhere: bool = Field(False, alias="all", description="Replace it in every place.")


class SearchFiles(Arguments):
    """Arguments of `search_files`."""

    pattern: str = Field(
        min_length=1,
        max_length=1000,
        description="Regular expression for a part of a line (RE2; (?i) ignores case).",
    )
    path: str = Field(".", description="The folder or file; your whole workspace if left out.")


def schema(model: type[Arguments]) -> Mapping[str, Any]:
    """Return the JSON Schema that a model is told; pydantic's titles would only cost tokens."""
    described = model.model_json_schema()
    properties = {
        name: {key: value for key, value in each.items() if key != "title"}
        for name, each in described["properties"].items()
    }
    return {
        "type": "object",
        "properties": properties,
        "required": described.get("required", []),
        "additionalProperties": False,
    }


def checked(model: type[Arguments], arguments: Mapping[str, Any]) -> Any:
    """Return the arguments as an instance of `model`; null means that one was left out.

    Raises Refused naming each argument that does not fit, and those that exist.
    """
    given = {name: value for name, value in arguments.items() if value is not None}
    try:
        return model.model_validate(given)
    except ValidationError as error:
        problems = [_problem(each["loc"], each["type"], each["msg"]) for each in error.errors()]
        known = ", ".join(
            f"{name} (optional)" if name not in schema(model)["required"] else name
            for name in schema(model)["properties"]
        )
        raise Refused(f"{'; '.join(problems)}. The arguments are: {known}.") from error


def _problem(where: tuple[int | str, ...], fault: str, text: str) -> str:
    name = ".".join(str(part) for part in where)
    if fault == "missing":
        return f"'{name}' is missing"
    if fault == "extra_forbidden":
        return f"there is no argument '{name}'"
    return f"'{name}': {text[0].lower()}{text[1:]}"
