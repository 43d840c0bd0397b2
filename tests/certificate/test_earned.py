"""The clients' own examples earn the certificate, from a warehouse and workers that really run."""

from __future__ import annotations

import re
import sys
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from clients.__main__ import ROOT
from tests.clients.test_examples import TYPESCRIPT, needs_node, run
from tests.faults.conftest import nursery
from tests.faults.servers import Nursery, free_port
from tests.sandbox.keys import issue_test_key
from tests.workers.conftest import Hands, hands, own_redis
from wms.db import HALL, Database
from wms.local import Redis
from wms.settings import Settings
from wms.shops.open import open_shop

__all__ = ["hands", "nursery", "own_redis"]


@pytest.fixture
def home(settings: Settings, app_url: str, own_redis: Redis) -> Settings:
    """Settings of a warehouse that a shop's program on the same machine hears."""
    return replace(
        settings, database_url=app_url, redis_url=own_redis.url, log_level="error",
        webhook_allow_http=True, webhook_allow_private=True,
    )  # fmt: skip


@pytest.fixture
async def where(
    db: Database, home: Settings, nursery: Nursery, hands: Hands
) -> AsyncIterator[dict[str, str]]:
    """A running warehouse and a test key, as a shop's developer gets them."""
    async with db.begin(HALL) as tx:
        shop_id = await open_shop(tx, code="GLOBEX", name="Globex", email="it@example.com")
        key = await issue_test_key(tx, shop_id)
    port = free_port()
    server = nursery.server(port=port)
    hands.start(secret_key=home.secret_key)
    yield {"WAREHOUSE_URL": f"http://127.0.0.1:{port}", "WAREHOUSE_KEY": key}
    server.stop()


@pytest.mark.large
@pytest.mark.parametrize("is_reached", [True, False], ids=["reached", "carried"])
@pytest.mark.parametrize("language", ["python", pytest.param("typescript", marks=needs_node)])
async def test_a_client_earns_the_certificate(
    where: dict[str, str], language: str, *, is_reached: bool
) -> None:
    if is_reached:
        where["WEBHOOK_URL"] = f"http://127.0.0.1:{free_port()}/hooks"
    if language == "python":
        where["PYTHONPATH"] = str(ROOT / "python" / "src")
        said = run(sys.executable, ROOT / "python/examples/go_live.py", **where)
    else:
        said = run("npm", "run", "--silent", "go-live", cwd=TYPESCRIPT, **where)
    print(said)
    assert re.search(r"^Certificate number \d+$", said, re.MULTILINE)
