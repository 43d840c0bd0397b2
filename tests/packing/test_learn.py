"""The scale at the bench says what a piece weighs, when it can know."""

from __future__ import annotations

from sqlalchemy import text

from tests.packing.bench import open_bench
from wms.catalog.measure import proposals
from wms.db import HALL, Database
from wms.shipping.pack_and_request import close_as_it_weighs, go_on

CARTON_G = 100


async def test_parcels_of_one_product_propose_what_it_weighs(db: Database) -> None:
    bench = await open_bench(db)
    async with db.begin(HALL) as tx:
        await tx.execute(text("UPDATE shops SET is_weight_asked = true"))

    async def weighed(name: str, weight_g: int, **lines: int) -> None:
        order = await bench.picked(name, **lines)
        parcel = (await bench.open(order.tote)).parcel
        for sku, quantity in lines.items():
            for _ in range(quantity):
                await bench.scan(parcel, sku)
        assert parcel is not None
        async with db.begin(HALL) as tx:
            closed = await go_on(tx, parcel, by=bench.ola, weight_g=weight_g, carton_g=CARTON_G)
            assert closed.did == "differs", "the catalogue says 200 g"
            await close_as_it_weighs(tx, parcel, "catalog", by=bench.ola, carton_g=CARTON_G)

    await weighed("W-1", 1_500, TEA=2, MUG=1)  # who knows which of them is heavy
    await weighed("W-2", 10 * CARTON_G - 1, TEA=2)  # as well the carton may be
    assert await bench.value("SELECT count(*) FROM measurements") == 0
    for n, weight_g in enumerate((1_000, 1_004, 1_450)):
        await weighed(f"L-{n}", weight_g, TEA=3 if weight_g > 1_400 else 2)
    assert await bench.rows("SELECT weight_g, source FROM measurements ORDER BY id") == [
        (450, "packing"), (452, "packing"), (450, "packing"),
    ]  # fmt: skip
    async with db.read(HALL) as read:
        [one] = await proposals(read, limit=5, shop_id=bench.shop.id)
    assert (one.sku, one.field, one.kept, one.proposed) == ("TEA", "weight_g", 200, 450)
