from pathlib import Path

from service.adapters.tools.files import FileTools
from tests.adapters.tools.conftest import Call


def test_specs_are_strict_schemas() -> None:
    specs = {spec.name: spec.parameters for spec in FileTools().specs()}
    assert list(specs) == ["list_files", "read_file", "write_file", "edit_file", "search_files"]
    for schema in specs.values():
        assert schema["additionalProperties"] is False
        assert all(each["description"] for each in schema["properties"].values())
        assert all(each["type"] for each in schema["properties"].values())
    assert specs["edit_file"]["required"] == ["path", "old", "new"]
    assert specs["edit_file"]["properties"]["all"]["type"] == "boolean"
    assert specs["list_files"]["required"] == []


async def test_arguments_that_do_not_fit_are_told_with_those_that_do(call: Call) -> None:
    result = await call("read_file", start="soon", lien=3)
    assert not result.ok
    assert "'path' is missing" in result.text
    assert "'start': input should be a valid integer" in result.text
    assert "there is no argument 'lien'" in result.text
    assert "path, start (optional), lines (optional), column (optional)" in result.text


async def test_null_means_left_out(call: Call, workspace: Path) -> None:
    (workspace / "a.md").write_text("text\n")
    assert (await call("read_file", path="a.md", start=None)).text == "text"
    assert "'path' is missing" in (await call("read_file", path=None)).text


async def test_an_unknown_tool_is_told_the_known_ones(call: Call) -> None:
    result = await call("delete_file", path="a.md")
    assert not result.ok
    assert "write_file" in result.text
