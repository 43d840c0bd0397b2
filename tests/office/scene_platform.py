"""A shop of the scene that runs on a platform: one of its orders is not paid yet, one needs
its shop."""

from __future__ import annotations

from datetime import UTC, datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from tests.orders.asking import ANNA
from tests.packing.bench import Bench
from wms.db import HALL
from wms.events.guard import Policy
from wms.platforms.acts import note
from wms.platforms.connections import connect, connection
from wms.platforms.messages import keep_message
from wms.platforms.orders import take_order
from wms.platforms.port import Heard, Seen, Wish
from wms.platforms.tellings import tell_later

CREDENTIALS = {"key": "ck_" + "a" * 40, "secret": "cs_" + "b" * 40}


async def platform(bench: Bench, secret_key: str) -> UUID:
    """The shop's connection to WooCommerce."""
    async with bench.db.begin(HALL) as tx:
        made = await connect(
            tx, secret_key, bench.shop.id, "woocommerce", url="https://herbata.example.com",
            label="Herbata i kawa", credentials=CREDENTIALS, policy=Policy(), by=None,
            settings={"ways": "flat_rate = house/standard"},
        )  # fmt: skip
        one = await connection(tx, made)
        heard = Heard(delivery_id="d-1", topic="order.updated", order_id="41")
        await keep_message(tx, secret_key, one, heard, b'{"id": 41}')
        await tell_later(tx, one, "delivered", platform_id="40", key="of the scene")
        await note(tx, one.shop_id, made, "orders.reconciled",
                   facts={"pages": 1, "missing": 1, "known": 4, "orders": 6})  # fmt: skip
        await tx.execute(
            text("UPDATE platform_messages SET status = 'failed', "
                 "failure = '{\"code\": \"platform.our_fault\"}'")
        )  # fmt: skip
    for number, wish in (("WOO-40", Wish.WAIT), ("WOO-41", Wish.SEND)):
        now = datetime.now(UTC)
        seen = Seen(
            id=number.removeprefix("WOO-"), number=number, changed_at=now, ordered_at=now,
            wish=wish, state="processing" if wish is Wish.SEND else "on-hold",
            asked={"recipient": msgspec.to_builtins(ANNA),
                   "lines": [{"sku": "NOBODY-KNOWS", "quantity": 1}]},
        )  # fmt: skip
        async with bench.db.begin(HALL) as tx:
            await take_order(tx, one, seen)
    return made
