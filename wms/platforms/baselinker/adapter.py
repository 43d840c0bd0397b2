"""Base (BaseLinker): its orders, stock and tracking (api.baselinker.com).

Statuses are what its seller made of them, so the connection names them
(`wms.platforms.baselinker.account`). Base tells nothing by itself; it is asked
(`wms.platforms.baselinker.looks`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from wms.failures import Failure
from wms.platforms.baselinker.account import Account, Statuses
from wms.platforms.baselinker.connector import PER_MINUTE, Connector
from wms.platforms.baselinker.looks import look, read_cursor, write_cursor
from wms.platforms.baselinker.profile import NAME, PROFILE, STOCK_MAX
from wms.platforms.baselinker.words import orders_in, removed, rows, seen
from wms.platforms.failures import NOT_COUNTED_THERE, SKU_NOT_THERE
from wms.platforms.port import WORDS_MAX_CHARS, Answer, Changed, Level, Made, Parcel, Platform, Seen
from wms.platforms.ways import table_of
from wms.platforms.wire import Dial, Wire

#: longest courier's code and longest comment, letters (createPackageManual, setOrderFields)
COURIER_MAX_CHARS: Final = 20
COMMENT_MAX_CHARS: Final = 200


def _now() -> datetime:
    return datetime.now(UTC)


class BaseLinker(Platform):
    """One seller's account."""

    profile = PROFILE

    def __init__(self, made: Made, dial: Dial, *, clock: Callable[[], datetime] = _now) -> None:
        token = made.credentials["token"]
        pace = dial.pace(_counted_as(token), PER_MINUTE, platform=NAME)
        wire = Wire(dial, made.url, name=NAME, headers={"X-BLToken": token}, pace=pace)
        self._base = Connector(wire, pace, clock)
        self._now = clock
        self._account = Account(self._base, made.settings)

    async def knows_us(self) -> str:
        """The names that can stand in the settings; refused when one that does is not there."""
        statuses = await self._account.statuses(is_anew=True)
        there = ", ".join(statuses.names.values())
        if self._account.setting("stock") == "yes":
            inventory, warehouse = await self._account.where()
            there += f" · {inventory} · {warehouse}"
        return there[:WORDS_MAX_CHARS]

    async def order(self, order_id: str) -> Seen | None:
        statuses = await self._account.statuses()
        read_at = self._now()
        found = await self._order(order_id)
        if found is None:
            return removed(int(order_id), read_at=read_at)
        return _seen(found, statuses, read_at)

    async def changed(self, cursor: str | None, *, since: datetime) -> Changed:
        statuses = await self._account.statuses()
        now = self._now()
        page = await look(
            self._base, read_cursor(cursor), since=since, now=now, statuses=statuses.rules.send
        )
        gone = [removed(one, read_at=now) for one in page.gone]
        return Changed(
            orders=gone + [_seen(one, statuses, now, page.after) for one in page.orders],
            cursor=write_cursor(page.cursor),
            is_more=page.is_more,
        )

    async def push_stock(self, levels: Sequence[Level]) -> Mapping[str, Failure]:
        catalogue = await self._account.catalogue({one.sku for one in levels})
        refused = {
            one.sku: Failure(code=SKU_NOT_THERE, facts={"platform": NAME})
            for one in levels
            if one.sku not in catalogue.ids
        }
        # the same SKU may stand on several products and variants: all of them are one shelf here
        told = {product: one for one in levels for product in catalogue.ids.get(one.sku, ())}
        products = list(told)
        for start in range(0, len(products), STOCK_MAX):
            some = products[start : start + STOCK_MAX]
            said = await self._base.write(
                "updateInventoryProductsStock",
                inventory_id=catalogue.inventory,
                products={one: {catalogue.warehouse: told[one].quantity} for one in some},
            )
            for product, words in dict(said.get("warnings") or {}).items():
                refused[told[str(product)].sku] = Failure(
                    code=NOT_COUNTED_THERE, facts={"platform": NAME}, words=str(words)
                )
        return refused

    async def tell_shipped(self, parcel: Parcel) -> str:
        """A package of its order, once however often it is told; then the order's status."""
        statuses = await self._account.statuses()
        order_id = int(parcel.order_id)
        # Base takes the same number twice and has two packages then: it is looked for each time
        told = await self._base.read("getOrderPackages", order_id=order_id)
        packages = rows(told.get("packages"), "package_id")
        numbers = {str(one.get("courier_package_nr")) for one in packages}
        is_there = parcel.tracking_number in numbers
        answer = "package was there"
        if not is_there:
            codes = table_of(self._account.setting("couriers"))
            courier = codes.get(parcel.carrier.casefold(), parcel.carrier_name)
            said = await self._base.write(
                "createPackageManual",
                order_id=order_id,
                courier_code=courier[:COURIER_MAX_CHARS],
                package_number=parcel.tracking_number,
                pickup_date=int(parcel.shipped_at.timestamp()),
            )
            answer = f"package {said.get('package_id')}"
        if parcel.instead_of:
            await self._taken_out(packages, parcel.instead_of)
            return answer
        found = await self._order(parcel.order_id) if parcel.is_last else None
        if found is not None:
            # each change of a status may send a letter to the buyer: one that went on by itself
            # after an earlier try keeps where it is
            rules = statuses.rules
            if not is_there or found["order_status_id"] in rules.send | rules.ours:
                await self._moved(found, statuses.shipped)
        return answer

    async def _taken_out(
        self, packages: Sequence[Mapping[str, Any]], numbers: Collection[str]
    ) -> None:
        """Packages whose goods went once more: Base knows no other number for a package, so the new
        one stands in its place."""
        for one in packages:
            if str(one.get("courier_package_nr")) in numbers:
                await self._base.write(
                    "deleteCourierPackage",
                    courier_code=str(one.get("courier_code")),
                    package_id=one["package_id"],
                    force_delete=True,
                )

    async def tell_delivered(self, parcel: Parcel, words: str) -> str | None:  # noqa: ARG002 - a status says it
        """The order's status, once all of its parcels are delivered and its seller named one."""
        statuses = await self._account.statuses()
        if statuses.delivered is None or not parcel.is_all_delivered:
            return None
        found = await self._order(parcel.order_id)
        return await self._moved(found, statuses.delivered) if found else None

    async def tell_answer(
        self,
        order_id: str,
        answer: Answer,
        words: str,
        *,
        why: Failure | None = None,  # noqa: ARG002 - the words say it
        is_again: bool = False,  # noqa: ARG002 - looks each time
    ) -> str | None:
        """A status or a note; whether it is there already is looked first, each time."""
        statuses = await self._account.statuses()
        found = await self._order(order_id)
        if found is None:
            return None
        if answer is Answer.CANCELLED:
            return await self._moved(found, statuses.cancelled, statuses.rules.cancel)
        return await self._noted(found, words)

    async def tell_packed(self, order_id: str) -> str | None:
        """Its parcels are closed; what was shipped meanwhile, or called off, stays so."""
        statuses = await self._account.statuses()
        found = await self._order(order_id)
        if found is None:
            return None
        rules = statuses.rules
        return await self._moved(found, statuses.packed, rules.cancel | rules.over)

    async def tell_note(
        self,
        order_id: str,
        words: str,
        *,
        why: Failure | None = None,  # noqa: ARG002 - the words say it
        is_again: bool = False,  # noqa: ARG002 - looks each time
    ) -> str | None:
        found = await self._order(order_id)
        return await self._noted(found, words) if found else None

    async def close(self) -> None:
        await self._base.close()

    async def _order(self, order_id: str) -> Mapping[str, Any] | None:
        told = await self._base.read(
            "getOrders", order_id=int(order_id), get_unconfirmed_orders=True
        )
        return next((one for one in orders_in(told) if str(one["order_id"]) == order_id), None)

    async def _moved(
        self, order: Mapping[str, Any], status: int | None, is_well: Collection[int] = ()
    ) -> str:
        """The order in a status of ours, unless it is in one that says the same."""
        now = order["order_status_id"]
        if status is None or now == status or now in is_well:
            return f"status {now}"
        await self._base.write("setOrderStatus", order_id=order["order_id"], status_id=status)
        return f"status {status}"

    async def _noted(self, order: Mapping[str, Any], words: str) -> str | None:
        """What people of the shop must know, before their own comments, once. None: there is no
        room for it."""
        there = str(order.get("admin_comments") or "").strip()
        said = words[:COMMENT_MAX_CHARS]
        if said in there:
            return "note was there"
        whole = f"{said} {there}".strip()
        if len(whole) > COMMENT_MAX_CHARS:
            return None
        await self._base.write("setOrderFields", order_id=order["order_id"], admin_comments=whole)
        return "note"


def _seen(
    order: Mapping[str, Any],
    statuses: Statuses,
    read_at: datetime,
    after: Mapping[int, int] | None = None,
) -> Seen:
    return seen(
        order,
        statuses.rules,
        names=statuses.names,
        read_at=read_at,
        goods_from=(after or {}).get(order["order_id"]),
    )


def _counted_as(token: str) -> str:
    """By what the requests of a token are counted: connections that share it share its limit."""
    return f"baselinker:{hashlib.sha256(token.encode()).hexdigest()[:32]}"
