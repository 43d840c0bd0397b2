"""The first page of a shop's own person: what waits for them, and how their day goes."""

from __future__ import annotations

from typing import Any

from litestar import Response

from api import i18n
from api.office.desk import DeskPage
from wms.access.people import Desk
from wms.cases.listed import case_counts
from wms.contact.threads import count_threads
from wms.db import Read
from wms.events.delivery_list import dead_deliveries
from wms.inbound.board import board_counts
from wms.inbound.discrepancy_list import undecided
from wms.orders.hold_codes import SHOP_ENDS
from wms.returns.return_list import return_counts
from wms.returns.unidentified.ask import questions
from wms.shipping.desk.order_list import open_orders
from wms.shipping.told.shop_day import shop_day
from wms.shipping.told.waiting import count_waits
from wms.shops.queries import shop
from wms.stock.waiting import EXPIRING_DAYS, stock_waiting


async def shop_home(desk: Desk, desk_page: DeskPage, read: Read) -> Response[Any]:
    """What needs the shop's decision, today's orders, what left, what came back."""
    assert desk.shop_id is not None, "who has no shop sees the hall's own page"
    waits = await count_waits(read)
    return desk_page.show(
        "office/shop_home.html",
        shop=await shop(read, desk.shop_id),
        today=i18n.today().isoformat(),
        day=await shop_day(read, desk.shop_id),
        differences=await undecided(read),
        asked=len(await questions(read, desk.shop_id)),
        held=sum(waits.by_owner[owner] for owner in SHOP_ENDS),
        labels=waits.by_code.get("label", 0),
        cases=await case_counts(read),
        stock=await stock_waiting(read),
        expiring_days=EXPIRING_DAYS,
        returns=await return_counts(read, desk.shop_id),
        deliveries=await board_counts(read),
        orders=await open_orders(read),
        threads=await count_threads(read),
        dead=await dead_deliveries(read),
    )
