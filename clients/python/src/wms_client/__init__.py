"""The warehouse for an e-shop's programs in Python.

    from wms_client import Warehouse
    from wms_client.models import NewOrderLine, NewOrder, Recipient

    with Warehouse("https://warehouse.example", key="wms_live_…") as warehouse:
        order = warehouse.place_order(NewOrder(external_id="WEB-1", recipient=…, lines=…))

Each operation of the API is a method, by the name that the API's description gives it.
"""

from __future__ import annotations

from typing import Self

from wms_client import models
from wms_client.async_operations import AsyncOperations
from wms_client.calls import AsyncPages, Page, Pages
from wms_client.errors import (
    ConflictError,
    FieldFault,
    ForbiddenError,
    InvalidError,
    NotFoundError,
    Problem,
    RateLimitedError,
    RefusedError,
    ServerError,
    UnauthorizedError,
    UnreachableError,
    VersionMovedError,
    WarehouseError,
)
from wms_client.operations import Operations
from wms_client.retries import Retries
from wms_client.webhooks import NotSignedError, data_of, read_event


class Warehouse(Operations):
    """The warehouse, asked one thing after the other."""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


class AsyncWarehouse(AsyncOperations):
    """The warehouse, for programs with an event loop."""

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()


__all__ = [
    "AsyncPages",
    "AsyncWarehouse",
    "ConflictError",
    "FieldFault",
    "ForbiddenError",
    "InvalidError",
    "NotFoundError",
    "NotSignedError",
    "Page",
    "Pages",
    "Problem",
    "RateLimitedError",
    "RefusedError",
    "Retries",
    "ServerError",
    "UnauthorizedError",
    "UnreachableError",
    "VersionMovedError",
    "Warehouse",
    "WarehouseError",
    "data_of",
    "models",
    "read_event",
]
