"""Two put the same LPN away, and a place is blocked while goods are put there."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

from sqlalchemy import text

from tests import cast
from tests.picking.walking import Floor, open_floor
from wms.access.people import AtWork
from wms.db import HALL, Database
from wms.idempotency import ScanMade
from wms.inbound import put_away
from wms.layout.build import block, unblock

Holds = Callable[[], Awaitable[None]]
ROUNDS = 10


async def scan(floor: Floor, code: str | None, by: AtWork) -> dict[str, Any]:
    made = ScanMade(
        id=uuid4(), operator_id=by.operator_id, device_id=by.device_id, flow="put_away",
        code=code or "", subject_id=by.operator_id,
    )  # fmt: skip
    answer: dict[str, Any] = json.loads(await put_away.scan(floor.hot, made))
    return answer


async def at_the_dock(db: Database, pieces: int) -> Floor:
    floor = await open_floor(db, TEA=("DOCK", pieces))
    async with db.begin(HALL) as tx:
        await cast.add_lpn(tx, floor.hall, "L-1", at="DOCK")
        await cast.stock(tx, floor.hall, floor.products["TEA"], "L-1", 5)
    return floor


async def test_two_people_scan_the_same_lpn_and_one_of_them_carries_it(
    db: Database, holds: Holds
) -> None:
    floor = await at_the_dock(db, 1)
    async with db.begin(HALL) as tx:
        people = [await cast.hire(tx, name) for name in ("Jan", "Ewa", "Max", "Iga")]
    label = floor.hall["L-1"].label_code
    answers = await asyncio.gather(*(scan(floor, label, by) for by in people))
    said = Counter(str(a.get("did") or a.get("code")) for a in answers)
    assert said == {"container_taken": 1, "put_away.carried_by_others": 3}
    [carrier] = [
        by for by, a in zip(people, answers, strict=True) if a.get("did") == "container_taken"
    ]
    down = await asyncio.gather(
        *(scan(floor, floor.hall["B-01-3"].label_code, by) for by in people)
    )
    assert Counter(str(a.get("did") or a.get("code")) for a in down) == {
        "container_down": 1,
        "put_away.nothing_in_hand": 3,
    }
    assert down[people.index(carrier)]["did"] == "container_down"
    assert await floor.one("SELECT count(*) FROM container_moves") == 1
    await holds()


async def test_nothing_is_put_into_a_place_after_it_was_blocked(db: Database, holds: Holds) -> None:
    floor = await open_floor(db, TEA=("DOCK", ROUNDS))
    place, label = floor.hall["A-01-1"], floor.hall["A-01-1"].label_code
    said: Counter[str] = Counter()

    async def set_blocked(verb: Callable[..., Awaitable[None]]) -> None:
        async with db.begin(HALL) as tx:
            await verb(tx, place.id)

    for _ in range(ROUNDS):
        assert (await scan(floor, floor.codes["TEA"], floor.ola))["did"] == "taken"
        answer, _ = await asyncio.gather(scan(floor, label, floor.ola), set_blocked(block))
        said[str(answer.get("did") or answer["code"])] += 1
        # who was first counts; from now on it is blocked for everybody
        late = await scan(floor, label, floor.ola)
        assert late["code"] in ("place.blocked", "put_away.nothing_in_hand")
        sold = await floor.one(
            "SELECT coalesce(sum(b.on_hand), 0) FROM balances b JOIN places p ON p.id = b.place_id "
            "WHERE p.picked_as IS NOT NULL"
        )
        assert sold == 0
        await set_blocked(unblock)
        if answer["outcome"] == "refused":
            await scan(floor, label, floor.ola)
        # the goods go back to the dock for the next round
        async with db.begin(HALL) as tx:
            await put_away.take_back(tx, by=floor.ola, scan_id=uuid4())
    assert sum(said.values()) == ROUNDS
    assert set(said) <= {"put_down", "place.blocked"}
    await holds()


async def test_two_put_away_into_a_place_with_room_for_one_of_them(
    db: Database, holds: Holds
) -> None:
    floor = await open_floor(db, TEA=("DOCK", 12))
    place, label = floor.hall["B-01-3"], floor.hall["B-01-3"].label_code
    async with db.begin(HALL) as tx:
        jan = await cast.hire(tx, "Jan")
        await tx.execute(
            text("UPDATE places SET capacity_units = 10 WHERE id = :p"), {"p": place.id}
        )
    for by in (floor.ola, jan):
        for _ in range(6):
            assert (await scan(floor, floor.codes["TEA"], by))["did"] == "taken"
    async with db.begin(HALL) as tx:  # nobody was sent there
        await tx.execute(text("UPDATE put_aways SET to_place_id = NULL"))
    down = text("SELECT put_away_scan(:scan, :who, NULL, :code, :code, '{}')")
    async with db.begin(HALL) as tx:
        first = await tx.scalar(
            down, {"scan": uuid4(), "who": floor.ola.operator_id, "code": label}
        )
        second = asyncio.create_task(scan(floor, label, jan))
        await asyncio.wait([second], timeout=0.5)
        assert not second.done(), "it waits for its turn"
    assert (first["did"], (await second)["did"]) == ("put_down", "full_asked")
    assert (await scan(floor, label, jan))["did"] == "put_down", "asked once, and meant so"
    await holds()
