"""Parcels of InPost and DPD are followed: by asking with their account, and by InPost's webhook."""

from __future__ import annotations

from dataclasses import replace

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import app, client, doors, new_client
from tests.couriers.test_accounts import ANNA, SECRET, _wanted, at, open_accounts
from tests.packing.bench import open_bench
from wms.db import HALL, Database
from wms.demo.couriers import Couriers as Simulated
from wms.settings import Settings
from wms.shipping.accounts.accounts import accounts, close_account, news_path
from wms.shipping.couriers import Couriers
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from workers.labels import buy
from workers.tracking import ask_by_account, follow_messages

__all__ = ["app", "client", "doors", "new_client"]


@pytest.fixture
def settings(settings: Settings, couriers: Simulated) -> Settings:
    return replace(settings, secret_key=SECRET, **couriers.settings())  # type: ignore[arg-type]


async def test_a_parcel_of_inpost_is_followed_by_asking_and_by_its_webhook(
    client: httpx.AsyncClient, db: Database, couriers: Simulated
) -> None:
    bench = await open_bench(db)
    await open_accounts(bench)
    sellers = Couriers(db, at(couriers))
    key = await _wanted(bench, "inpost", "locker", **ANNA, pickup_point_id="WAW22A")
    await buy(db, sellers, *key)
    number = await bench.value("SELECT tracking_number FROM shipments")
    async with db.begin(HALL) as tx:
        manifest = (await loading.load_anywhere(tx, number, by=bench.ola)).manifest
        await close_manifest(tx, manifest, signed_by="Piotr", by=bench.ola)

    async def status() -> str:
        return str(await bench.value("SELECT status FROM parcels"))

    async def due() -> None:
        async with db.begin(HALL) as tx:
            await tx.execute(text("UPDATE trackings SET due_at = clock_timestamp()"))
            await tx.execute(text("UPDATE courier_turns SET next_at = clock_timestamp()"))

    await due()
    assert await ask_by_account(db, "inpost", sellers) == 1
    assert await status() == "handed_over", "confirmed is nothing new"
    couriers.inpost.happens(number, "adopted_at_source_branch", agency="WAW")
    await due()
    await ask_by_account(db, "inpost", sellers)
    assert await status() == "in_transit"

    async with db.read(HALL) as read:
        account = next(one for one in await accounts(read) if one.carrier == "inpost")
    path = news_path(account, SECRET)
    body = {
        "event_ts": "2036-03-20 15:08:42 +0100", "event": "shipment_status_changed",
        "organization_id": 1, "payload": {
            "shipment_id": 1_000_000, "status": "ready_to_pickup", "tracking_number": number},
    }  # fmt: skip
    assert (await client.get(path)).status_code == 200, "InPost looks first whether it is there"
    for wrong in (path.replace("/news", "x/news"), path.replace("inpost", "dpd")):
        assert (await client.post(wrong, json=body)).status_code == 404
        assert (await client.get(wrong.replace("dpd", "pigeon"))).status_code == 404
    assert (await client.post(path, content=b"{}")).status_code == 401
    assert await bench.value("SELECT count(*) FROM courier_messages") == 0
    async with db.begin(HALL) as tx:
        await close_account(tx, account.id)  # what was bought with it is followed on
    assert (await client.post(path, json=body)).status_code == 204
    await follow_messages(db)
    assert await status() == "available_for_pickup"
    await sellers.close()
