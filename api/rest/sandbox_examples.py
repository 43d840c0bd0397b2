"""What the sandbox's operations answer, in the docs and in the tests."""

from __future__ import annotations

from typing import Any, Final

from api.rest.order_examples import PLACED

GIVEN: Final[dict[str, Any]] = {
    "products": 0,
    "pieces": 20,
    "skus": ["SAMPLE-TEA", "SAMPLE-TEA-250", "SAMPLE-MUG", "SAMPLE-POT"],
}
PACKED: Final[dict[str, Any]] = PLACED | {
    "status": "packed",
    "lines": [
        line
        | {"allocated": 0, "backordered": 0, "picked": line["ordered"], "packed": line["ordered"]}
        for line in PLACED["lines"]
    ],
}
ADVANCED: Final[dict[str, Any]] = {"order": PACKED, "events": [], "stopped": None}
