"""The desk in front of a hall in which something of everything happened."""

from __future__ import annotations

import httpx
import pytest

from tests.api.conftest import NewClient, app, client, doors, new_client
from tests.office.scene import Scene, log_in, open_scene
from wms.db import Database

__all__ = ["app", "client", "doors", "new_client"]


@pytest.fixture
async def scene(db: Database) -> Scene:
    return await open_scene(db)


@pytest.fixture
async def manager(scene: Scene, new_client: NewClient) -> httpx.AsyncClient:
    return await log_in(scene, new_client, "manager")


@pytest.fixture
async def admin(scene: Scene, new_client: NewClient) -> httpx.AsyncClient:
    return await log_in(scene, new_client, "admin")


@pytest.fixture
async def shops_own(scene: Scene, new_client: NewClient) -> httpx.AsyncClient:
    """The bench's shop's own person."""
    return await log_in(scene, new_client, "shop")
