"""Installations to look at: ``bare`` has nothing running, ``running`` has its servers."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from tests.doctor.examined import Environ
from wms.local import Local


@pytest.fixture
def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
        return port


@pytest.fixture
def bare(tmp_path: Path, free_port: int) -> Environ:
    """An installation with nothing running."""
    return {"WMS_DATA_DIR": str(tmp_path / "data"), "WMS_BIND_PORT": str(free_port)}


@pytest.fixture
def running(bare: Environ, app_url: str, local: Local) -> Environ:
    """An installation with a migrated database and a Redis."""
    return {**bare, "WMS_DATABASE_URL": app_url, "WMS_REDIS_URL": local.redis.url}
