"""DPD's own protocol comes once its manifest is signed, and nobody waits for it."""

from __future__ import annotations

import asyncio
import re

import httpx
import pytest
from sqlalchemy import text

from tests.api.conftest import app, doors, new_client, office_client
from tests.couriers.test_accounts import ANNA, _wanted, at, open_accounts
from tests.packing.bench import open_bench
from wms.db import HALL, Database
from wms.demo.couriers import Couriers as Simulated
from wms.demo.couriers import Trouble
from wms.errors import NotFound
from wms.shipping.couriers import Couriers
from wms.shipping.failures import ACCOUNT_UNREADABLE
from wms.shipping.loading import load as loading
from wms.shipping.loading.hand_over import close_manifest
from wms.shipping.loading.protocols import PAUSES_S, ask_again, protocol_content, protocols_of
from workers.labels import buy
from workers.protocols import ask_for_protocols

__all__ = ["app", "doors", "new_client", "office_client"]


async def test_a_signed_manifest_of_dpd_gets_dpds_protocol_of_its_parcels(
    db: Database, couriers: Simulated, office_client: httpx.AsyncClient
) -> None:
    bench = await open_bench(db)
    await open_accounts(bench)
    sellers = Couriers(db, at(couriers))
    await buy(db, sellers, *await _wanted(bench, "dpd", "classic", **ANNA))
    number = await bench.value("SELECT tracking_number FROM shipments")
    async with db.begin(HALL) as tx:
        manifest = (await loading.load_anywhere(tx, number, by=bench.ola)).manifest
    await ask_for_protocols(db, sellers)
    assert couriers.dpd.protocols == [], "nobody has signed yet"
    async with db.begin(HALL) as tx:
        await close_manifest(tx, manifest, signed_by="Piotr", by=bench.ola)

    async def due() -> None:
        async with db.begin(HALL) as tx:
            await tx.execute(text("UPDATE courier_protocols SET due_at = clock_timestamp()"))

    for _ in PAUSES_S:
        couriers.dpd.troubles.add(Trouble.BROKEN, 3)
        await ask_for_protocols(db, sellers)
        await due()
    async with db.read(HALL) as read:
        [waiting] = await protocols_of(read, manifest)
        with pytest.raises(NotFound):
            await protocol_content(read, manifest, waiting.id)
    assert waiting.status == "waiting" and waiting.failure is not None
    # the secret key was lost: it will not pass, so the desk sees it at once
    await ask_for_protocols(db, Couriers(db, at(couriers, secret_key="lost")))
    async with db.begin(HALL) as tx:
        [failed] = await protocols_of(tx, manifest)  # type: ignore[arg-type]  # a Tx reads as well
        assert failed.failure is not None
        assert (failed.status, failed.failure.code) == ("failed", ACCOUNT_UNREADABLE)
        await ask_again(tx, manifest, failed.id)
        with pytest.raises(NotFound):
            await ask_again(tx, manifest, failed.id)
    await asyncio.gather(*(ask_for_protocols(db, sellers) for _ in range(3)))
    assert couriers.dpd.protocols == [[number]], "once"
    page = (await office_client.get(f"/office/manifests/{manifest}")).text
    [path] = re.findall(r'href="(/office/manifests/[^"]+/protocol.pdf)"', page)
    assert (await office_client.get(path)).content.startswith(b"%PDF")
    assert (await office_client.post(path.replace("protocol.pdf", "again"))).status_code == 404
    await sellers.close()
