"""At the desk it is said for how long consumers are known, and one who asks gets what is held."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from tests.api.conftest import NewClient
from tests.office.scene import Scene, log_in
from tests.orders.asking import goes_to
from wms.contact.say import say, thread_for
from wms.privacy import known


async def test_the_desk_hands_over_what_is_held_and_sets_for_how_long(
    scene: Scene, new_client: NewClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = await log_in(scene, new_client, "shop", "en")
    page = f"/office/shops/{scene.bench.shop.code}/privacy"
    assert 'value="30"' in (await desk.get(page)).text, "nobody said anything yet"
    assert (await desk.post(page, data={"retention_days": "45"})).status_code == 303
    for wrong in ("0", "3651", "4.5", "a month", ""):
        no = await desk.post(page, data={"retention_days": wrong})
        assert no.status_code == 422 and "1 to 3650" in no.text
    assert 'value="45"' in (await desk.get(page)).text

    async with scene.db.begin("hall") as tx:
        address = "Ask.Me@Example.com"
        for one in (scene.shipped.id, scene.others_order.id):
            whose = await tx.scalar(text("SELECT shop_id FROM orders WHERE id = :id"), {"id": one})
            await goes_to(tx, whose, one, email=address)
        shop = scene.bench.shop.id
        thread = await thread_for(tx, shop, order_id=scene.shipped.id)
        await say(tx, shop, thread, channel="page", from_="consumer", words="It is late")
        await say(tx, shop, thread, channel="note", from_="us", words="Calls every day")
    for who in ("WEB-1", f" {address.lower()} "):
        kept = await desk.post(f"{page}/held", data={"who": who})
        assert kept.status_code == 200, kept.text
        assert "attachment" in kept.headers["content-disposition"]
        assert "@" not in kept.headers["content-disposition"]
        told = kept.json()
        assert [one["order_external_id"] for one in told["orders"]] == ["WEB-1"], "its own only"
        assert told["orders"][0]["recipient"]["email"] == address and told["is_complete"]
        said = [one["words"] for one in told["orders"][0]["said"]]
        assert "It is late" in said and "Calls every day" not in said, "notes of ours stay here"
    with monkeypatch.context() as few:
        few.setattr(known, "FILE_ORDERS_MAX", 0)
        kept = await desk.post(f"{page}/held", data={"who": address})
    assert kept.json()["is_complete"] is False, "a file that leaves something out says so"
    for nobody in ("nobody@example.com", "WEB-404", ""):
        no = await desk.post(f"{page}/held", data={"who": nobody})
        assert no.status_code == 404 and "flash-bad" in no.text
    others = f"/office/shops/{scene.other.code}/privacy"
    assert (await desk.get(others)).status_code == 404
    assert (await desk.post(f"{others}/held", data={"who": "WEB-1"})).status_code == 404

    clerk = await log_in(scene, new_client, "office", "en")
    assert "45 days after the end of an order" in (await clerk.get(page)).text
    assert (await clerk.post(page, data={"retention_days": "5"})).status_code == 403
