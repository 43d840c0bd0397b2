"""A developer listens on a laptop: real server, real local program, both killed in between."""

from __future__ import annotations

import re
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.api.conftest import ShopKey, app, doors, new_shop
from tests.cli.running import environment
from tests.clients.proving import believed_by_javascript, believed_by_python
from tests.clients.test_examples import HAS_NODE
from tests.faults.conftest import home, nursery
from tests.faults.servers import Nursery, Server, free_port
from tests.programs import Program
from tests.workers.conftest import Receiver, Told, receiver, until
from wms.db import HALL, Database, new_id
from wms.events.feed import number_events

__all__ = ["app", "doors", "home", "new_shop", "nursery", "receiver"]


@dataclass
class Laptop:
    """A shop, its warehouse, and what its developer starts."""

    nursery: Nursery
    port: int
    key: str
    told: Told
    folder: Path
    server: Server = field(init=False)
    programs: list[Program] = field(default_factory=list)

    def open(self) -> None:
        self.server = self.nursery.server(port=self.port)

    def listen(self, receiver: Receiver, *words: str, module: str = "wms_client") -> Program:
        settings = environment(
            WAREHOUSE_URL=f"http://127.0.0.1:{self.port}", WAREHOUSE_KEY=self.key
        )
        log = self.folder / f"{len(self.programs)}.log"
        told = ("listen", "--forward-to", receiver.url("laptop"), *words)
        self.programs.append(Program(module, *told, environment=settings, log=log))
        return self.programs[-1]

    def said(self) -> str:
        """What the newest one said."""
        return (self.folder / f"{len(self.programs) - 1}.log").read_text()

    async def hears(self, words: str) -> None:
        await until(lambda: re.search(words, self.said()), words)

    async def happens(self, count: int, subject: UUID | None = None) -> list[str]:
        """Events of one subject, or each of its own, numbered."""
        made = await self.told.tell(count, subject=subject)
        async with self.told.db.begin(HALL) as tx:
            await number_events(tx)
        return [str(one) for one in made]


@pytest.fixture
async def laptop(
    nursery: Nursery, new_shop: Any, db: Database, tmp_path: Path
) -> AsyncIterator[Laptop]:
    shop: ShopKey = await new_shop()
    made = Laptop(nursery, free_port(), shop.key, Told(db, shop.shop_id), tmp_path)
    made.open()
    yield made
    for program in made.programs:
        program.kill()


async def test_a_developer_hears_what_happens_from_now_on_in_order_whatever_breaks(
    laptop: Laptop, receiver: Receiver
) -> None:
    order = new_id()
    await laptop.happens(3)
    receiver.behave("laptop", "500")
    program = laptop.listen(receiver)
    await laptop.hears(r"after number 3 go to")
    first = await laptop.happens(3, subject=order)
    other = await laptop.happens(1)
    await laptop.hears(r"#7 .*again in")
    await laptop.hears(r"#4  order\.packed  O-0  → 500 in \d+ ms, again in 1 s")
    receiver.behave("laptop", "ok")
    await laptop.hears("#6 .*→ 200 in")

    # the warehouse goes away and comes back
    laptop.server.stop()
    await laptop.hears("does not answer")
    later = await laptop.happens(2, subject=order)
    laptop.open()
    await laptop.hears("answers again")
    await laptop.hears("#9 .*→ 200 in")
    program.send_signal(signal.SIGINT)
    assert program.wait(20) == 0
    assert laptop.said().endswith("6 delivered. To go on from here: --after 9\n")
    assert "Traceback" not in laptop.said()

    came = receiver.received("laptop")
    good = [one["id"] for one in came if one["mode"] == "ok"]
    assert [one for one in good if one not in other] == first + later, "a subject's in their order"
    assert set(good) == {*first, *other, *later}, "nothing of before, nothing lost"
    assert {one["id"] for one in came if one["mode"] == "500"} <= {first[0], *other}
    [secret] = re.findall(r"^Signing secret: (whsec_\S+)$", laptop.said(), re.MULTILINE)
    asked = [(secret, one) for one in came] + [(receiver.secret, came[0])]
    assert believed_by_python(asked) == [True] * len(came) + [False]
    if HAS_NODE:
        assert believed_by_javascript(asked) == [True] * len(came) + [False]
    body = (await laptop.told.rows("SELECT data FROM events WHERE id = :i", i=UUID(first[1])))[0]
    sent = next(one for one in came if one["id"] == first[1])
    assert sent["event"]["data"] == body.data and sent["event"]["subject"]["version"] == 2


async def test_what_a_killed_one_left_is_sent_once_more_by_the_next_and_scripts_come_to_an_end(
    laptop: Laptop, receiver: Receiver
) -> None:
    receiver.behave("laptop", "wait")
    told = await laptop.happens(6)
    program = laptop.listen(receiver, "--after", "0", "--secret", receiver.secret, module="wms")
    await until(lambda: len(receiver.received("laptop")) == 4, "four at once")
    program.kill()
    program.wait(20)
    receiver.behave("laptop", "ok")
    last = laptop.listen(receiver, "--replay", "6", "--once", "--secret", receiver.secret)
    assert last.wait(30) == 0
    came = receiver.received("laptop")
    assert sorted(one["id"] for one in came[4:]) == sorted(told), "each once more"
    assert {one["id"] for one in came[:4]} <= set(told) and all(one["genuine"] for one in came)
    none = laptop.listen(receiver, "--after", "0", "--once", "--types", "order.shipped")
    assert none.wait(30) == 0
    assert "0 delivered" in laptop.said()

    receiver.behave("laptop", "410")
    gone = laptop.listen(receiver, "--replay", "1", "--once")
    assert gone.wait(30) == 1
    assert "410 in" in laptop.said() and "1 given up" in laptop.said()
    laptop.key = "wms_live_nobody"
    stranger = laptop.listen(receiver, "--once")
    assert stranger.wait(30) == 1
    assert "Traceback" not in laptop.said() and "key" in laptop.said().lower()
