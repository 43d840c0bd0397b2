"""The alarms desk, and what is done about a parcel at its order's page."""

from __future__ import annotations

import re

import httpx
from sqlalchemy import text

from tests.office.scene import Scene, label_all
from wms.barcodes import Kind, label_code
from wms.db import HALL
from wms.shipping.alarms.raised import watch
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.loading.load import load_anywhere


async def test_a_lost_parcel_is_told_taken_sent_again_with_another_service_and_gone_from_the_desk(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    order, parcel = f"/office/orders/{scene.packed.number}", scene.packed_parcel
    ola = scene.bench.ola
    async with scene.db.begin(HALL) as tx:
        loaded = await load_anywhere(tx, label_code(Kind.PARCEL, parcel), by=ola)
        await close_manifest(tx, loaded.manifest, signed_by="Piotr", by=ola)
    said = {"status": "lost", "note": "Kurier szukał"}
    answer = await manager.post(f"/office/parcels/{parcel}/news", data=said)
    assert answer.status_code == 303
    async with scene.db.begin(HALL) as tx:
        await watch(tx)
    page = (await manager.get("/office/alarms")).text
    assert "The courier has lost it." in page and "claim the loss" in page
    assert f"{order}?again={parcel}#again" in page
    alarm = re.findall(r"/office/alarms/([0-9a-f-]{36})/take", page)[0]
    assert (await manager.post(f"/office/alarms/{alarm}/take", data={})).status_code == 303
    twice = await manager.post(f"/office/alarms/{alarm}/take", data={"of": ""})
    assert twice.status_code == 409 and "looks after this already" in twice.text
    note = {"note": "zgłoszone", "do": "note", "back": "/office/alarms?owner=us"}
    done = await manager.post(f"/office/alarms/{alarm}/note", data=note)
    assert done.headers["location"].startswith("/office/alarms?owner=us&said=")
    assert "zgłoszone" in (await manager.get("/office/alarms?state=mine")).text

    form = (await manager.get(f"{order}?again={parcel}")).text
    assert "Kurier szukał" in form and "In place of parcel" in form
    wanted = dict(re.findall(r'name="(q\.[^"]+)"[^>]* value="(\d+)"', form))
    assert wanted == {"q.TEA": "1"}
    wish = {"parcel": str(parcel), "reason": "lost", "way": "house/express", **wanted}
    nothing = await manager.post(f"{order}/again", data=wish | dict.fromkeys(wanted, "0"))
    assert nothing.status_code == 409 and "how many of what" in nothing.text
    sent = await manager.post(f"{order}/again", data=wish)
    assert sent.status_code == 303, sent.text
    row = await scene.row(
        "SELECT o.number, o.service, r.cost, r.user_id IS NOT NULL FROM reshipments r "
        "JOIN orders o ON o.id = r.order_id"
    )
    assert sent.headers["location"] == f"/office/orders/{row[0]}?said=sent_again"  # type: ignore[index]  # a row
    assert tuple(row)[1:] == ("express", "carrier", True)  # type: ignore[arg-type]  # a row
    assert "at the courier's cost" in (await manager.get(order)).text
    async with scene.db.begin(HALL) as tx:
        await watch(tx)
    assert "The courier has lost it." not in (await manager.get("/office/alarms")).text
    assert "The courier has lost it." in (await manager.get("/office/alarms?state=over")).text


async def test_a_driver_who_delivered_everything_is_written_down_by_one_press(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    ola = scene.bench.ola
    async with scene.db.begin(HALL) as tx:
        code = label_code(Kind.PARCEL, scene.packed_parcel)
        loaded = await load_anywhere(tx, code, by=ola)
    page = f"/office/manifests/{loaded.manifest}"
    assert (await manager.post(f"{page}/delivered")).status_code == 404  # nobody signed it
    async with scene.db.begin(HALL) as tx:
        await close_manifest(tx, loaded.manifest, signed_by="Piotr", by=ola)
    assert f'action="{page}/delivered"' in (await manager.get(page)).text
    assert (await manager.post(f"{page}/delivered")).status_code == 303
    assert f'action="{page}/delivered"' not in (await manager.get(page)).text
    row = await scene.row(
        "SELECT o.status, count(*) FROM orders o JOIN events e ON e.type = 'shipment.delivered' "
        "AND e.data ->> 'order_id' = CAST(o.id AS text) WHERE o.number = :n GROUP BY 1",
        n=scene.packed.number,
    )  # fmt: skip
    assert tuple(row) == ("delivered", 1)  # type: ignore[arg-type]  # a row


async def test_a_parcel_that_is_still_here_gets_the_label_of_another_service(
    scene: Scene, manager: httpx.AsyncClient
) -> None:
    number = scene.packed_parcel
    wish = {"way": "house/express"}
    answer = await manager.post(f"/office/parcels/{number}/another-way", data=wish)
    assert answer.status_code == 303, answer.text
    states = "SELECT s.service, s.status, p.status FROM shipments s JOIN parcels p " \
             "ON p.id = s.parcel_id WHERE p.number = :n ORDER BY s.id"  # fmt: skip
    rows = await scene.bench.rows(states, n=number)
    assert [tuple(row) for row in rows] == [
        ("standard", "voided", "packed"), ("express", "requested", "packed"),
    ]  # fmt: skip
    early = await manager.post(f"/office/parcels/{number}/another-way", data=wish)
    assert early.status_code == 409
    await label_all(scene.bench)
    assert await scene.value("SELECT status FROM parcels WHERE number = :n", n=number) == "labelled"
    here = await manager.post(f"/office/parcels/{number}/news", data={"status": "delivered"})
    assert here.status_code == 409 and "is not with its courier" in here.text
    gone = await manager.post(f"/office/parcels/{scene.shipped_parcel}/another-way", data=wish)
    assert gone.status_code == 409 and "was handed over" in gone.text
    async with scene.db.read(HALL) as read:
        assert await read.scalar(text("SELECT count(*) FROM label_decisions")) == 1
