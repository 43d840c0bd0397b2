"""A delivery at the dock: a hall, a shop with tea and coffee, Ola with a handheld."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select, text

from tests import cast
from tests.cast import Hall
from wms.access.people import AtWork
from wms.catalog.models import Product
from wms.db import Read, Tx, new_id
from wms.events.models import Event
from wms.inbound.announce import NewAsn, NewAsnLine, announce
from wms.inbound.queries import AsnCard
from wms.inbound.receive import Answer, Received, receive
from wms.shops.models import Shop


@dataclass
class Scene:
    """What stands at the dock."""

    hall: Hall
    shop: Shop
    tea: Product
    coffee: Product
    tea_code: str
    coffee_code: str
    asn: AsnCard
    ola: AtWork

    async def scan(self, tx: Tx, code: str, **facts: Any) -> Received:
        """Ola scans, with a scan id of its own unless told."""
        answer = await self.ask(tx, code, **facts)
        assert isinstance(answer, Received)
        return answer

    async def ask(self, tx: Tx, code: str, **facts: Any) -> Answer:
        """The same, whatever the answer is; what is refused leaves the transaction usable."""
        facts.setdefault("by", self.ola)
        facts.setdefault("scan_id", new_id())
        async with tx.begin_nested():
            return await receive(tx, self.asn.id, code, **facts)

    async def choose_dock(self, tx: Tx, place: str) -> None:
        """The label of a place is scanned as the dock."""
        async with tx.begin_nested():
            await tx.execute(
                text("SELECT asn_choose_dock(asn_take(:asn), :label)"),
                {"asn": self.asn.id, "label": self.hall[place].label_code},
            )


async def at_the_dock(tx: Tx, *, tea: int = 10, **product_facts: Any) -> Scene:
    """A delivery of ``tea`` pieces; coffee is known but not announced."""
    hall, shop = await cast.open_hall(tx), await cast.open_shop(tx)
    product = await cast.add_product(tx, shop, "TEA-100", **product_facts)
    coffee = await cast.add_product(tx, shop, "COFFEE")
    asn = await announce(
        tx,
        shop.id,
        NewAsn(external_id="PO-1", lines=(NewAsnLine(sku="TEA-100", quantity=tea),)),
    )
    return Scene(
        hall, shop, product, coffee,
        await cast.barcode_of(tx, product), await cast.barcode_of(tx, coffee),
        asn, await cast.hire(tx),
    )  # fmt: skip


async def told(tx: Tx | Read, shop_id: UUID) -> list[tuple[str, dict[str, Any]]]:
    """Every event of a shop, in the order in which it happened."""
    rows = await tx.execute(
        select(Event.type, Event.data).where(Event.shop_id == shop_id).order_by(Event.id)
    )
    return [(row.type, row.data) for row in rows]


async def on_hand(tx: Tx, product: Product) -> dict[tuple[str, str], int]:
    """(place, condition) → quantity."""
    rows = await tx.execute(
        text(
            "SELECT p.code, b.condition, b.on_hand FROM balances b "
            "JOIN places p ON p.id = b.place_id WHERE b.product_id = :p AND b.on_hand > 0"
        ),
        {"p": product.id},
    )
    return {(row.code, row.condition): row.on_hand for row in rows}
