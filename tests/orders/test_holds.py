"""An order is held back for reasons, each with somebody who ends it; its stock stays promised."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
import pytest
from sqlalchemy import text

from tests import cast
from tests.orders.asking import ask, placed, told
from wms.db import Tx, new_id
from wms.errors import NotFound
from wms.orders.address_checks import doubts
from wms.orders.errors import HoldNotYours, HoldTooLate, HoldUnknown
from wms.orders.hold_codes import HOLD_CODES, OWNERS, SHOP_CODES
from wms.orders.holds import doubt_address, hold_order, open_holds, release_hold
from wms.orders.queries import order
from wms.picking.cancel import cancel
from wms.picking.errors import NothingToPick
from wms.picking.runs import _CHOOSE, plan_run
from wms.shops.models import Shop


async def furnish(tx: Tx) -> tuple[cast.Hall, Shop]:
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    await cast.stock(tx, hall, await cast.add_product(tx, shop, "TEA"), "A-01-1", 9)
    return hall, shop


async def held(tx: Tx, shop: Shop, order_id: UUID) -> list[str]:
    """Codes of the open holds; the flag says the same."""
    holds = (await open_holds(tx, [(shop.id, order_id)])).get(order_id, [])
    flag = await tx.scalar(text("SELECT is_held FROM orders WHERE id = :o"), {"o": order_id})
    assert flag == bool(holds)
    return [one.code for one in holds]


async def events(tx: Tx, order_id: UUID) -> list[tuple[str, Any]]:
    rows = await tx.execute(
        text("SELECT type, data FROM events WHERE subject_id = :o ORDER BY subject_version"),
        {"o": order_id},
    )
    return [(row.type, row.data) for row in rows]


def test_every_code_says_who_must_act_and_what_ends_it() -> None:
    assert {one.owner for one in HOLD_CODES.values()} == set(OWNERS)
    assert all(one.word and one.unblocks for one in HOLD_CODES.values())


async def test_a_doubtful_address_holds_the_order_back_from_the_first_moment(tx: Tx) -> None:
    hall, shop = await furnish(tx)
    asked = msgspec.structs.replace(
        ask("WEB-1", TEA=2), recipient=told(postcode="950", phone="1234")
    )
    answer = await placed(tx, shop.id, asked)
    one = UUID(answer["id"])
    assert answer["status"] == "allocated"
    assert await held(tx, shop, one) == ["address_postcode", "phone_invalid"]
    told_so = await events(tx, one)
    assert [name for name, _ in told_so] == ["order.received", "order.held", "order.allocated"]
    assert told_so[1][1] == {
        "order_number": answer["number"], "status": "received",
        "codes": ["address_postcode", "phone_invalid"],
        "still_held": [
            {"code": "address_postcode", "owner": "shop"},
            {"code": "phone_invalid", "owner": "shop"},
        ],
    }  # fmt: skip
    with pytest.raises(NothingToPick):
        await plan_run(tx, hall.warehouse_id, order_ids=[one])

    await doubt_address(tx, shop.id, one, [], ["address_postcode"])
    assert await held(tx, shop, one) == ["phone_invalid"]
    await release_hold(tx, shop.id, one, "phone_invalid")
    # what the shop said is right is not doubted again when something else changes
    await doubt_address(tx, shop.id, one, doubts(asked.recipient), ["address_postcode"])
    assert await held(tx, shop, one) == ["address_postcode"]
    await doubt_address(tx, shop.id, one, doubts(told()), ["address_postcode"])
    assert (await plan_run(tx, hall.warehouse_id, order_ids=[one])).orders == 1


async def test_several_reasons_hold_until_the_last_one_ends(tx: Tx) -> None:
    _, shop = await furnish(tx)
    one = UUID((await placed(tx, shop.id, ask("WEB-1", TEA=2)))["id"])
    before = (await order(tx, shop.id, one)).version
    await hold_order(tx, shop.id, one, "payment", note="transfer")
    await hold_order(tx, shop.id, one, "payment")  # asked again, it stays so
    holds = await hold_order(tx, shop.id, one, "stock_check")
    assert [(h.code, h.owner, h.note) for h in holds] == [
        ("payment", "shop", "transfer"), ("stock_check", "us", None),
    ]  # fmt: skip
    seen = await order(tx, shop.id, one)
    assert (seen.holds, seen.version) == (holds, before + 2)
    with pytest.raises(HoldNotYours):
        await release_hold(tx, shop.id, one, "stock_check")
    left = await release_hold(tx, shop.id, one, "payment")
    assert [h.code for h in left] == await held(tx, shop, one) == ["stock_check"]
    with pytest.raises(HoldUnknown):
        await release_hold(tx, shop.id, one, "payment")
    with pytest.raises(NotFound):
        await hold_order(tx, shop.id, new_id(), "payment")
    assert [(name, data["codes"]) for name, data in (await events(tx, one))[2:]] == [
        ("order.held", ["payment"]), ("order.held", ["stock_check"]),
        ("order.hold_released", ["payment"]),
    ]  # fmt: skip


async def test_a_held_order_keeps_its_stock_and_a_cancel_gives_it_back(tx: Tx) -> None:
    _, shop = await furnish(tx)
    one = UUID((await placed(tx, shop.id, ask("WEB-1", TEA=2)))["id"])
    await hold_order(tx, shop.id, one, "fraud")
    free = text("SELECT sum(on_hand - allocated) FROM balances WHERE shop_id = :s AND on_hand > 0")
    assert await tx.scalar(free, {"s": shop.id}) == 7
    assert (await cancel(tx, shop.id, one)).status == "cancelled"
    assert await tx.scalar(free, {"s": shop.id}) == 9
    assert await held(tx, shop, one) == []
    with pytest.raises(HoldTooLate):
        await hold_order(tx, shop.id, one, "fraud")


async def test_a_walk_finds_its_orders_in_one_index_whatever_is_held(tx: Tx) -> None:
    await tx.execute(text("SET LOCAL enable_seqscan = off"))
    asked = text("EXPLAIN " + _CHOOSE.text).bindparams(mode="order", slots=6)
    plan = "\n".join(await tx.scalars(asked))
    assert "Index Scan using ix_orders_to_walk" in plan
    assert "is_held = false" in plan


def test_a_shop_knows_its_own_codes() -> None:
    from api.rest.order_holds import Wait

    [code] = [f for f in msgspec.structs.fields(Wait) if f.name == "code"]
    assert set(code.type.__args__) == set(SHOP_CODES)
