"""What a return looks like in the documentation of the REST interface."""

from __future__ import annotations

from typing import Any, Final

ASKED: Final[dict[str, Any]] = {
    "external_id": "RMA-77",
    "order_external_id": "$listShipments/items/0/order_external_id",
    "lines": [{"sku": "TEA-100", "quantity": 1}],
    "reason": "withdrawal",
    "declared_at": "2026-11-20T08:00:00Z",
    "tracking_number": "620999123456789012345678",
}
VIEW: Final[dict[str, Any]] = {
    "id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c01",
    "shop_id": "019ab2f0-0000-7000-8000-000000000001",
    "external_id": "RMA-77",
    "number": 1,
    "order_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f01",
    "order_external_id": "WEB-1007",
    "order_number": 1001,
    "status": "announced",
    "reason": "withdrawal",
    "tracking_number": "620999123456789012345678",
    "note": None,
    "declared_at": "2026-11-20T08:00:00Z",
    "arrived_at": None,
    "inspected_at": None,
    "completed_at": None,
    "rejected_at": None,
    "rejection_reason": None,
    "refund_clearable_at": None,
    "refund_basis": None,
    "refunded_at": None,
    "complaint_answered_at": None,
    "came_empty_at": None,
    "came_weight_g": None,
    "photos": [],
    "clocks": {
        "goods_due_at": "2026-12-04T22:59:59Z",
        "refund_due_at": "2026-12-04T22:59:59Z",
        "is_refund_withholdable": True,
        "complaint_answer_due_at": None,
    },
    "parcels": [
        {
            "id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c03",
            "tracking_number": "620999123456789012345678",
            "arrived_at": None,
            "weight_g": None,
            "photos": [],
        }
    ],
    "exchange": None,
    "lines": [
        {
            "id": "019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c02",
            "order_line_id": "019ab2f0-7b2c-7e0a-9d0e-0c5a3e6d1f02",
            "sku": "TEA-100",
            "name": "Herbata czarna 100 g",
            "announced": 1,
            "received": 0,
            "inspected": 0,
            "is_mismatch": False,
            "serials": [],
            "mismatches": [],
            "findings": [],
        }
    ],
    "created_at": "2026-11-22T09:40:00Z",
    "updated_at": "2026-11-22T09:40:00Z",
    "version": 1,
}
UNKNOWN: Final[dict[str, Any]] = VIEW | {
    "external_id": None,
    "number": 2,
    "order_id": None,
    "order_external_id": None,
    "order_number": None,
    "status": "unidentified",
    "reason": "other",
    "declared_at": None,
    "arrived_at": "2026-11-22T09:45:00Z",
    "photos": ["019ab2f6-4d31-7f00-b2c6-7e8d9a0b1c0b"],
    "clocks": {
        "goods_due_at": None,
        "refund_due_at": None,
        "is_refund_withholdable": False,
        "complaint_answer_due_at": None,
    },
    "parcels": [],
    "exchange": None,
    "lines": [],
}
