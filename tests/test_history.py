"""Any number is followed back to the movements that made it, and to the scan behind each."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import UUID

from sqlalchemy import text

from tests import cast
from tests.picking.walking import open_floor
from wms.db import HALL, Database, Tx, new_id
from wms.history import Scope, history, promises
from wms.idempotency import Scan
from wms.stock.adjust import damage
from wms.stock.ledger import Goods, move
from wms.stock.queries import stock_of
from wms.stock.views import Wanted, position_of, stock_by_lot, stock_by_place, stock_by_shop
from wms.stock.views import stock_sums as sums_of


async def open_tea(tx: Tx) -> tuple[cast.Hall, Goods]:
    """Ten pieces found on the dock, six put away by Ola's scan, two of them spoilt."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    await cast.stock(tx, hall, tea, "DOCK", 10)
    goods = Goods(shop_id=shop.id, product_id=tea.id, lot_id=tea.id)
    ola = await cast.hire(tx)
    scan = Scan(
        id=new_id(), operator_id=ola.operator_id, device_id=ola.device_id, flow="put_away",
        code="5901234123457", outcome="ok", answer={},
    )  # fmt: skip
    tx.add(scan)
    await tx.flush()
    await move(
        tx, goods, 6, from_place=hall["DOCK"].id, to_place=hall["A-01-1"].id, reason="put_away",
        by=ola, scan_id=scan.id,
    )  # fmt: skip
    await damage(tx, goods, 2, place_id=hall["A-01-1"].id, by=None)
    return hall, goods


async def test_the_balance_runs_along_the_movements_of_the_number_that_is_looked_at(tx: Tx) -> None:
    hall, goods = await open_tea(tx)
    everything = Scope(product_id=goods.product_id)
    shelf = Scope(product_id=goods.product_id, place_id=hall["A-01-1"].id)
    good = Scope(product_id=goods.product_id, place_id=hall["A-01-1"].id, condition="good")
    for scope, expected in (
        (everything, [(0, 10), (0, 10), (10, 10)]),
        (shelf, [(0, 6), (6, 6)]),
        (good, [(-2, 4), (6, 6)]),
        (Scope(product_id=goods.product_id, condition="damaged"), [(2, 2)]),
    ):
        steps = await history(tx, scope, limit=9)
        assert [(step.change, step.balance) for step in steps] == expected, scope
    assert steps[0].balance == (await stock_of(tx, goods.shop_id))[0].conditions["damaged"]


async def test_a_page_goes_on_with_the_balance_where_the_one_before_ended(tx: Tx) -> None:
    _, goods = await open_tea(tx)
    whole = await history(tx, Scope(product_id=goods.product_id), limit=9)
    before, pages = None, []
    while page := await history(tx, Scope(product_id=goods.product_id, before=before), limit=1):
        pages += page
        before = page[-1].id
    assert pages == whole


async def test_a_movement_tells_who_with_what_and_which_code_was_scanned(tx: Tx) -> None:
    hall, goods = await open_tea(tx)
    code = await tx.scalar(text("SELECT code FROM shops WHERE id = :id"), {"id": goods.shop_id})
    for scope in (
        Scope(product_id=goods.product_id),
        Scope(place_id=hall["A-01-1"].id),
        Scope(shop=code),
    ):
        steps = await history(tx, scope, limit=9)
        [put_away] = [step for step in steps if step.reason == "put_away"]
        assert (put_away.operator, put_away.device) == ("Ola", "Handheld of Ola")
        assert (put_away.scanned, put_away.flow) == ("5901234123457", "put_away")
        assert (put_away.from_place, put_away.to_place) == ("DOCK", "A-01-1")
    assert await history(tx, Scope(shop="NOBODY"), limit=9) == []
    today = datetime.now(UTC).date()
    assert await history(tx, Scope(until=today - timedelta(days=1)), limit=9) == []
    assert [s.reason for s in await history(tx, Scope(reason="damage", since=today), limit=9)] == [
        "damage"
    ]


async def test_a_promised_number_leads_to_its_orders(db: Database) -> None:
    floor = await open_floor(db, TEA=("A-01-1", 5), CUP=("A-02-1", 1))
    first = await floor.order("W-1", TEA=2, CUP=1)
    await floor.order("W-2", TEA=3)
    async with db.read(HALL) as read:
        tea = await promises(read, Scope(product_id=floor.products["TEA"].id), limit=9)
        assert [(one.external_id, one.open, one.place) for one in tea] == [
            ("W-1", 2, "A-01-1"), ("W-2", 3, "A-01-1"),
        ]  # fmt: skip
        there = Scope(place_id=floor.hall["A-02-1"].id)
        [cup] = await promises(read, there, limit=9)
        assert (cup.order_number, cup.sku) == (first.number, "CUP")
        assert [p.id for p in await promises(read, Scope(), limit=9, after=tea[0].id)] != []
        assert await history(read, Scope(product_id=UUID(int=0)), limit=9) == []


async def test_stock_is_seen_by_place_lot_and_shop_with_the_same_filters(tx: Tx) -> None:
    hall, _ = await open_tea(tx)
    globex_tea = (await stock_by_place(tx, Wanted(), limit=9))[0]
    shop = await cast.open_shop(tx, "ACME")
    milk = await cast.add_product(tx, shop, "MILK")
    for code, days, where in (("L-1", 3, "A-02-1"), ("L-2", 60, "A-03-1")):
        lot = await cast.add_lot(tx, milk, code, expires_in_days=days)
        await cast.stock(tx, hall, milk, where, 4, lot=lot)
    rows = await stock_by_place(tx, Wanted(), limit=9)
    assert {(r.place, r.sku, r.condition, r.on_hand) for r in rows} == {
        ("DOCK", "TEA-100", "good", 4), ("A-01-1", "TEA-100", "good", 4),
        ("A-01-1", "TEA-100", "damaged", 2), ("A-02-1", "MILK", "good", 4),
        ("A-03-1", "MILK", "good", 4),
    }  # fmt: skip
    paged, after = [], None
    while page := await stock_by_place(tx, Wanted(), limit=2, after=after):
        paged += page
        after = position_of(page[-1])
    assert paged == rows and globex_tea in rows
    for wanted, places in (
        (Wanted(shop=shop.code), {"A-02-1", "A-03-1"}),
        (Wanted(place="A-0"), {"A-01-1", "A-02-1", "A-03-1"}),
        (Wanted(kind="dock"), {"DOCK"}),
        (Wanted(lot="L-2"), {"A-03-1"}),
        (Wanted(condition="damaged"), {"A-01-1"}),
        (Wanted(expiring_days=7), {"A-02-1"}),
        (Wanted(only="aside"), {"DOCK", "A-01-1"}),
        (Wanted(only="free", like="%tea%"), {"A-01-1"}),
        (Wanted(like="%nothing%", codes=(await cast.barcode_of(tx, milk),)), {"A-02-1", "A-03-1"}),
        (Wanted(only="promised"), set()),
        (Wanted(only="unsold"), set()),
    ):
        found = await stock_by_place(tx, wanted, limit=9)
        assert {row.place for row in found} == places, wanted
        sums = await sums_of(tx, wanted)
        assert (sums.rows, sums.on_hand) == (len(found), sum(row.on_hand for row in found))
    assert [row.lot for row in await stock_by_lot(tx, Wanted(), limit=9)] == ["L-1", "L-2", None]
    acme, globex = await stock_by_shop(tx, Wanted(), limit=9)
    assert (acme.on_hand, acme.available, acme.aside, acme.products) == (8, 8, 0, 1)
    assert (globex.on_hand, globex.available, globex.aside) == (10, 4, 6)
    # of all parcels those in which something lies
    for code in ("P-76", "P-77"):
        await cast.add_place(tx, hall, code, "parcel")
    await cast.stock(tx, hall, milk, "P-77", 1)
    seen = await stock_by_place(tx, Wanted(kind="parcel"), limit=9)
    assert [(row.place, row.sku, row.on_hand) for row in seen] == [("P-77", "MILK", 1)]
    after = position_of(seen[0])
    assert await stock_by_place(tx, Wanted(kind="parcel"), limit=9, after=after) == []
