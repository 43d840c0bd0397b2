"""What everybody in the demo knows: the cast, the goods, the shops' programs, who is where."""

from __future__ import annotations

from typing import Any

from wms.catalog.products import NewProduct
from wms.demo.cast import Cast, Person
from wms.demo.desk import Desk
from wms.demo.goods import products_of
from wms.demo.handheld import Handheld
from wms.demo.plot import Order
from wms.demo.shop_system import ShopSystem
from wms.demo.stage import Stage
from wms.demo.tale import Tale


class World:
    """The demo while it runs."""

    def __init__(self, stage: Stage, cast: Cast, tale: Tale) -> None:
        self.stage = stage
        self.cast = cast
        self.tale = tale
        self.goods: dict[str, list[NewProduct]] = {code: products_of(code) for code in cast.shops}
        self.systems = {code: ShopSystem(stage.url, shop) for code, shop in cast.shops.items()}
        #: ids of the orders by the shops' names for them
        self.orders: dict[str, str] = {}
        #: totes that the pickers brought to packing
        self.totes: list[str] = []
        #: numbers of the parcels that were packed
        self.parcels: list[int] = []
        #: file names of the consumers' letters that were read
        self.read_letters: set[str] = set()
        #: tracking numbers by the number of the parcel
        self.tracking: dict[int, str] = {}
        #: (what, path) of pages that tell the demo's stories afterwards
        self.worth_a_look: list[tuple[str, str]] = []
        self.handhelds: list[Handheld] = []
        self._desk: Desk | None = None
        self._by_sku = {product.sku: product for made in self.goods.values() for product in made}

    def product(self, sku: str) -> NewProduct:
        """A product by its SKU, as a page shows it ("LIP-01-50 · LIPOWA")."""
        return self._by_sku[sku.split(" · ")[0].strip()]

    def piece(self, sku: str) -> str:
        """The barcode on one piece."""
        return self.product(sku).barcodes[0].code

    def at_work(self, person: Person) -> Handheld:
        """Somebody enrols their handheld and logs in."""
        handheld = Handheld(self.stage.url, person)
        self.handhelds.append(handheld)
        handheld.enrol_and_log_in()
        self.tale.say(f"{person.name} logs in with badge and PIN; the menu: {handheld.says}")
        return handheld

    @property
    def desk(self) -> Desk:
        """The office's browser, logged in once."""
        if self._desk is None:
            self._desk = Desk(self.stage.url, self.cast.desk_password)
        return self._desk

    def order(self, order: Order) -> Any:
        """An order as its shop sees it now."""
        return self.systems[order.shop].get(f"/orders/{self.orders[order.name]}")

    def close(self) -> None:
        """Everybody hangs up."""
        for browser in (*self.handhelds, *([self._desk] if self._desk else [])):
            browser.close()
        for system in self.systems.values():
            system.close()
