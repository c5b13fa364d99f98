"""The first page offers the pools that there are, once there are several."""

from dataclasses import replace

from service.domain.ids import WorkerId
from service.usecases import presence
from tests.channels.web.visiting import House
from tests.usecases.test_presence import BOX


async def test_a_pool_is_chosen_shown_and_another_refused(house: House) -> None:
    ann = await house.admin()
    assert 'name="pool"' not in (await ann.get("/")).text
    ports = house.scene.ports
    await presence.arrive(ports, replace(BOX, id=WorkerId("gpu"), pool="gpu-box"))
    assert "<option>gpu-box</option>" in (await ann.get("/")).text
    for text, pool in (("Train it", "gpu-bx"), ("!start --pool gpu-bx Train it", "")):
        fields = {"thread": await ann.thread(), "text": text, "pool": pool}
        answer = await ann.post("/threads", **fields)
        assert answer.status_code == 409
        assert "You can use: default, gpu-box." in answer.json()["html"]
    number = await ann.start("Train it", pool="gpu-box")
    assert "pool gpu-box" in (await ann.get(f"/threads/{number}")).text
