"""A kit is ordered as one thing and picked as its parts; parts are plain products."""

from __future__ import annotations

import pytest

from tests import cast
from tests.orders.asking import ask
from tests.picking.walking import open_floor
from wms.catalog.errors import (
    KitInKit,
    KitNone,
    KitPartTwice,
    KitPartUnknown,
    ProductUnknown,
)
from wms.catalog.kits import Kit, Part, clear_kit, kit_of, set_kit
from wms.catalog.queries import card_by_sku
from wms.db import HALL, Database, Tx
from wms.orders.errors import UnknownSku
from wms.orders.place import place
from wms.orders.queries import order, view_of
from wms.picking.pick import short
from wms.verify import verify


def kit(kind: str = "virtual", **parts: int) -> Kit:
    return Kit(kind=kind, parts=tuple(Part(sku=s, quantity=q) for s, q in parts.items()))


async def test_what_a_kit_may_be_made_of(tx: Tx) -> None:
    shop, other = await cast.open_shop(tx), await cast.open_shop(tx, "ACME")
    for sku in ("SET", "TEA", "MUG", "BOX"):
        await cast.add_product(tx, shop, sku)
    await cast.add_product(tx, other, "THEIRS")
    wanted = kit(MUG=2, TEA=1)
    assert await set_kit(tx, shop.id, "SET", wanted) == wanted
    assert await kit_of(tx, shop.id, "SET") == wanted
    assert (await card_by_sku(tx, shop.id, "SET")).version == 2
    for sku, parts, refusal in (
        ("NOPE", kit(TEA=1), ProductUnknown),
        ("BOX", kit(THEIRS=1), KitPartUnknown),
        ("BOX", kit(SET=1), KitInKit),
        ("BOX", kit(BOX=1), KitInKit),
        ("TEA", kit(BOX=1), KitInKit),
        ("BOX", Kit(kind="built", parts=(Part(sku="TEA", quantity=1),) * 2), KitPartTwice),
    ):
        with pytest.raises(refusal):
            await set_kit(tx, shop.id, sku, parts)
    assert await set_kit(tx, shop.id, "SET", kit("built", TEA=3)) == kit("built", TEA=3)
    await clear_kit(tx, shop.id, "SET")
    for sku in ("SET", "TEA"):
        with pytest.raises(KitNone):
            await kit_of(tx, shop.id, sku)
        with pytest.raises(KitNone):
            await clear_kit(tx, shop.id, sku)
    with pytest.raises(ProductUnknown):
        await kit_of(tx, other.id, "SET")
    await set_kit(tx, shop.id, "TEA", kit(BOX=1))


async def test_a_virtual_kit_is_ordered_as_its_parts_and_walked_for(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9), MUG=("A-02-1", 9), SET=("A-03-1", 0))
    async with db.begin(HALL) as tx:
        await set_kit(tx, floor.shop.id, "SET", kit(TEA=2, MUG=1))
    asked = ask("W-1", policy=None, MUG=1, SET=3)
    placed = await place(floor.hot, floor.shop.id, asked, key="k1", request_hash=b"h")
    seen = view_of(floor.shop.id, asked, placed)
    lines = [(line.sku, line.ordered, line.allocated, line.external_id) for line in seen.lines]
    external = asked.lines[1].external_id
    assert lines == [
        ("MUG", 1, 1, asked.lines[0].external_id), ("MUG", 3, 3, external), ("TEA", 6, 6, external),
    ]  # fmt: skip
    assert [line.kit and (line.kit.sku, line.kit.quantity) for line in seen.lines] == [
        None, ("SET", 3), ("SET", 3),
    ]  # fmt: skip
    again = await place(floor.hot, floor.shop.id, asked, key="k1", request_hash=b"h")
    assert again.replayed and view_of(floor.shop.id, asked, again).lines == seen.lines
    async with db.read(floor.shop.id) as read:
        assert (await order(read, floor.shop.id, placed.id)).lines == seen.lines
    run = await floor.start(placed)
    assert await floor.walk(run, ["T-1"]) > 0
    assert await floor.one("SELECT status FROM orders") == "picked"
    assert await floor.one("SELECT count(*) FROM movements m JOIN products p ON p.id = "
                           "m.product_id WHERE p.sku = 'SET'") == 0  # fmt: skip


async def test_a_kit_is_promised_whole_or_not_at_all(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 3), MUG=("A-02-1", 9), SET=("A-03-1", 0))
    async with db.begin(HALL) as tx:
        await set_kit(tx, floor.shop.id, "SET", kit(TEA=2, MUG=1))
    placed = await place(floor.hot, floor.shop.id, ask("W-1", policy="as_available", SET=2))
    got = {p.sku: (line.allocated, line.backordered)
           for p, line in zip(placed.parts or [], placed.lines, strict=True)}  # fmt: skip
    assert got == {"MUG": (1, 1), "TEA": (2, 2)}, "one kit, and nothing of the second"
    whole = await place(floor.hot, floor.shop.id, ask("W-2", policy="all_or_nothing", SET=1))
    assert whole.status == "backordered"


async def test_a_kit_of_which_a_part_is_nowhere_is_not_walked_for_and_not_sent(
    db: Database,
) -> None:
    floor = await open_floor(
        db, TEA=("A-01-1", 4), MUG=("A-02-1", 9), CUP=("A-03-1", 1), SET=("A-04-1", 0)
    )
    async with db.begin(HALL) as tx:
        await set_kit(tx, floor.shop.id, "SET", kit(TEA=2, MUG=1))
    run = await floor.start(await floor.order("W-1", policy="as_available", SET=2, CUP=1))
    at_tea = await floor.walk_to(run, "TEA", ["T-1"])
    await floor.scan(run, floor.codes["TEA"])
    async with db.begin(HALL) as tx:
        gone = await short(tx, run, at_tea.task, "fewer", floor.ola)
    assert (gone.missing, len(gone.freed)) == (3, 1), "nobody walks for the mugs any more"
    assert await floor.walk(run, []) == 2, "only the cup is left: its place, and itself"
    lines = (
        "SELECT array_agg((allocated, picked, backordered)::text ORDER BY line_no) FROM order_lines"
    )
    assert await floor.one(lines) == ["(0,0,2)", "(1,1,3)", "(1,1,0)"]
    # one tea was in the tote already: no order is sent with a piece of a kit
    assert await floor.one("SELECT is_incomplete(o) FROM orders o") is True
    async with db.read(HALL) as read:
        assert await verify(read) == []


async def test_a_wrong_sku_beside_a_kit_is_named_where_it_was_sent(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 9), SET=("A-03-1", 0), PACK=("A-04-1", 5))
    async with db.begin(HALL) as tx:
        await set_kit(tx, floor.shop.id, "SET", kit(TEA=2))
        await set_kit(tx, floor.shop.id, "PACK", kit("built", TEA=2))
    with pytest.raises(UnknownSku) as no:
        await place(floor.hot, floor.shop.id, ask("W-1", policy=None, SET=1, NOPE=1))
    assert no.value.facts["unknown"] == [{"index": 1, "sku": "NOPE"}]
    built = await place(floor.hot, floor.shop.id, ask("W-2", policy=None, PACK=2))
    assert built.parts is None and built.lines[0].allocated == 2, "a built kit has its own stock"
