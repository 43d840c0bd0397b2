"""Each check of Redis is made to fail for real, and says what to do."""

from __future__ import annotations

from pathlib import Path

from tests.doctor.examined import Environ, assert_level, look
from wms.local import Redis


def test_a_redis_that_does_not_answer(running: Environ) -> None:
    running["WMS_REDIS_URL"] = "redis://127.0.0.1:1/0"
    finding = look(running, "Redis")
    assert_level(finding, "fail")
    assert "WMS_REDIS_URL" in finding.remedy
    assert_level(look({**running, "WMS_REDIS_URL": "carrier-pigeon"}, "Redis"), "fail", "scheme")


def test_a_redis_that_forgets(running: Environ, tmp_path: Path) -> None:
    forgetful = {"appendonly": "no", "maxmemory-policy": "allkeys-lru"}
    with Redis(tmp_path / "redis", settings=forgetful) as server:
        running["WMS_REDIS_URL"] = server.url
        assert_level(look(running, "Redis"), "ok", r"valkey 9")
        assert_level(look(running, "Redis persistence"), "warn", "off")
        assert_level(look(running, "Redis eviction"), "fail", "allkeys-lru")
