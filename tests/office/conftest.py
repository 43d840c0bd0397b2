"""The desk in front of a hall in which something of everything happened.

All of it happens once in a test process, through the real verbs; each test gets a copy of the
database afterwards.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace

import httpx
import pytest

from tests.api.conftest import NewClient, app, client, doors, new_client
from tests.conftest import clone
from tests.databases import Maker, Warm
from tests.office.scene import Scene, log_in, open_scene
from wms.db import Database
from wms.local import Local
from wms.migrate import APP_ROLE
from wms.settings import Settings

__all__ = ["app", "client", "doors", "new_client"]


@dataclass
class Happened:
    """The database in which everything happened, and what is where in it."""

    database: str
    scene: Scene

    def on(self, db: Database) -> Scene:
        """The scene in a copy of the database."""
        return replace(self.scene, db=db, bench=replace(self.scene.bench, db=db))


@pytest.fixture(scope="session")
def happened(
    local: Local, maker: Maker, template: str, tmp_path_factory: pytest.TempPathFactory
) -> Happened:
    name = clone(maker, template)
    settings = Settings(data_dir=tmp_path_factory.mktemp("scene"))

    async def make() -> Scene:
        database = Database(local.postgres.url(name, user=APP_ROLE), settings, name="test")
        try:
            return await open_scene(database)
        finally:
            await database.close()

    with ThreadPoolExecutor(1) as thread:  # beside a test's loop, or Playwright's
        return Happened(name, thread.submit(asyncio.run, make()).result())


@pytest.fixture
def database_name(request: pytest.FixtureRequest, maker: Maker, template: str) -> Iterator[str]:
    """A database of the test's own; with everything in it where the test has this ``scene``."""
    is_furnished = "happened" in request.fixturenames
    source = request.getfixturevalue("happened").database if is_furnished else template
    name = clone(maker, source)
    yield name
    maker.drop(name)


@pytest.fixture(scope="session")
async def furnished(local: Local, maker: Maker, happened: Happened) -> AsyncIterator[Warm]:
    """The database in which everything happened, for one test after another."""
    kept = Warm(maker, happened.database, local.postgres.url)
    yield kept
    await kept.close()


@pytest.fixture
def warm_database(request: pytest.FixtureRequest, warm: Warm) -> Warm:
    """With everything in it where the test has this ``scene``."""
    has_scene = "happened" in request.fixturenames
    chosen: Warm = request.getfixturevalue("furnished") if has_scene else warm
    return chosen


@pytest.fixture
def scene(db: Database, happened: Happened) -> Scene:
    return happened.on(db)


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
