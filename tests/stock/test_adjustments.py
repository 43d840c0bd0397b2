"""The desk corrects the books for a reason; much of it only when somebody else agrees."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest
from sqlalchemy import select, text

from tests import cast
from tests.api.conftest import NewClient
from tests.office.conftest import (
    app,
    client,
    doors,
    furnished,
    happened,
    manager,
    new_client,
    scene,
    warm_database,
)
from tests.office.scene import Scene, log_in
from wms.access.models import OfficeUser
from wms.access.people import Desk
from wms.db import Tx, new_id
from wms.errors import NotFound, Refusal
from wms.events.models import Event
from wms.history import Scope, history
from wms.stock.adjust_list import adjustment_list, adjustments_waiting
from wms.stock.correct import LotUnclear
from wms.stock.counting import alone_max
from wms.stock.errors import (
    AdjustmentDecided,
    AdjustmentOwn,
    AdjustmentQuantity,
    AdjustmentWhyUnknown,
)
from wms.stock.movement_list import movements
from wms.stock.propose import WHYS, Asked, agree, propose, turn_down
from wms.stock.queries import stock_of
from wms.violations import StockInsufficient

__all__ = [
    "app", "client", "doors", "furnished", "happened", "manager", "new_client", "scene",
    "warm_database",
]  # fmt: skip

MUCH = alone_max() + 1


async def hire(tx: Tx, name: str) -> Desk:
    user = OfficeUser(
        id=new_id(), email=f"{name.lower()}-{new_id()}@example.com", name=name, role="office",
        password_hash="not used here",
    )  # fmt: skip
    tx.add(user)
    await tx.flush()
    return Desk(
        user_id=user.id, session_id=new_id(), name=name, role="office", shop_id=None, language="en"
    )


async def open_tea(tx: Tx, quantity: int = 200) -> tuple[cast.Hall, Asked, Desk]:
    """Tea on a pick face, a correction of three lost pieces of it, and Ewa who asks for it."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    tea = await cast.add_product(tx, shop, "TEA-100")
    await cast.stock(tx, hall, tea, "A-01-1", quantity)
    asked = Asked(
        shop_id=shop.id, sku="TEA-100", place="A-01-1", kind="fewer", quantity=3, why="theft",
        note="  the door stood open ",
    )  # fmt: skip
    return hall, asked, await hire(tx, "Ewa")


def other(asked: Asked, **changed: Any) -> Asked:
    import msgspec

    return msgspec.structs.replace(asked, **changed)


@pytest.mark.parametrize(
    ("kind", "why", "conditions", "reason"),
    [
        ("fewer", "theft", {"good": 197}, "adjust"),
        ("more", "found", {"good": 203}, "adjust"),
        ("scrap", "expired", {"good": 197}, "adjust"),
        ("damaged", "wet", {"good": 197, "damaged": 3}, "damage"),
    ],
)
async def test_a_small_correction_moves_at_once_and_everybody_reads_why(
    tx: Tx, kind: str, why: str, conditions: dict[str, int], reason: str
) -> None:
    _, asked, ewa = await open_tea(tx)
    asked = other(asked, kind=kind, why=why)
    assert (await propose(tx, asked, by=ewa)).status == "done"
    [stock] = await stock_of(tx, asked.shop_id)
    assert stock.conditions == conditions
    last = (await movements(tx, asked.shop_id, limit=9))[-1]
    assert (last.reason, last.why, last.quantity) == (reason, why, 3)
    told = (
        await tx.scalars(
            select(Event.data).where(Event.shop_id == asked.shop_id).order_by(Event.id)
        )
    ).all()[-1]
    assert (told["reason"], told["why"]) == (reason, why)
    [step, *_] = await history(tx, Scope(product_id=stock.product_id), limit=9)
    assert (step.operator, step.why, step.note) == ("Ewa", why, "the door stood open")


async def test_a_large_correction_moves_when_somebody_else_agrees(tx: Tx) -> None:
    _, asked, ewa = await open_tea(tx)
    asked = other(asked, quantity=MUCH)
    proposed = await propose(tx, asked, by=ewa)
    assert proposed.status == "proposed"
    assert (await stock_of(tx, asked.shop_id))[0].on_hand == 200
    assert await adjustments_waiting(tx) == 1
    with pytest.raises(AdjustmentOwn):
        await agree(tx, proposed.number, by=ewa)
    jan = await hire(tx, "Jan")
    assert (await agree(tx, proposed.number, by=jan)).status == "done"
    assert (await stock_of(tx, asked.shop_id))[0].on_hand == 200 - MUCH
    for again in (agree, turn_down):
        with pytest.raises(AdjustmentDecided):
            await again(tx, proposed.number, by=jan)
    [row] = await adjustment_list(tx, limit=9)
    assert (row.proposer, row.decider, row.status, row.quantity) == ("Ewa", "Jan", "done", MUCH)
    with pytest.raises(NotFound):
        await agree(tx, 999_999, by=jan)


async def test_the_database_itself_wants_somebody_else(tx: Tx) -> None:
    """The verb asks; should it forget, the row refuses."""
    _, asked, ewa = await open_tea(tx)
    small = await propose(tx, asked, by=ewa)
    with pytest.raises(Exception, match="somebody_else_agrees"):
        await tx.execute(
            text(
                "UPDATE adjustments SET needs_second = true, decider_id = proposer_id "
                "WHERE number = :number"
            ),
            {"number": small.number},
        )


async def test_whoever_proposed_it_may_take_it_back_and_nothing_moves(tx: Tx) -> None:
    _, asked, ewa = await open_tea(tx)
    proposed = await propose(tx, other(asked, quantity=MUCH), by=ewa)
    assert (await turn_down(tx, proposed.number, by=ewa)).status == "refused"
    assert (await stock_of(tx, asked.shop_id))[0].on_hand == 200


async def test_what_is_gone_meanwhile_is_not_taken_twice(tx: Tx) -> None:
    _, asked, ewa = await open_tea(tx, quantity=MUCH)
    proposed = await propose(tx, other(asked, quantity=MUCH), by=ewa)
    await propose(tx, asked, by=ewa)
    with pytest.raises(StockInsufficient):
        await agree(tx, proposed.number, by=await hire(tx, "Jan"))


async def test_a_correction_says_what_why_how_many_and_which_lot(tx: Tx) -> None:
    hall, asked, ewa = await open_tea(tx)
    for wrong, no in (
        ({"why": "found"}, AdjustmentWhyUnknown),
        ({"kind": "vanished"}, AdjustmentWhyUnknown),
        ({"quantity": 0}, AdjustmentQuantity),
        ({"sku": "NONE"}, Refusal),
        ({"place": "NOWHERE"}, Refusal),
    ):
        with pytest.raises(no):
            await propose(tx, other(asked, **wrong), by=ewa)
    shop = await cast.open_shop(tx, "DAIRY")
    milk = await cast.add_product(tx, shop, "MILK")
    for code in ("L-1", "L-2"):
        lot = await cast.add_lot(tx, milk, code, expires_in_days=9)
        await cast.stock(tx, hall, milk, "A-02-1", 4, lot=lot)
    of_milk = other(asked, shop_id=shop.id, sku="MILK", place="A-02-1")
    with pytest.raises(LotUnclear):
        await propose(tx, of_milk, by=ewa)
    assert (await propose(tx, other(of_milk, lot="L-2"), by=ewa)).status == "done"
    assert all(why.isidentifier() for whys in WHYS.values() for why in whys)


async def test_two_at_the_desk_one_proposes_and_the_other_agrees(
    scene: Scene, manager: httpx.AsyncClient, new_client: NewClient
) -> None:
    form = {
        "shop": scene.bench.shop.code, "sku": "TEA", "place": "A-02-1", "what": "more/found",
        "quantity": str(MUCH), "condition": "good", "note": "behind the rack",
    }  # fmt: skip
    wrong = await manager.post("/office/adjustments", data=form | {"quantity": "many"})
    assert wrong.status_code == 422 and "a whole number from 1" in wrong.text
    assert 'value="TEA"' in wrong.text and 'value="more/found" selected' in wrong.text
    made = await manager.post("/office/adjustments", data=form)
    assert made.headers["location"] == "/office/adjustments?state=proposed&said=adjust_proposed"
    page = await manager.get("/office/adjustments?state=proposed")
    number = await scene.value("SELECT number FROM adjustments WHERE note = 'behind the rack'")
    assert "Take it back" in page.text and f"/{number}/agree" not in page.text
    agree = f"/office/adjustments/{number}/agree"
    own = await manager.post(agree)
    assert own.status_code == 422 and "Somebody else agrees" in own.text
    colleagues = [await log_in(scene, new_client, role) for role in ("office", "admin")]
    assert agree in (await colleagues[0].get("/office/adjustments")).text
    answers = await asyncio.gather(*(one.post(agree) for one in colleagues))
    assert sorted(answer.status_code for answer in answers) == [303, 422]
    moved = "SELECT count(*) FROM adjustments a JOIN movements m ON m.id = a.movement_id "
    moved += f"WHERE a.number = {number}"
    assert await scene.value(moved) == 1
    listed = await manager.get("/office/adjustments/export")
    assert "behind the rack" in listed.text and str(MUCH) in listed.text
    counts = await manager.get("/office/counts/export")
    assert counts.status_code == 200 and counts.text.startswith("\ufeffPlace,")
