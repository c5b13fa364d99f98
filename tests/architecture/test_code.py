"""Sizes, homes and habits of the code, checked on its syntax trees."""

import ast
import importlib
import inspect
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "service", "migrations")
LONGEST = 320
"""Lines; "about 300" with room for a docstring."""

LONGEST_FUNCTION = 60
DECLARATIONS = {"service/adapters/telemetry/metrics.py"}
"""One list of all metrics reads better than several of some."""


def sources(*packages: str) -> Iterator[Path]:
    for package in packages or PACKAGES:
        yield from sorted((ROOT / package).rglob("*.py"))


def trees(*packages: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sources(*packages):
        yield str(path.relative_to(ROOT)), ast.parse(path.read_text())


def test_files_are_short() -> None:
    long = {
        str(path.relative_to(ROOT)): lines
        for path in sources()
        if (lines := len(path.read_text().splitlines())) > LONGEST
    }
    assert not long


def test_functions_fit_a_screen() -> None:
    long = [
        f"{name}:{node.lineno} {node.name}"
        for name, tree in trees("bot", "service")
        if name not in DECLARATIONS
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (node.end_lineno or 0) - node.lineno + 1 > LONGEST_FUNCTION
    ]
    assert not long


def test_every_package_says_what_it_is_for_and_holds_no_code() -> None:
    for path in sources():
        if path.name != "__init__.py":
            continue
        tree = ast.parse(path.read_text())
        assert ast.get_docstring(tree), f"{path.relative_to(ROOT)} has no docstring"
        assert len(tree.body) == 1, f"{path.relative_to(ROOT)} has code"


def test_every_module_says_what_it_is_for() -> None:
    silent = [name for name, tree in trees() if not ast.get_docstring(tree)]
    assert not silent


def test_no_transaction_can_await() -> None:
    """What is handed to `store.run`, `store.read` or `commit` is a plain function."""
    guilty: list[str] = []
    for name, tree in trees("bot", "service"):
        coroutines = {
            node.name for node in ast.walk(tree) if isinstance(node, ast.AsyncFunctionDef)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call) or not _opens_a_transaction(node):
                continue
            guilty.extend(
                f"{name}:{node.lineno}"
                for argument in node.args
                if isinstance(argument, ast.Name) and argument.id in coroutines
            )
    assert not guilty


def _opens_a_transaction(node: ast.Call) -> bool:
    called = node.func
    if isinstance(called, ast.Name):
        return called.id == "commit"
    return (
        isinstance(called, ast.Attribute)
        and called.attr in ("run", "read")
        and isinstance(called.value, ast.Attribute | ast.Name)
        and (getattr(called.value, "attr", "") or getattr(called.value, "id", "")) == "store"
    )


def test_the_rule_about_transactions_finds_an_offender() -> None:
    tree = ast.parse("async def work(tx): ...\nawait ports.store.run(work)")
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    assert [_opens_a_transaction(call) for call in calls] == [True]


def test_nobody_reads_the_clock_or_the_dice_past_their_ports() -> None:
    """In the rules and the use cases, time and randomness come from arguments and ports."""
    forbidden = {"time", "random", "uuid", "secrets"}
    guilty = [
        f"{name}:{node.lineno}"
        for name, tree in trees("service")
        if name.startswith(("service/domain", "service/usecases", "service/agent", "service/ports"))
        for node in ast.walk(tree)
        if (isinstance(node, ast.Import) and any(each.name in forbidden for each in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module in forbidden)
        or (isinstance(node, ast.Attribute) and node.attr in ("utcnow", "today"))
    ]
    assert not guilty


def test_no_exception_is_swallowed() -> None:
    guilty = [
        f"{name}:{node.lineno}"
        for name, tree in trees()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in ("Exception", "BaseException"))
        and all(isinstance(each, ast.Pass) for each in node.body)
    ]
    assert not guilty


@pytest.mark.parametrize("port", ["store", "doorbell", "signals", "model", "tools", "captures"])
def test_ports_are_small_protocols(port: str) -> None:
    module = importlib.import_module(f"service.ports.{port}")
    protocols = [
        each
        for _, each in inspect.getmembers(module, inspect.isclass)
        if getattr(each, "_is_protocol", False) and each.__module__ == module.__name__
    ]
    assert protocols
    for each in protocols:
        methods = [name for name in vars(each) if not name.startswith("_")]
        assert len(methods) <= 16, f"{each.__name__} has {len(methods)} methods"


def test_importing_the_front_ends_loads_no_model_library() -> None:
    code = "import sys, bot.bootstrap.serving; sys.exit('litellm' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True, timeout=60)
