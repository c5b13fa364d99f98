import codecs
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.adapters.tools.editing import edited
from service.adapters.tools.text import Text, decoded
from service.domain.errors import Refused
from tests.adapters.tools.conftest import Call

PIECES = st.lists(st.sampled_from(["a", "b", "é", "\n", "\r\n", "\r", "\u2028"]), max_size=12)


@settings(deadline=None)
@given(st.binary(max_size=40))
def test_any_bytes_are_binary_or_come_back_as_they_were(data: bytes) -> None:
    text = decoded(data)
    assert text is None or text.encoded() == data


@settings(deadline=None)
@given(PIECES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"]))
def test_any_encoding_and_line_end_comes_back_as_it_was(pieces: list[str], encoding: str) -> None:
    content = "".join(pieces)
    if encoding == "latin-1":
        content = content.replace("\u2028", "é")
    data = content.encode(encoding)
    text = decoded(data)
    assert text is not None
    assert text.encoded() == data
    assert text.text.replace("\r", "") == content.replace("\r", "")


@settings(deadline=None)
@given(PIECES, PIECES, PIECES)
def test_an_edit_replaces_the_only_place_or_is_refused(
    content: list[str], old: list[str], new: list[str]
) -> None:
    text, piece, other = "".join(content), "".join(old), "".join(new)
    file = Text(text)
    places = [
        place
        for place in range(len(text) - len(piece) + 1)
        if piece and text.startswith(piece, place)
    ]
    if not piece:
        return
    if len(places) == 1 and piece != other:
        done, count = edited(file, piece, other, everywhere=False)
        place = places[0]
        assert done.text == text[:place] + other + text[place + len(piece) :]
        assert count == 1
    else:
        with pytest.raises(Refused):
            edited(file, piece, other, everywhere=False)
    if places and piece != other:
        done, count = edited(file, piece, other, everywhere=True)
        assert done.text == text.replace(piece, other)
        assert count == text.count(piece)


@settings(max_examples=50, deadline=None)
@given(st.lists(st.sampled_from(["a", "b", "c"]), min_size=1, max_size=8))
def test_an_edit_keeps_windows_line_ends(lines: list[str]) -> None:
    data = "".join(f"{line}\r\n" for line in [*lines, "last", "end"]).encode()
    with tempfile.TemporaryDirectory() as root:
        path = Path(root) / "f"
        path.write_bytes(data)
        text = decoded(path.read_bytes())
    assert text is not None
    for old in ("last\nend\n", "last\r\nend\r\n"):
        done, _ = edited(text, old, "one\ntwo\n", everywhere=False)
        assert done.encoded() == data.replace(b"last\r\nend\r\n", b"one\r\ntwo\r\n")


async def test_another_encoding_is_told_and_kept(call: Call, workspace: Path) -> None:
    path = workspace / "old.txt"
    path.write_bytes("Größe: groß\n".encode("latin-1"))
    read = await call("read_file", path="old.txt")
    assert read.text == "[encoding: latin-1]\nGröße: groß"
    assert (await call("edit_file", path="old.txt", old="groß", new="größer")).ok
    assert path.read_bytes() == "Größe: größer\n".encode("latin-1")
    refused = await call("edit_file", path="old.txt", old="größer", new="→")
    assert not refused.ok
    assert "write_file" in refused.text
    path.write_bytes(codecs.BOM_UTF16_LE + "héllo".encode("utf-16-le"))
    assert (await call("edit_file", path="old.txt", old="h", new="H")).ok
    assert path.read_bytes() == codecs.BOM_UTF16_LE + "Héllo".encode("utf-16-le")
    path.write_bytes(codecs.BOM_UTF16_LE + b"a")
    assert "binary" in (await call("read_file", path="old.txt")).text


async def test_an_edit_that_fits_several_places_names_them(call: Call, workspace: Path) -> None:
    path = workspace / "a.py"
    path.write_text("x = 1\ny = 2\nx = 1\n")
    refused = await call("edit_file", path="a.py", old="x = 1", new="x = 3")
    assert not refused.ok
    assert "lines 1, 3" in refused.text
    assert "all to true" in refused.text
    done = await call("edit_file", path="a.py", old="x = 1", new="x = 3", all=True)
    assert done.text == "Edited a.py in 2 places; it has 18 bytes now."
    assert path.read_text() == "x = 3\ny = 2\nx = 3\n"
    path.write_text("x\n" * 50)
    assert (
        "lines 1, 2, 3, 4, 5 and more"
        in (await call("edit_file", path="a.py", old="x", new="y")).text
    )


async def test_an_edit_that_fits_nowhere_gets_a_hint(call: Call, workspace: Path) -> None:
    path = workspace / "a.py"
    path.write_text("def add(a, b):\n\treturn a + b\n\nprint(add(1, 2))\n")
    spaces = await call("edit_file", path="a.py", old="    return a + b", new="pass")
    assert "other white space" in spaces.text
    assert "line 2" in spaces.text
    assert r"\treturn a + b" in spaces.text
    close = await call("edit_file", path="a.py", old="print(add(1, 3))", new="pass")
    assert "close to line 4: 'print(add(1, 2))'" in close.text
    far = await call("edit_file", path="a.py", old="zzzzzz", new="pass")
    assert "read_file" in far.text
    same = await call("edit_file", path="a.py", old="return", new="return")
    assert "nothing would change" in same.text
    empty = await call("edit_file", path="a.py", old="", new="return")
    assert "'old'" in empty.text
    assert path.read_text().startswith("def add(a, b):\n\treturn")
