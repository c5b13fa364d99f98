"""Pieces are put into messages: what belongs together stays together where one can hold it."""

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.chat.rendering.markdown import Chunk, Text
from bot.chat.rendering.splitting import Packer

MOST = 10


def takes(found: Sequence[Chunk]) -> bool:
    return size(found) <= MOST


def size(found: Sequence[Chunk]) -> int:
    return sum(len(each.lines[0]) for each in found if isinstance(each, Text))


def text(length: int, *, heads: bool = False) -> Text:
    return Text(("x" * length,), heads=heads)


def test_pieces_fill_messages_in_order() -> None:
    packer = Packer(takes)
    for length in (4, 4, 4, 9, 1):
        packer.add(text(length))
    assert [list(map(len, _lines(each))) for each in packer.parts()] == [[4, 4], [4], [9, 1]]


def test_what_is_added_together_is_not_parted_if_a_message_holds_it() -> None:
    packer = Packer(takes)
    packer.add(text(6))
    packer.add(text(3), text(3))
    packer.add(text(9), text(8))
    assert [list(map(len, _lines(each))) for each in packer.parts()] == [[6], [3, 3], [9], [8]]


def test_a_heading_goes_with_what_it_heads() -> None:
    packer = Packer(takes)
    packer.add(text(5))
    packer.add(text(2, heads=True))
    packer.add(text(7))
    assert [list(map(len, _lines(each))) for each in packer.parts()] == [[5], [2, 7]]


@given(st.lists(st.lists(st.integers(1, MOST), min_size=1, max_size=4), max_size=12))
def test_nothing_is_lost_and_no_message_is_too_long(groups: list[list[int]]) -> None:
    packer = Packer(takes)
    for group in groups:
        packer.add(*map(text, group))
    parts = packer.parts()
    assert all(part and takes(part) for part in parts)
    shown = [len(line) for part in parts for line in _lines(part)]
    assert shown == [length for group in groups for length in group]


def _lines(found: Sequence[Chunk]) -> list[str]:
    return [each.lines[0] for each in found if isinstance(each, Text)]
