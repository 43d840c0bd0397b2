"""What there was at any second of the past, and the seals of the ledger's closed days."""

from __future__ import annotations

import random
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from docs.shops.verify_ledger import seal
from tests import cast
from wms.db import Tx
from wms.stock.movement_list import movements
from wms.stock.past import CLOCK_STEP, close_a_day, seals, stock_then

DAYS = 6
MOVES = 240
MOMENTS = 40
#: so long ago that no day of it is open any more
LONG_AGO = timedelta(days=30)

# the past is written straight into the ledger's table, with ids of its time as it makes them
_WRITE = text(
    "INSERT INTO movements (id, shop_id, product_id, lot_id, quantity, from_place_id, "
    "from_condition, to_place_id, to_condition, reason, occurred_at) VALUES "
    "(uuidv7(CAST(:at AS timestamptz) - clock_timestamp()), :shop, :product, :product, :n, :source,"
    " :was, :target, :becomes, 'move', :at)"
)


# ``made``: the moment of its id, which goes on when the clock of the server steps back
_DATED = text(
    "INSERT INTO movements (id, shop_id, product_id, lot_id, quantity, from_place_id, "
    "from_condition, to_place_id, to_condition, reason, occurred_at) VALUES "
    "(uuidv7(CAST(:made AS timestamptz) - clock_timestamp()), :shop, :product, :product, 1, "
    ":source, 'good', :target, 'good', 'move', :at)"
)


async def past_of(tx: Tx, rng: random.Random, begin: datetime) -> tuple[UUID, list[UUID]]:
    """A shop whose three products went about the hall for six days, one of them on two only."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    products = [(await cast.add_product(tx, shop, f"TEA-{n}")).id for n in range(3)]
    places = [hall[code].id for code in ("supplier", "customer", "DOCK", "A-01-1", "T-1", "lost")]
    rows: list[dict[str, Any]] = []
    for at in sorted(begin + rng.random() * timedelta(days=DAYS) for _ in range(MOVES)):
        source, target = rng.sample(places, 2)
        product = rng.choice(products if at < begin + timedelta(days=2) else products[:2])
        rows.append(
            {"at": at, "shop": shop.id, "product": product, "n": rng.randint(1, 9),
             "source": source, "target": target, "was": rng.choice(["good", "damaged"]),
             "becomes": "good"}
        )  # fmt: skip
    await tx.execute(_WRITE, rows)
    return shop.id, products


async def replayed(tx: Tx, shop_id: UUID, moment: datetime) -> dict[str, dict[str, int]]:
    """The same out of the whole ledger, one movement after the other."""
    outside = {"supplier", "customer", "found", "lost", "scrap"}
    there: dict[str, Counter[str]] = {}
    for one in await movements(tx, shop_id, limit=MOVES + 1):
        if one.occurred_at < moment:
            of_sku = there.setdefault(one.sku, Counter())
            if one.from_kind not in outside:
                of_sku[one.from_condition] -= one.quantity
            if one.to_kind not in outside:
                of_sku[one.to_condition] += one.quantity
    return {sku: {c: n for c, n in of.items() if n} for sku, of in there.items()}


async def agree(tx: Tx, shop_id: UUID, moments: list[datetime]) -> None:
    for moment in moments:
        then = await stock_then(tx, shop_id, moment, limit=10)
        expected = await replayed(tx, shop_id, moment)
        assert {one.sku: one.conditions for one in then if one.conditions} == {
            sku: of for sku, of in expected.items() if of
        }, moment
        assert all(one.on_hand == sum(one.conditions.values()) for one in then)


async def test_the_stock_of_any_second_is_the_replay_of_the_ledger(tx: Tx, seed: int) -> None:
    rng = random.Random(seed)
    begin = (datetime.now(UTC) - LONG_AGO).replace(hour=0, minute=0, second=0, microsecond=0)
    shop_id, products = await past_of(tx, rng, begin)
    moments = [begin + rng.random() * timedelta(days=DAYS + 1) for _ in range(MOMENTS)]
    # also the very edges of days, and long after
    moments += [begin + timedelta(days=d) for d in range(DAYS + 2)] + [datetime.now(UTC)]
    await agree(tx, shop_id, moments[:8])
    closed = 0
    while await close_a_day(tx):
        closed += 1
    assert closed >= LONG_AGO.days - 1, "every day up to yesterday is closed, also the quiet ones"
    await agree(tx, shop_id, moments)
    [only] = await stock_then(tx, shop_id, moments[0], skus=["TEA-1"], limit=9)
    assert only.product_id == products[1]
    rest = await stock_then(tx, shop_id, begin, limit=9, after=products[0])
    assert [one.sku for one in rest] == ["TEA-1", "TEA-2"]


async def test_closed_days_carry_the_answer_not_the_whole_ledger(tx: Tx) -> None:
    """What lies before the last closed day is not read any more."""
    begin = datetime.now(UTC) - LONG_AGO
    shop_id, _ = await past_of(tx, random.Random(1), begin)
    while await close_a_day(tx):
        pass
    moment = datetime.now(UTC) - timedelta(days=1)
    [before, *_] = await stock_then(tx, shop_id, moment, limit=1)
    # the application may not change what is closed; the test asks what would follow if it were
    plan = "\n".join(
        await tx.scalars(
            text(
                "EXPLAIN SELECT FROM movements m WHERE m.shop_id = :s AND m.product_id = :p "
                "AND m.id >= first_id_of(now()) AND m.id < last_id_of(now())"
            ),
            {"s": shop_id, "p": before.product_id},
        )
    )
    assert "Index" in plan and "id >=" in plan


async def test_a_day_is_sealed_with_all_days_before_it(tx: Tx) -> None:
    begin = (datetime.now(UTC) - LONG_AGO).replace(hour=0, minute=0, second=0, microsecond=0)
    shop_id, _ = await past_of(tx, random.Random(2), begin)
    while await close_a_day(tx):
        pass
    days = await seals(tx, shop_id, limit=100)
    assert sum(day.movements for day in days) == MOVES
    assert len({day.digest for day in days}) == len(days), "a quiet day has a seal of its own too"
    assert await seals(tx, shop_id, limit=2, after=days[0].day_on) == days[1:3]
    # a place is called otherwise one day: that changes nothing of the past
    await tx.execute(text("UPDATE places SET code = 'Z-' || code WHERE label_code IS NOT NULL"))
    ledger = await movements(tx, shop_id, limit=MOVES)
    last = ""
    for day in days:
        lines = [line_of(one) for one in ledger if one.occurred_at.date() == day.day_on]
        last = seal(last, lines)
        assert last == day.digest, day.day_on
    forged = [line_of(one) | {"quantity": one.quantity + 1} for one in ledger[:1]]
    assert seal("", forged) != seal("", [line_of(ledger[0])])


def line_of(moved: Any) -> dict[str, Any]:
    """A movement as the REST API tells it."""
    import msgspec

    told: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(moved))
    return told


async def test_today_is_not_closed(tx: Tx) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    await cast.stock(tx, hall, tea, "A-01-1", 3)
    while await close_a_day(tx):
        pass
    assert await seals(tx, shop.id, limit=9) == []
    [now] = await stock_then(tx, shop.id, datetime.now(UTC) + timedelta(seconds=1), limit=9)
    assert (now.sku, now.on_hand, now.conditions) == ("TEA-100", 3, {"good": 3})


async def test_a_clock_that_steps_back_over_midnight_leaves_nothing_out_of_the_seals(
    tx: Tx,
) -> None:
    """The second movement is dated before the first: its day is the first that is sealed."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    midnight = (datetime.now(UTC) - LONG_AGO).replace(hour=0, minute=0, second=0, microsecond=0)
    begun = midnight + timedelta(minutes=2)
    for at, made in ((begun, begun), (midnight - timedelta(minutes=5), begun)):
        row = {"at": at, "made": made, "shop": shop.id, "product": tea.id}
        places = {"source": hall["DOCK"].id, "target": hall["A-01-1"].id}
        await tx.execute(_DATED, row | places)
    while await close_a_day(tx):
        pass
    first, second, *rest = await seals(tx, shop.id, limit=100)
    assert (first.day_on, first.movements) == (midnight.date() - timedelta(days=1), 1)
    assert (second.day_on, second.movements) == (midnight.date(), 1)
    assert sum(day.movements for day in rest) == 0


async def test_a_day_is_closed_only_when_no_clock_can_step_back_into_it(
    tx: Tx, monkeypatch: pytest.MonkeyPatch
) -> None:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    at = midnight - timedelta(hours=1)
    row = {"at": at, "made": at, "shop": shop.id, "product": tea.id}
    await tx.execute(_DATED, row | {"source": hall["DOCK"].id, "target": hall["A-01-1"].id})

    async def closed_at(moment: datetime) -> int:
        async def settled(_read: Any) -> datetime:
            return moment

        monkeypatch.setattr("wms.stock.past.settled_before", settled)
        while await close_a_day(tx):
            pass
        return len(await seals(tx, shop.id, limit=9))

    assert await closed_at(midnight + CLOCK_STEP - timedelta(seconds=1)) == 0
    assert await closed_at(midnight + CLOCK_STEP + timedelta(seconds=1)) == 1
