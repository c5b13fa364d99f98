"""What every platform's set-up takes on the command line."""

from typing import Annotated

import typer
from typer.models import OptionInfo

Wait = Annotated[
    float,
    typer.Option(min=0, help="Seconds to wait for your answer to the hello; 0 does not wait."),
]


def given(variable: str, text: str) -> OptionInfo:
    """Return an option that may also stand in a variable, which its help is left to name."""
    option: OptionInfo = typer.Option(envvar=variable, show_envvar=False, help=text)
    return option
