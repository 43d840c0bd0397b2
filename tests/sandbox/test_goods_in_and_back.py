"""Test deliveries and test returns go through their hall by the robot."""

from __future__ import annotations

from typing import Any

from sqlalchemy import text

from tests.sandbox.conftest import Developer
from tests.sandbox.test_orders import rows_seen
from wms.db import HALL, Database
from wms.halls import SANDBOX
from wms.verify import verify


async def test_a_delivery_that_came_otherwise_is_counted_put_away_and_sold(
    developer: Developer, db: Database
) -> None:
    for sku, facts in {
        "PLAIN": {}, "BY-LOT": {"is_lot_tracked": True, "is_expiry_tracked": True},
        "BY-PIECE": {"is_serial_tracked": True},
    }.items():  # fmt: skip
        code = {"code": f"59012341234{len(sku)}"[:12]}
        new = {"sku": sku, "name": sku, "barcodes": [{"code": f"T{code['code']}"}], **facts}
        await developer.done("POST", "/v1/products", new)
    lines = [
        {"sku": "PLAIN", "quantity": 10},
        {"sku": "BY-LOT", "quantity": 4},
        {"sku": "BY-PIECE", "quantity": 2},
    ]
    asn = await developer.done("POST", "/v1/asns", {"external_id": "PO-1", "lines": lines})
    path = f"/v1/sandbox/asns/{asn['id']}/advance"
    arrived = await developer.done("POST", path, {"to": "arrived"})
    assert arrived["delivery"]["status"] == "arrived"
    came: dict[str, Any] = {"to": "received", "came": [{"sku": "PLAIN", "quantity": 7}]}
    received = await developer.done("POST", path, came)
    assert (received["delivery"]["status"], received["stopped"]) == ("received", None)
    told = [event["type"] for event in received["events"]]
    assert "inbound.discrepancy" in told
    assert "inbound.received" in told
    assert await developer.refused("POST", path, {"to": "arrived"}) == "sandbox.behind_already"
    order = await developer.place("WEB-1", PLAIN=7, BY_LOT=2, BY_PIECE=2)
    assert order["status"] == "allocated", "what was put away can be sold"
    assert (await developer.advance(order, "delivered"))["order"]["status"] == "delivered"

    # pieces come back by the numbers that were shipped, and one that was not is put aside
    lines = [{"sku": "BY-PIECE", "quantity": 2}, {"sku": "BY-LOT", "quantity": 1}]
    back = {"external_id": "RMA-1", "order_external_id": "WEB-1", "reason": "withdrawal"}
    made = await developer.done("POST", "/v1/returns", {**back, "lines": lines})
    swapped = {"sku": "BY-PIECE", "quantity": 2, "serials": ["NOT-OURS-1"]}
    said = {"to": "completed", "came": [swapped, {"sku": "BY-LOT", "quantity": 1}]}
    path = f"/v1/sandbox/returns/{made['id']}/advance"
    done = await developer.done("POST", path, said)
    assert (done["returned"]["status"], done["stopped"]) == ("completed", None), done["stopped"]
    sent, other = (
        [one for one in done["returned"]["lines"] if one["is_mismatch"] is is_other]
        for is_other in (False, True)
    )
    assert {one["sku"]: one["received"] for one in sent} == {"BY-PIECE": 1, "BY-LOT": 1}
    [other_piece] = other
    assert other_piece["mismatches"][0]["found"] == "NOT-OURS-1"
    left = {**back, "external_id": "RMA-2", "lines": [{"sku": "BY-PIECE", "quantity": 1}]}
    made = await developer.done("POST", "/v1/returns", left)
    done = await developer.done(
        "POST", f"/v1/sandbox/returns/{made['id']}/advance", {"to": "completed"}
    )
    assert (done["returned"]["status"], done["stopped"]) == ("completed", None), done["stopped"]
    async with db.read(SANDBOX) as read:
        assert await verify(read) == []


async def test_a_return_is_scanned_and_graded_and_the_hall_sees_nothing_of_it(
    developer: Developer, db: Database
) -> None:
    before = await rows_seen(db, HALL)
    order = await developer.place("WEB-1", SAMPLE_TEA=3, SAMPLE_MUG=1)
    await developer.advance(order, "delivered")
    back = {
        "external_id": "RMA-1", "order_external_id": "WEB-1", "reason": "withdrawal",
        "lines": [{"sku": "SAMPLE-TEA", "quantity": 2}, {"sku": "SAMPLE-MUG", "quantity": 1}],
    }  # fmt: skip
    made = await developer.done("POST", "/v1/returns", back)
    path = f"/v1/sandbox/returns/{made['id']}/advance"
    assert (await developer.done("POST", path, {"to": "arrived"}))["returned"][
        "status"
    ] == "arrived"
    came = {
        "to": "completed",
        "came": [
            {"sku": "SAMPLE-TEA", "quantity": 2},
            {"sku": "SAMPLE-MUG", "quantity": 1, "grade": "C", "note": "Chipped"},
        ],
    }
    done = await developer.done("POST", path, came)
    assert (done["returned"]["status"], done["stopped"]) == ("completed", None), done["stopped"]
    found = {one["sku"]: one["findings"][0]["grade"] for one in done["returned"]["lines"]}
    assert found == {"SAMPLE-TEA": "A", "SAMPLE-MUG": "C"}
    assert done["returned"]["refund_clearable_at"]
    assert [event["type"] for event in done["events"]][-1] == "return.completed"
    assert await rows_seen(db, HALL) == before
    async with db.read(SANDBOX) as read:
        assert await verify(read) == []
        assert await read.scalar(text("SELECT count(*) FROM returns")) == 1
