"""The products of the examples."""

from __future__ import annotations

from typing import Final

TAG: Final = ["Products"]
ASKED: Final = {
    "sku": "TEA-100",
    "name": "Herbata czarna 100 g",
    "barcodes": [
        {"code": "5901234123457", "quantity": 1},
        {"code": "15901234123454", "quantity": 12},
    ],
    "weight_g": 120,
    "length_mm": 90,
    "width_mm": 60,
    "height_mm": 140,
}
CARD: Final = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a01",
    **ASKED,
    "is_lot_tracked": False,
    "is_expiry_tracked": False,
    "is_serial_tracked": False,
    "is_hazmat": False,
    "is_fragile": False,
    "is_upright": False,
    "packing_instructions": None,
    "version": 1,
    "created_at": "2026-11-22T09:00:00Z",
    "updated_at": "2026-11-22T09:00:00Z",
}
HONEY: Final = {
    "sku": "HONEY-250",
    "name": "Miód lipowy 250 g",
    "is_fragile": True,
    "packing_instructions": "Check the lid. Wrap each jar in paper.",
}
HONEY_CARD: Final = CARD | {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1a02",
    "barcodes": [],
    **dict.fromkeys(("weight_g", "length_mm", "width_mm", "height_mm")),
    **HONEY,
}
