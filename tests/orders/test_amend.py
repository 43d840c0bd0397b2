"""An order is amended before it is packed: what is promised follows, and nothing stays half."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

import msgspec
import pytest
from msgspec import UNSET
from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask, placed, told
from wms.calendar.days import keep_days
from wms.catalog.kits import Kit, Part, set_kit
from wms.db import Tx
from wms.errors import SeveralInvalid
from wms.orders.amend import OrderChange, RecipientChange, lock_order
from wms.orders.errors import (
    CodIncomplete,
    LinesSettled,
    OrderSettled,
    TimeOver,
    UnknownSku,
    WaitUntilMissing,
)
from wms.orders.holds import open_holds
from wms.orders.place import LineAsked
from wms.orders.queries import order
from wms.orders.reasons import reasons
from wms.packing.slips.facts import slips_of
from wms.picking.cancel import cancel
from wms.picking.runs import plan_run, start_run
from wms.returns.shipped import shipped_lines
from wms.shipping.amend import amend_order
from wms.shipping.desk.order_list import OrderRow, OrderWanted, order_list
from wms.shops.models import Shop
from wms.verify import verify


async def furnish(tx: Tx, **stock: int) -> tuple[cast.Hall, Shop]:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    for place, (sku, quantity) in zip(("A-01-1", "A-02-1", "A-03-1"), stock.items(), strict=False):
        product = await cast.add_product(tx, shop, sku)
        if quantity:
            await cast.stock(tx, hall, product, place, quantity)
    return hall, shop


async def amended(tx: Tx, shop: Shop, one: UUID, **change: Any) -> list[str]:
    now = await lock_order(tx, shop.id, one)
    done = await amend_order(tx, now, OrderChange(**change))
    assert await verify(tx) == []
    return done


def lines(**quantities: int) -> list[LineAsked]:
    return [LineAsked(sku=sku, quantity=quantity) for sku, quantity in quantities.items()]


async def counts(tx: Tx, shop: Shop, one: UUID) -> list[tuple[str, int, int, int]]:
    """(SKU, ordered, promised, waiting) of each line, as its shop sees it."""
    seen = await order(tx, shop.id, one)
    return [(line.sku, line.ordered, line.allocated, line.backordered) for line in seen.lines]


async def free(tx: Tx, shop: Shop) -> dict[str, int]:
    rows = await tx.execute(
        text(
            "SELECT p.sku, sum(b.on_hand - b.allocated)::int AS n FROM balances b JOIN products p "
            "ON p.shop_id = b.shop_id AND p.id = b.product_id JOIN places pl ON pl.id = b.place_id "
            "WHERE b.shop_id = :s AND pl.kind = 'pick_face' GROUP BY p.sku"
        ),
        {"s": shop.id},
    )
    return {row.sku: row.n for row in rows}


async def test_lines_are_added_taken_off_and_changed_with_their_promises(tx: Tx) -> None:
    _, shop = await furnish(tx, TEA=5, CUP=5, JAM=5)
    asked = ask("WEB-1", policy="as_available", TEA=4, CUP=2)
    one = UUID((await placed(tx, shop.id, asked))["id"])
    assert await amended(tx, shop, one, lines=lines(TEA=1, JAM=7)) == ["lines"]
    assert await counts(tx, shop, one) == [("TEA", 1, 1, 0), ("JAM", 7, 5, 2)]
    assert await free(tx, shop) == {"TEA": 4, "CUP": 5, "JAM": 0}
    # what was taken off can come back; the same again changes nothing
    assert await amended(tx, shop, one, lines=lines(CUP=5, TEA=1)) == ["lines"]
    assert await amended(tx, shop, one, lines=lines(TEA=1, CUP=5)) == []
    assert sorted(await counts(tx, shop, one)) == [("CUP", 5, 5, 0), ("TEA", 1, 1, 0)]
    before = (await order(tx, shop.id, one)).version
    with pytest.raises(UnknownSku) as no:
        async with tx.begin_nested():
            await amended(tx, shop, one, lines=lines(TEA=1, NO=1))
    assert no.value.facts["unknown"] == [{"index": 1, "sku": "NO"}]
    seen = await order(tx, shop.id, one)
    assert (seen.version, len(seen.lines)) == (before, 2)
    await cancel(tx, shop.id, one)
    assert await free(tx, shop) == {"TEA": 5, "CUP": 5, "JAM": 5}
    assert await verify(tx) == []


async def test_a_line_that_was_taken_off_is_shown_to_nobody(tx: Tx) -> None:
    _, shop = await furnish(tx, TEA=5, CUP=5)
    asked = await placed(tx, shop.id, ask("WEB-1", TEA=1, CUP=2))
    one, number = UUID(asked["id"]), int(asked["number"])
    await amended(tx, shop, one, lines=lines(TEA=1))

    async def found(search: str) -> list[OrderRow]:
        return await order_list(tx, OrderWanted(search=search), limit=9)

    assert [line.sku for line in (await order(tx, shop.id, one)).lines] == ["TEA"]
    [slip] = await slips_of(tx, [number])
    assert [line.sku for line in slip.lines] == ["TEA"]
    assert [line.sku for line in await reasons(tx, shop.id, one)] == ["TEA"]
    assert [line.sku for line in await shipped_lines(tx, shop.id, one)] == ["TEA"]
    listed = [(row.number, row.lines, row.pieces) for row in await found("TEA")]
    assert listed == [(number, 1, 1)]
    assert await found("CUP") == []
    # one that was taken off and comes back is a line again, in its new place
    await amended(tx, shop, one, lines=lines(TEA=1, CUP=1))
    assert [line.sku for line in (await order(tx, shop.id, one)).lines] == ["TEA", "CUP"]


async def test_an_order_that_goes_whole_waits_whole_and_comes_back_whole(tx: Tx) -> None:
    _, shop = await furnish(tx, TEA=5, CUP=2)
    asked = ask("WEB-1", policy="all_or_nothing", TEA=2, CUP=1)
    one = UUID((await placed(tx, shop.id, asked))["id"])
    await amended(tx, shop, one, lines=lines(TEA=2, CUP=3))
    assert await counts(tx, shop, one) == [("TEA", 2, 0, 2), ("CUP", 3, 0, 3)]
    assert (await order(tx, shop.id, one)).status == "backordered"
    assert await free(tx, shop) == {"TEA": 5, "CUP": 2}
    await amended(tx, shop, one, lines=lines(TEA=4))
    assert await counts(tx, shop, one) == [("TEA", 4, 4, 0)]
    assert (await order(tx, shop.id, one)).status == "allocated"
    told_so = await tx.scalars(
        text("SELECT type FROM events WHERE subject_id = :o ORDER BY subject_version"), {"o": one}
    )
    assert list(told_so) == [
        "order.received", "order.allocated", "order.backordered", "order.amended",
        "order.allocated", "order.amended",
    ]  # fmt: skip


async def test_a_kit_is_amended_as_it_was_ordered(tx: Tx) -> None:
    _, shop = await furnish(tx, TEA=9, CUP=9)
    await cast.add_product(tx, shop, "SET")
    parts = [Part(sku="TEA", quantity=1), Part(sku="CUP", quantity=2)]
    await set_kit(tx, shop.id, "SET", Kit(kind="virtual", parts=parts))
    one = UUID((await placed(tx, shop.id, ask("WEB-1", SET=1, TEA=1)))["id"])
    await amended(tx, shop, one, lines=lines(SET=3, TEA=1))
    assert sorted(await counts(tx, shop, one)) == [
        ("CUP", 6, 6, 0), ("TEA", 1, 1, 0), ("TEA", 3, 3, 0),
    ]  # fmt: skip
    assert {line.kit.quantity for line in (await order(tx, shop.id, one)).lines if line.kit} == {3}
    await amended(tx, shop, one, lines=lines(TEA=1))
    assert await counts(tx, shop, one) == [("TEA", 1, 1, 0)]
    assert await free(tx, shop) == {"TEA": 8, "CUP": 9}


async def test_an_amended_address_ends_its_holds_or_begins_new_ones(tx: Tx) -> None:
    _, shop = await furnish(tx, TEA=5)
    asked = msgspec.structs.replace(ask("WEB-1", TEA=1), recipient=told(postcode="1", phone="2"))
    one = UUID((await placed(tx, shop.id, asked))["id"])

    async def held() -> list[str]:
        return [h.code for h in (await open_holds(tx, [(shop.id, one)])).get(one, [])]

    await amended(tx, shop, one, recipient=RecipientChange(postcode="00-950", name="Jan Nowak"))
    assert await held() == ["phone_invalid"]
    await amended(tx, shop, one, recipient=RecipientChange(phone=None), note="ring twice")
    assert await held() == []
    await amended(tx, shop, one, recipient=RecipientChange(country="DE"))
    assert await held() == ["address_postcode"]
    seen = await order(tx, shop.id, one)
    assert (seen.recipient["name"], seen.recipient["phone"], seen.note) == (
        "Jan Nowak", None, "ring twice",
    )  # fmt: skip
    with pytest.raises(SeveralInvalid):
        await amended(tx, shop, one, recipient=RecipientChange(city="東京"))
    with pytest.raises(CodIncomplete):
        await amended(tx, shop, one, cod_amount_minor=500)
    assert await amended(tx, shop, one, cod_amount_minor=500, cod_currency="PLN") == [
        "cod_amount_minor", "cod_currency",
    ]  # fmt: skip


async def test_what_can_still_change_follows_the_state(tx: Tx) -> None:
    hall, shop = await furnish(tx, TEA=5)
    one = UUID((await placed(tx, shop.id, ask("WEB-1", TEA=1)))["id"])
    await amended(tx, shop, one, priority=5)
    planned = await plan_run(tx, hall.warehouse_id, order_ids=[one])
    # a walk that nobody has begun has no tasks yet: lines can still change
    await amended(tx, shop, one, lines=lines(TEA=3))
    await start_run(tx, planned.run_id, await cast.hire(tx))
    with pytest.raises(LinesSettled) as no:
        await amended(tx, shop, one, lines=lines(TEA=2))
    assert no.value.facts["status"] == "released"
    with pytest.raises(OrderSettled):
        await amended(tx, shop, one, priority=6)
    street = RecipientChange(street="Nowa 2")
    for status in ("picking", "picked", "packing"):
        await tx.execute(text("UPDATE orders SET status = :s WHERE id = :o"),
                         {"s": status, "o": one})  # fmt: skip
        now = await lock_order(tx, shop.id, one)
        change = OrderChange(recipient=street, service="express", language="de")
        assert await amend_order(tx, now, change), status
        street, change = RecipientChange(street=f"Nowa {status}"), change
        await tx.execute(text("UPDATE orders SET service = 'standard' WHERE id = :o"), {"o": one})
    await tx.execute(text("UPDATE orders SET status = 'packed' WHERE id = :o"), {"o": one})
    with pytest.raises(OrderSettled) as too_late:
        await amend_order(tx, await lock_order(tx, shop.id, one), change)
    assert too_late.value.facts["status"] == "packed"
    assert OrderChange().recipient is UNSET


async def test_how_an_order_waits_is_amended_until_somebody_walks_for_it(tx: Tx) -> None:
    hall, shop = await furnish(tx, TEA=5, CUP=1)
    one = UUID((await placed(tx, shop.id, ask("WEB-1", policy="as_available", TEA=2, CUP=3)))["id"])
    assert await counts(tx, shop, one) == [("TEA", 2, 2, 0), ("CUP", 3, 1, 2)]
    assert await amended(tx, shop, one, backorder_policy="all_or_nothing") == ["backorder_policy"]
    assert await counts(tx, shop, one) == [("TEA", 2, 0, 2), ("CUP", 3, 0, 3)], "it waits whole"
    assert await free(tx, shop) == {"TEA": 5, "CUP": 1}, "and others can have it"

    with pytest.raises(WaitUntilMissing):
        await amended(tx, shop, one, backorder_policy="up_to")
    with pytest.raises(WaitUntilMissing):
        await amended(tx, shop, one, wait_until=date(2199, 1, 1))
    with pytest.raises(TimeOver):
        await amended(tx, shop, one, backorder_policy="up_to", wait_until=date(2026, 1, 1))
    until = {"backorder_policy": "up_to", "wait_until": date(2199, 1, 1)}
    assert await amended(tx, shop, one, **until) == ["backorder_policy", "wait_until"]
    assert await amended(tx, shop, one, **until) == [], "it is so already"
    seen = await order(tx, shop.id, one)
    assert (seen.backorder_policy, seen.wait_until) == ("up_to", date(2199, 1, 1))
    assert await amended(tx, shop, one, wait_until=date(2198, 1, 1)) == ["wait_until"]

    await amended(tx, shop, one, backorder_policy="as_available")
    assert (await order(tx, shop.id, one)).wait_until is None
    assert await counts(tx, shop, one) == [("TEA", 2, 2, 0), ("CUP", 3, 1, 2)], "what there is"
    shop.backorder_policy = "all_or_nothing"
    await tx.flush()
    assert await amended(tx, shop, one, backorder_policy=None) == ["backorder_policy"]
    await amended(tx, shop, one, backorder_policy="as_available")
    run = await plan_run(tx, hall.warehouse_id, order_ids=[one])
    await start_run(tx, run.run_id, await cast.hire(tx))
    with pytest.raises(OrderSettled):
        await amended(tx, shop, one, backorder_policy="all_or_nothing")


async def test_when_an_order_leaves_is_its_shops_word_or_the_calendars_again(tx: Tx) -> None:
    _, shop = await furnish(tx, TEA=5)
    await keep_days(tx)
    one = UUID((await placed(tx, shop.id, ask("WEB-1", TEA=1)))["id"])
    ours = (await order(tx, shop.id, one)).ship_by
    assert ours is not None
    assert await amended(tx, shop, one, ship_by=None) == [], "it is ours already"
    theirs = datetime(2199, 1, 1, tzinfo=UTC)
    assert await amended(tx, shop, one, ship_by=theirs) == ["ship_by"]
    assert (await order(tx, shop.id, one)).ship_by == theirs
    assert await amended(tx, shop, one, service="express") == ["service"]
    assert (await order(tx, shop.id, one)).ship_by == theirs, "their own word is never moved"
    with pytest.raises(TimeOver):
        await amended(tx, shop, one, ship_by=datetime(2026, 1, 1, tzinfo=UTC))
    assert await amended(tx, shop, one, ship_by=None) == ["ship_by"]
    assert (await order(tx, shop.id, one)).ship_by == ours
    last = text(
        "SELECT data FROM events WHERE type = 'order.promise_changed' "
        "ORDER BY occurred_at DESC LIMIT 1"
    )
    assert (await tx.scalar(last))["reason"] == "amended"
