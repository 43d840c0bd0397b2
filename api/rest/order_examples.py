"""What the examples of orders say."""

from __future__ import annotations

from typing import Any, Final

TAG: Final = ["Orders"]

RECIPIENT: Final = {
    "name": "Anna Żółkiewska",
    "street": "Świętokrzyska 12/7",
    "postcode": "00-950",
    "city": "Warszawa",
    "country": "PL",
    "email": "anna@example.com",
    "phone": "+48600100200",
}
ASKED: Final[dict[str, Any]] = {
    "external_id": "WEB-1007",
    "recipient": RECIPIENT,
    "lines": [{"sku": "TEA-100", "quantity": 2, "external_id": "1"}],
    "carrier": "house",
    "service": "standard",
    "language": "pl",
}
PLACED: Final[dict[str, Any]] = {
    "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "shop_id": "019ab2f0-0000-7000-8000-000000000001",
    "external_id": "WEB-1007",
    "number": 1001,
    "status": "backordered",
    "recipient": RECIPIENT | {"company": None, "pickup_point_id": None},
    "carrier": "house",
    "service": "standard",
    "language": "pl",
    "priority": 100,
    "ship_by": None,
    "backorder_policy": "all_or_nothing",
    "wait_until": None,
    "cod_amount_minor": None,
    "cod_currency": None,
    "insurance_amount_minor": None,
    "insurance_currency": None,
    "value_amount_minor": None,
    "value_currency": None,
    "chosen_way": None,
    "gift_note": None,
    "note": None,
    "created_at": "2026-11-22T09:30:00Z",
    "updated_at": "2026-11-22T09:30:00Z",
    "cancelled_at": None,
    "shipped_at": None,
    "is_cancel_requested": False,
    "reship_of": None,
    "holds": [],
    "consumer_url": "https://warehouse.example/o/AZqy8AAAcACA…",
    "version": 2,
    "lines": [
        {
            "id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f02",
            "line_no": 1,
            "sku": "TEA-100",
            "name": "Herbata czarna 100 g",
            "external_id": "1",
            "ordered": 2,
            "allocated": 0,
            "picked": 0,
            "packed": 0,
            "shipped": 0,
            "cancelled": 0,
            "returned": 0,
            "backordered": 2,
            "kit": None,
        }
    ],
}
