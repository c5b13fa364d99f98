"""The three tools that belong to heddle itself, and reading a model's arguments."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from service.domain.events import ToolCall
from service.ports.model import ToolSpec

ASK = "ask_person"
BREADCRUMB = "leave_breadcrumb"
FINISH = "finish"


class AskArguments(BaseModel):
    """Arguments of `ask_person`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    question: str = Field(min_length=1, max_length=2000, description="One question, in full.")
    choices: list[str] = Field(
        default_factory=list,
        max_length=25,
        description="Answers to offer as buttons; people may still answer in their own words.",
    )
    default: str = Field(default="", description="The choice you would take yourself.")
    reversible: bool = Field(
        default=False,
        description="True if going with the default can be undone without loss.",
    )
    decide_after_minutes: int | None = Field(
        default=None,
        ge=1,
        le=7 * 24 * 60,
        description="Go on with the default after so many minutes unless somebody objects."
        " Needs a default, and reversible.",
    )
    important: bool = Field(
        default=False,
        description="True only if something is lost when nobody answers within minutes: it"
        " rings a phone at any hour.",
    )

    @model_validator(mode="after")
    def _may_be_decided(self) -> "AskArguments":
        if self.decide_after_minutes is not None and not (self.default and self.reversible):
            raise ValueError("decide_after_minutes needs a default, and reversible to be true")
        return self


class BreadcrumbArguments(BaseModel):
    """Arguments of `leave_breadcrumb`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    text: str = Field(min_length=1, max_length=300, description="One line: what is next.")


class FinishArguments(BaseModel):
    """Arguments of `finish`."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    summary: str = Field(min_length=1, description="What was done and found, in Markdown.")
    files: list[str] = Field(
        default_factory=list,
        description="Paths in the workspace that are the result.",
    )


_CONTROL: dict[str, tuple[type[BaseModel], str]] = {
    ASK: (
        AskArguments,
        "Ask the person who gave you this work, and wait for the answer. Use it whenever a"
        " decision is theirs or something only they know is missing.",
    ),
    BREADCRUMB: (
        BreadcrumbArguments,
        "Leave one line that says what is next, for whoever returns to this thread later."
        " Do it at each milestone and before a pause.",
    ),
    FINISH: (
        FinishArguments,
        "End the work: everything asked for is done. The summary and the files are saved.",
    ),
}

CONTROL_SPECS: Sequence[ToolSpec] = tuple(
    ToolSpec(name, text, model.model_json_schema()) for name, (model, text) in _CONTROL.items()
)


class BadArgumentsError(Exception):
    """The model's call cannot be carried out; the text tells the model what would work."""


def read_arguments(call: ToolCall, *, cut: bool = False) -> Mapping[str, Any]:
    """Return the call's arguments as an object.

    `cut` says that the reply hit its length limit. Raises BadArgumentsError.
    """
    try:
        arguments = json.loads(call.arguments or "{}")
    except (ValueError, RecursionError) as error:
        hint = (
            "Your reply was cut at its length limit; do the work in smaller parts."
            if cut
            else "Call the tool again with valid JSON."
        )
        raise BadArgumentsError(f"The arguments are not valid JSON ({error}). {hint}") from error
    if not isinstance(arguments, dict):
        raise BadArgumentsError("The arguments must be one JSON object.")
    return arguments


def control_arguments(call: ToolCall, *, cut: bool = False) -> BaseModel:
    """Return the validated arguments of one of heddle's own tools.

    Raises BadArgumentsError naming each wrong field.
    """
    model, _ = _CONTROL[call.name]
    try:
        return model.model_validate(read_arguments(call, cut=cut))
    except ValidationError as error:
        problems = "; ".join(
            f"{'.'.join(str(part) for part in each['loc']) or 'arguments'}: {each['msg']}"
            for each in error.errors()
        )
        raise BadArgumentsError(
            f"{problems}. Call {call.name} again with this put right."
        ) from error


def is_control(name: str) -> bool:
    """Tell whether the tool is heddle's own."""
    return name in _CONTROL
