"""The lifecycle reaction, when nobody saw whether it was changed."""

from bot.presenter.cards import Mark
from tests.fakes.chat import lost_answer
from tests.fakes.working import Hang
from tests.usecases.chatting import THREAD, Chatting
from tests.usecases.scene import prose


async def test_a_change_whose_end_nobody_saw_is_finished_first(chatting: Chatting) -> None:
    async with chatting.showing():
        await chatting.writes("Build it")
        chatting.script(prose())
        await chatting.works()
        await chatting.goes_by(5)
        chatting.chat.stumbles("mark", lost_answer())
        line = Hang(prose())
        await chatting.writes("More")
        chatting.script(line)
        working = chatting.begins()
        await chatting.goes_by(8)
        line.go_on.set()
        await working
        await chatting.goes_by(15)
    # The second time for certain; then what it is by now.
    shown = [mark for _, mark in chatting.chat.marks[str(THREAD)]]
    assert shown == [Mark.DONE, Mark.WORKING, Mark.WORKING, Mark.DONE]
