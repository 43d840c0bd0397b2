"""What the settings of a connection mean in its account at Base: statuses, catalogue, products.

The settings hold names, as people read them in Base's panel; a number stands for itself.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

import msgspec

from wms.platforms.baselinker.connector import Connector
from wms.platforms.baselinker.profile import NAME
from wms.platforms.baselinker.words import Rules, rows
from wms.platforms.failures import SETTING_UNKNOWN
from wms.platforms.port import PlatformRefused
from wms.texts import plain

#: products of one page of getInventoryProductsList
PRODUCTS_PAGE: Final = 1_000
#: pages of a catalogue at most; more is a mistake of ours or theirs
PRODUCTS_PAGES_MAX: Final = 200
#: the statuses of an account are asked for again after this, s
STATUSES_FOR_S: Final = 900.0
#: its catalogue after this, s: it may have a hundred pages
CATALOGUE_FOR_S: Final = 7_200.0
#: a product that is not in the catalogue is looked for anew when that was read before this, s
LOOKED_FOR_S: Final = 1_800.0


class Statuses(msgspec.Struct, frozen=True, kw_only=True):
    """Its statuses, and what the settings say about them."""

    rules: Rules
    #: status → its name
    names: Mapping[int, str]
    packed: int | None
    shipped: int | None
    delivered: int | None
    cancelled: int | None
    read_at: float


class Catalogue(msgspec.Struct, frozen=True, kw_only=True):
    """Where stock is kept: SKU → ids of the products and variants that have it."""

    inventory: int
    warehouse: str
    ids: Mapping[str, Sequence[str]]
    read_at: float


class Account:
    """One seller's account, as far as settings name its things."""

    def __init__(self, base: Connector, settings: Mapping[str, str]) -> None:
        self._base = base
        self._settings = settings
        self._statuses: Statuses | None = None
        self._catalogue: Catalogue | None = None
        #: of a catalogue that is being read: its products so far, and the pages that they stood on
        self._ids: dict[str, list[str]] = {}
        self._pages = 0

    def setting(self, name: str) -> str:
        """One setting; empty: nothing was said."""
        return self._settings.get(name, "")

    async def statuses(self, *, is_anew: bool = False) -> Statuses:
        """Raises PlatformRefused: the account has no status of a name that the settings hold."""
        now = time.monotonic()
        known = self._statuses
        if known is not None and not is_anew and now - known.read_at < STATUSES_FOR_S:
            return known
        told = await self._base.read("getOrderStatusList")
        names = {one["id"]: str(one.get("name")) for one in rows(told.get("statuses"), "id")}
        named = {
            name: frozenset(_number(one, names) for one in _listed(self.setting(name)))
            for name in (
                "send",
                "cancel",
                "set_packed",
                "set_shipped",
                "set_delivered",
                "set_cancelled",
            )
        }
        self._statuses = Statuses(
            rules=Rules(
                send=named["send"],
                cancel=named["cancel"] | named["set_cancelled"],
                ours=named["set_packed"] - named["send"],
                over=(named["set_shipped"] | named["set_delivered"]) - named["send"],
                ways=self.setting("ways"),
                must_be_paid=self.setting("paid") != "status",
            ),
            names=names,
            packed=_first(named["set_packed"]),
            shipped=_first(named["set_shipped"]),
            delivered=_first(named["set_delivered"]),
            cancelled=_first(named["set_cancelled"]),
            read_at=now,
        )
        return self._statuses

    async def where(self) -> tuple[int, str]:
        """Catalogue and warehouse whose stock is kept. Raises PlatformRefused: there is no such."""
        told = await self._base.read("getInventories")
        found = {one["inventory_id"]: one for one in rows(told.get("inventories"), "inventory_id")}
        names = {number: str(one.get("name")) for number, one in found.items()}
        if wanted := self.setting("inventory"):
            number = _number(wanted, names)
        else:
            usual = (number for number, one in found.items() if one.get("is_default"))
            number = next(usual, next(iter(found), 0))
        chosen = found.get(number, {})
        there = [str(one) for one in chosen.get("warehouses") or ()]
        warehouse = self.setting("warehouse") or str(chosen.get("default_warehouse") or "")
        if not warehouse and len(there) == 1:
            warehouse = there[0]
        if warehouse not in there:
            raise _unknown(warehouse, there)
        return number, warehouse

    async def catalogue(self, skus: Collection[str]) -> Catalogue:
        """The products; read anew when that is old, sooner when one of ``skus`` is not there."""
        now = time.monotonic()
        known = self._catalogue
        if known is not None:
            is_whole = all(one in known.ids for one in skus)
            if now - known.read_at < (CATALOGUE_FOR_S if is_whole else LOOKED_FOR_S):
                return known
        inventory, warehouse = await self.where()
        await self._read_products(inventory)
        self._catalogue = Catalogue(
            inventory=inventory, warehouse=warehouse, ids=self._ids, read_at=now
        )
        self._ids, self._pages = {}, 0
        return self._catalogue

    async def _read_products(self, inventory: int) -> None:
        """Page by page; a reading that breaks off (the pace, a fault) goes on where it was."""
        while self._pages < PRODUCTS_PAGES_MAX:
            told = await self._base.read(
                "getInventoryProductsList",
                inventory_id=inventory,
                include_variants=True,
                page=self._pages + 1,
            )
            products: dict[str, Any] = dict(told.get("products") or {})
            for product_id, one in products.items():
                if sku := str(one.get("sku") or "").strip():
                    self._ids.setdefault(sku, []).append(product_id)
            self._pages += 1
            if len(products) < PRODUCTS_PAGE:
                return


def _listed(said: str) -> list[str]:
    parts = said.replace(";", ",").replace("\n", ",").split(",")
    return [one.strip() for one in parts if one.strip()]


def _first(some: Collection[int]) -> int | None:
    return next(iter(some), None)


def _number(said: str, names: Mapping[int, str]) -> int:
    """A number or a name as what it means. Raises PlatformRefused: there is no such."""
    if said.isdecimal() and int(said) in names:
        return int(said)
    for number, name in names.items():
        if plain(name) == plain(said):
            return number
    raise _unknown(said, names.values())


def _unknown(said: str, known: Collection[str]) -> PlatformRefused:
    return PlatformRefused(code=SETTING_UNKNOWN, platform=NAME, value=said, known=", ".join(known))
