"""What is killed here: web servers born in one process, workers, PostgreSQL and Valkey."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.faults.flow import hire, log_in
from tests.faults.flows import FLOWS
from tests.faults.rounds import Rounded, Rounds
from tests.faults.servers import Nursery
from wms.db import Database
from wms.settings import Settings


@pytest.fixture
def home(settings: Settings, app_url: str) -> Settings:
    """Settings of all servers of a test: one database, one secret."""
    return replace(
        settings, database_url=app_url, secret_key="faults-" + "0" * 40, log_level="error"
    )


@pytest.fixture
def nursery(home: Settings, tmp_path: Path) -> Iterator[Nursery]:
    """Servers on the test's own database."""
    made = Nursery(home, tmp_path)
    yield made
    made.close()


@pytest.fixture
async def rounds(db: Database, nursery: Nursery) -> AsyncIterator[Rounded]:
    """Makes a flow that can be killed, with a server beside that lives."""
    survivor = nursery.server()

    async def make(name: str) -> Rounds:
        alive = log_in(survivor, *await hire(db))
        return Rounds(db, nursery, await FLOWS[name](db, alive), alive)

    yield make
    survivor.stop()
