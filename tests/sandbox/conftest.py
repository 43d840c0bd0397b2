"""A shop with a sandbox, and its developer's program."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from tests.api.conftest import (  # noqa: F401 - fixtures
    NewClient,
    ShopKey,
    app,
    client,
    doors,
    new_client,
    new_shop,
    office_client,
    shop_key,
)
from tests.sandbox.keys import issue_test_key
from wms.db import HALL, Database
from wms.halls import twin_of

ORDER: dict[str, Any] = {
    "recipient": {
        "name": "Jan Próbny", "street": "Testowa 1", "postcode": "00-001", "city": "Warszawa",
        "country": "PL", "email": "jan@example.com", "phone": "+48600100200",
    },
    "carrier": "house", "service": "standard",
}  # fmt: skip


@dataclass
class Developer:
    """Somebody with a test key."""

    shop_id: UUID
    twin_id: UUID
    key: str
    program: httpx.AsyncClient

    async def place(self, external_id: str, **lines: int) -> dict[str, Any]:
        """An order, as the docs place it; ``TEA_100=2`` is two of TEA-100."""
        asked = [{"sku": s.replace("_", "-"), "quantity": q} for s, q in lines.items()]
        body = {**ORDER, "external_id": external_id, "lines": asked}
        return await self.done("POST", "/v1/orders", body)

    async def advance(self, order: dict[str, Any], to: str) -> dict[str, Any]:
        """The robot takes it on."""
        return await self.done("POST", f"/v1/sandbox/orders/{order['id']}/advance", {"to": to})

    async def done(self, method: str, path: str, body: Any = None) -> Any:
        """A request that succeeds."""
        answer = await self.program.request(method, path, json=body)
        assert answer.is_success, answer.text
        return answer.json() if answer.content else None

    async def refused(self, method: str, path: str, body: Any = None) -> str:
        """The code of a request that does not."""
        answer = await self.program.request(method, path, json=body)
        assert answer.is_client_error or answer.is_server_error, answer.text
        return str(answer.json()["code"])


@pytest.fixture
async def developer(db: Database, shop_key: ShopKey, new_client: NewClient) -> Developer:  # noqa: F811
    """With a fresh sandbox."""
    async with db.begin(HALL) as tx:
        key = await issue_test_key(tx, shop_key.shop_id)
    program = await new_client(headers={"Authorization": f"Bearer {key}"})
    return Developer(shop_key.shop_id, twin_of(shop_key.shop_id), key, program)
