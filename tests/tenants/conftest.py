"""The doors of tests/api, and a shop that has one of everything."""

from __future__ import annotations

from tests.api.conftest import (
    app,
    client,
    doors,
    floor_client,
    new_client,
    new_floor_client,
    new_operator,
    new_shop,
    office_client,
)

__all__ = [
    "app",
    "client",
    "doors",
    "floor_client",
    "new_client",
    "new_floor_client",
    "new_operator",
    "new_shop",
    "office_client",
]
