"""A connection of each platform earns the go-live certificate: all that the twenty scenarios ask of
it is lived through in a sandbox, with the real judges and a platform that really is asked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from api.app import Doors
from tests.platforms.server import Fault
from tests.platforms.staging import (
    BaseOwner,
    Owner,
    ShopifyOwner,
    Staging,
    WooOwner,
    open_staging,
)
from tests.sandbox.conftest import (
    Developer,
    app,
    developer,
    doors,
    new_client,
    new_shop,
    shop_key,
)
from wms.db import Database
from wms.platforms import wire
from wms.settings import Settings

__all__ = ["app", "developer", "doors", "new_client", "new_shop", "shop_key"]

TEA, NEW = "SAMPLE-TEA", "NEW-TEA"


async def _a_delivery_comes(staging: Staging) -> None:
    developer, owner = staging.developer, staging.owner
    before = owner.stock(TEA)
    asn = await developer.done(
        "POST", "/v1/asns", {"external_id": "PO-1", "lines": [{"sku": TEA, "quantity": 20}]}
    )
    await developer.done("POST", f"/v1/sandbox/asns/{asn['id']}/advance", {"to": "received"})
    await staging.turns()
    assert owner.stock(TEA) == before + 20


async def _told_late_twice_and_otherwise(staging: Staging) -> None:
    """What was ordered is told late, after the buyer has moved; all is told again; the buyer moves
    once more, and does not want it any more."""
    owner = staging.owner
    one = owner.buys(TEA, 1)
    late = owner.simulator.take_outbox()
    owner.moves_house(one, "ul. Nowa 1")
    await staging.turns()
    await staging.deliver(*late)
    await staging.deliver(*staging.told)
    await staging.turns()
    order = await staging.order(one)
    assert order["recipient"]["street"].startswith("ul. Nowa 1"), "what is older changes nothing"
    owner.moves_house(one, "ul. Nowa 2")
    await staging.turns()
    assert (await staging.order(one))["recipient"]["street"].startswith("ul. Nowa 2")
    owner.cancels(one)
    await staging.turns()
    assert (await staging.order(one))["status"] == "cancelled"


async def _an_unknown_sku(staging: Staging) -> None:
    one = staging.owner.buys(NEW, 1)
    await staging.turns()
    assert await staging.orders(one) == []
    await staging.developer.done("POST", "/v1/products", {"sku": NEW, "name": "New tea"})
    await staging.passes("PT1H")
    await staging.turn()
    if not await staging.orders(one):  # it was told no, and its owner asks once more
        staging.owner.asks_again(one)
        await staging.turn()
    assert (await staging.order(one))["status"] == "backordered"
    await staging.turns()


async def _shipped_and_too_late(staging: Staging) -> None:
    """Whatever the platform wants of it then; the answer to its parcel is lost once."""
    owner = staging.owner
    one, order = await staging.comes_in(TEA, 2)
    await staging.advance(order, "packed")
    owner.moves_house(one, "ul. Nowa 3")
    await staging.turns()
    owner.cancels(one)
    await staging.turns()
    assert "late" in owner.words(one)
    await staging.advance(order, "shipped")
    owner.simulator.goes_wrong(Fault.LOST, on=owner.is_parcel_told)
    await staging.turns(4)
    assert len(owner.parcels(one)) == 1
    await staging.advance(order, "delivered")


async def _delivered_and_back(staging: Staging) -> str:
    owner, developer = staging.owner, staging.developer
    one, order = await staging.comes_in(TEA, 2)
    await staging.advance(order, "packed")
    await staging.turns()
    await staging.advance(order, "delivered")
    await staging.turns(3)
    assert len(owner.parcels(one)) == 1 and owner.is_delivered(one)
    back = await developer.done(
        "POST", "/v1/returns",
        {"external_id": "RMA-1", "order_external_id": order["external_id"], "reason": "withdrawal",
         "lines": [{"sku": TEA, "quantity": 1}]},
    )  # fmt: skip
    path = f"/v1/sandbox/returns/{back['id']}/advance"
    await developer.done("POST", path, {"to": "completed"})
    await developer.done("POST", f"/v1/returns/{back['id']}/refunded", {})
    await staging.turns()
    return one


async def _a_label_is_refused(staging: Staging) -> None:
    await staging.developer.done("POST", "/v1/sandbox/faults", {"kind": "label_refused"})
    one, order = await staging.comes_in(TEA, 1)
    await staging.advance(order, "packed")
    await staging.turns()
    assert "problem" in staging.owner.words(one)
    await staging.advance(order, "shipped")
    await staging.turns()


async def _a_parcel_is_lost_and_sent_again(staging: Staging) -> None:
    owner, developer = staging.owner, staging.developer
    one, order = await staging.comes_in(TEA, 1)
    await staging.advance(order, "lost")
    await staging.turns(3)
    [gone] = owner.parcels(one)
    again = await developer.done(
        "POST", f"/v1/orders/{order['id']}/reshipments", {"reason": "lost"}
    )
    await staging.advance(again, "shipped")
    await staging.turns(3)
    [instead] = owner.parcels(one)
    assert instead != gone


async def _the_platform_is_away(staging: Staging) -> None:
    owner = staging.owner
    owner.is_asked_too_often()
    await staging.turn()
    await staging.turns()
    owner.simulator.goes_wrong(Fault.CUT, 1_000)
    one = owner.buys(TEA, 1)
    owner.simulator.take_outbox()  # whatever it calls is lost
    await staging.turns()
    assert await staging.orders(one) == []
    owner.simulator.goes_well()
    await staging.turns()
    assert (await staging.order(one))["status"] == "allocated", "found by looking"


async def _a_stranger_calls(staging: Staging) -> None:
    if staging.told:  # it is a platform that calls
        assert await staging.forge() == [401]


async def _standing(staging: Staging, app: Doors) -> dict[int, dict[str, Any]]:
    await app.house.request_log.write()
    answer = await staging.developer.done("GET", "/v1/sandbox/certificate")
    return {one["number"]: one for one in answer["scenarios"]}


@pytest.mark.large
@pytest.mark.parametrize(
    ("owned", "not_asked"),
    [
        pytest.param(WooOwner, [], id="woocommerce"),
        pytest.param(BaseOwner, [11], id="base"),
        pytest.param(ShopifyOwner, [20], id="shopify"),
    ],
)
async def test_a_platforms_connection_earns_the_certificate_in_a_sandbox(
    owned: Callable[[], Owner],
    not_asked: list[int],
    app: Doors,
    developer: Developer,
    db: Database,
    settings: Settings,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(wire, "READ_PAUSES_S", (0.0, 0.0))
    owner = owned()
    with owner.simulator:
        owner.sells(TEA)
        owner.sells(NEW)
        staging = await open_staging(owner, developer, db, settings)
        await staging.turns()
        await _a_delivery_comes(staging)
        await _told_late_twice_and_otherwise(staging)
        await _an_unknown_sku(staging)
        await _shipped_and_too_late(staging)
        await _delivered_and_back(staging)
        await _a_label_is_refused(staging)
        await _a_parcel_is_lost_and_sent_again(staging)
        await _the_platform_is_away(staging)
        await _a_stranger_calls(staging)
        now = await _standing(staging, app)
        await staging.platforms.close()
    states = {number: one["state"] for number, one in now.items()}
    wanted = dict.fromkeys(range(1, 21), "passed") | dict.fromkeys(not_asked, "not_asked")
    assert states == wanted
    issued = await developer.done("POST", "/v1/sandbox/certificate")
    assert issued["not_asked"] == not_asked and owner.kind in issued["programs"]
