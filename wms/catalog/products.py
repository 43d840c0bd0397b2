"""What a shop says about a product, and what we keep of it (structs only)."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated
from uuid import UUID

import msgspec
from msgspec import UNSET, Meta, UnsetType

from wms.texts import Code, Line, Quantity, Sku

#: a base unit is at most a whole EUR pallet: it bears 1.5 t (UIC 435-2), more is a slip of the key
WEIGHT_MAX_G = 1_500_000
#: ten metres: nothing longer lies on a shelf
SIZE_MAX_MM = 10_000
#: pieces, cases and pallets of one product, in their old and new wrappings
BARCODES_MAX = 20

Grams = Annotated[int, Meta(ge=0, le=WEIGHT_MAX_G)]
Millimetres = Annotated[int, Meta(ge=0, le=SIZE_MAX_MM)]


class BarcodeOf(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A code on the product; ``quantity`` base units are in what carries it."""

    code: Code
    quantity: Quantity = 1


Barcodes = Annotated[tuple[BarcodeOf, ...], Meta(max_length=BARCODES_MAX)]


class NewProduct(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A product as its shop registers it."""

    sku: Sku
    name: Line
    barcodes: Barcodes = ()
    weight_g: Grams | None = None
    length_mm: Millimetres | None = None
    width_mm: Millimetres | None = None
    height_mm: Millimetres | None = None
    is_lot_tracked: bool = False
    is_expiry_tracked: bool = False
    is_serial_tracked: bool = False
    is_hazmat: bool = False
    is_fragile: bool = False
    #: this side up: in a carton its height stays its height
    is_upright: bool = False
    #: shown to the packer at the first piece in a parcel, and confirmed
    packing_instructions: Line | None = None


class ProductChange(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What becomes different; what is not named stays. ``barcodes`` replaces all of them."""

    name: Line | UnsetType = UNSET
    barcodes: Barcodes | UnsetType = UNSET
    weight_g: Grams | UnsetType | None = UNSET
    length_mm: Millimetres | UnsetType | None = UNSET
    width_mm: Millimetres | UnsetType | None = UNSET
    height_mm: Millimetres | UnsetType | None = UNSET
    is_lot_tracked: bool | UnsetType = UNSET
    is_expiry_tracked: bool | UnsetType = UNSET
    is_serial_tracked: bool | UnsetType = UNSET
    is_hazmat: bool | UnsetType = UNSET
    is_fragile: bool | UnsetType = UNSET
    is_upright: bool | UnsetType = UNSET
    packing_instructions: Line | UnsetType | None = UNSET


class ProductCard(msgspec.Struct, frozen=True, kw_only=True):
    """A product as it is kept; barcodes are in GTIN form without leading zeros."""

    id: UUID
    sku: str
    name: str
    barcodes: tuple[BarcodeOf, ...]
    weight_g: int | None
    length_mm: int | None
    width_mm: int | None
    height_mm: int | None
    is_lot_tracked: bool
    is_expiry_tracked: bool
    is_serial_tracked: bool
    is_hazmat: bool
    is_fragile: bool
    is_upright: bool
    packing_instructions: str | None
    version: int
    created_at: datetime
    updated_at: datetime


#: the columns that a shop sets
SHOPS_COLUMNS = tuple(f for f in NewProduct.__struct_fields__ if f != "barcodes")
