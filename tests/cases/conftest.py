"""The bench, for the tests of cases."""

from __future__ import annotations

import pytest

from tests.packing.bench import Bench, open_bench
from wms.db import Database


@pytest.fixture
async def bench(db: Database) -> Bench:
    """A bench in a database of its own, with real commits."""
    return await open_bench(db)
