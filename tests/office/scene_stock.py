"""What waits for the desk in the stock of the scene."""

from __future__ import annotations

from tests import cast
from tests.api.people import PASSWORD
from tests.packing.bench import Bench
from wms.access.desks import hire_office_user
from wms.access.people import Desk
from wms.catalog.expiry_rules import ExpiryWatch
from wms.db import HALL, new_id
from wms.shops.models import Shop
from wms.stock.expiry import put_rules
from wms.stock.low import Level, put_level
from wms.stock.propose import Asked, propose


async def watched(bench: Bench) -> None:
    """One product that runs low, one of which there is enough, and a rule for what expires."""
    async with bench.db.begin(HALL) as tx:
        await put_level(tx, bench.shop.id, "TEA", Level(low_at=100_000))
        await put_level(tx, bench.shop.id, "MUG", Level(low_at=0))
        await put_rules(tx, bench.shop.id, ExpiryWatch(warn_days=60, block_days=14))


async def decisions(bench: Bench, other: Shop) -> None:
    """A correction for a second person, a lot that expires soon, goods where nobody may pick."""
    async with bench.db.begin(HALL) as tx:
        anna = await hire_office_user(
            tx, email="anna@example.com", name="Anna", password=PASSWORD, role="office"
        )
        desk = Desk(
            user_id=anna, session_id=new_id(), name="Anna", role="office", shop_id=None,
            language="en",
        )  # fmt: skip
        oil = await cast.add_product(tx, other, "OIL", name="Olej lniany tłoczony na zimno")
        lot = await cast.add_lot(tx, oil, "L-2611", expires_in_days=10)
        await cast.stock(tx, bench.hall, oil, "B-01-3", 900, lot=lot)
        asked = Asked(
            shop_id=other.id, sku="OIL", place="B-01-3", kind="fewer", quantity=500, why="lost"
        )
        await propose(tx, asked, by=desk)
        await cast.stock(tx, bench.hall, oil, "A-05-1", 12, lot=lot)
