"""kill -9 at each await of buying a courier's label: one paid label at the courier, always."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import text

from tests.couriers.test_accounts import ANNA, SECRET, _wanted, open_accounts
from tests.faults.test_killed_workers import died
from tests.packing.bench import open_bench
from tests.returns.coming import announced
from tests.workers.conftest import Hands, hands, own_redis, until
from wms.consumer.rules import WayBack
from wms.db import HALL, Database
from wms.demo.couriers import Couriers

__all__ = ["hands", "own_redis"]

WIRE = "wms.shipping.carriers.wire"
#: at our own functions; and before and after each call to the courier, by its number
OURS = ("seller_of", "_call", "_note", "_fetched", "check_label", "record_bought")
#: InPost: make it, look whether it is confirmed, two labels; DPD: number, two labels
CALLS = {"inpost": 4, "dpd": 3}
SERVICE = {"inpost": "locker", "dpd": "classic"}

EVERYWHERE = [
    (carrier, point)
    for carrier, calls in CALLS.items()
    for point in (
        *[("workers.labels", name) for name in OURS],
        *[(WIRE, "Wire._once", str(n), when) for n in range(1, calls + 1)
          for when in ("before", "after")],
    )
]  # fmt: skip


@pytest.fixture
def couriers() -> Iterator[Couriers]:
    with Couriers() as made:
        yield made


async def _killed_and_done_by_another(
    db: Database, hands: Hands, couriers: Couriers, carrier: str, point: tuple[str, ...]
) -> None:
    bench = await open_bench(db)
    await open_accounts(bench)
    await _wanted(bench, carrier, SERVICE[carrier], **ANNA, pickup_point_id="WAW22A")
    here: dict[str, Any] = {**couriers.settings(), "secret_key": SECRET}
    await died(hands.begin("tests.faults.workers_with_faults", *point, **here))
    [left] = await bench.rows("SELECT status, attempts FROM shipments")
    assert (left.status, left.attempts) == ("buying", 1)
    async with db.begin(HALL) as tx:  # as if the minute of the dead worker's lease had passed
        await tx.execute(text("UPDATE shipments SET next_attempt_at = clock_timestamp()"))
    hands.start(**here)

    async def is_bought() -> bool:
        return bool(await bench.value("SELECT status FROM shipments") == "bought")

    await until(is_bought, "the label by another worker", 60)
    assert len(getattr(couriers, carrier).paid) == 1, "one paid label"
    assert await bench.value("SELECT count(*) FROM labels") == 2
    assert await bench.value("SELECT count(*) FROM print_jobs WHERE paper = 'label'") == 1
    told = "SELECT count(*) FROM events WHERE type = 'shipment.label_created'"
    assert await bench.value(told) == 1


async def test_a_buyer_killed_once_the_courier_has_answered_is_followed_by_one_who_pays_nothing(
    db: Database, hands: Hands, couriers: Couriers
) -> None:
    point = (WIRE, "Wire._once", "1", "after")
    await _killed_and_done_by_another(db, hands, couriers, "dpd", point)


@pytest.mark.large
@pytest.mark.parametrize(("carrier", "point"), EVERYWHERE)
async def test_a_buyer_killed_anywhere_leaves_one_paid_label(
    db: Database, hands: Hands, couriers: Couriers, carrier: str, point: tuple[str, ...]
) -> None:
    await _killed_and_done_by_another(db, hands, couriers, carrier, point)


#: of a way back: the ticket or the number, and DPD's label
BACK = {"inpost/locker": "2", "dpd/drop_off": "1"}


@pytest.mark.large
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("way", BACK)
async def test_a_buyer_of_a_return_killed_at_the_call_leaves_one_code_or_label(
    db: Database, hands: Hands, couriers: Couriers, way: str, when: str
) -> None:
    carrier, service = way.split("/")
    one = await announced(db, couriers, ways=[WayBack(carrier=carrier, service=service)])
    label_id = await one.ask(way)
    here: dict[str, Any] = {**couriers.settings(), "secret_key": SECRET}
    point = (WIRE, "Wire._once", BACK[way], when)
    await died(hands.begin("tests.faults.workers_with_faults", *point, **here))
    left = await one.seen(label_id)
    assert (left.status, left.tracking_number) == ("requested", None)
    await one.due()  # as if the minute of the dead worker's lease had passed
    hands.start(**here)

    async def is_bought() -> bool:
        return (await one.seen(label_id)).status == "bought"

    await until(is_bought, "the label by another worker", 60)
    assert len(couriers.returns.tickets) + len(couriers.dpd.paid) == 1
    assert [kind for kind, _ in await one.told()] == ["return.label_ready"]
