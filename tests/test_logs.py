"""What is written down, and what never is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import msgspec
import pytest
import structlog

from wms.logs import configure_logs
from wms.settings import Settings

SECRET = "4711-secret"


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    before = structlog.get_config()
    yield
    structlog.configure(**before)


def _fail(pin: str) -> None:
    raise ValueError("broken")


@pytest.mark.parametrize("log_format", ["text", "json"])
def test_a_traceback_never_shows_what_variables_held(
    settings: Settings, log_format: str, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    configure_logs(replace(settings, log_format=log_format))
    try:
        _fail(SECRET)
    except ValueError as error:
        structlog.get_logger().error("bug", exc_info=error)
    written = capfdbinary.readouterr().out
    assert b"ValueError: broken" in written
    assert SECRET.encode() not in written
    if log_format == "json":
        line = msgspec.json.decode(written)
        assert (line["event"], line["level"]) == ("bug", "error")
        assert "broken" in line["exception"]


def test_what_is_below_the_level_is_not_written(
    settings: Settings, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    configure_logs(replace(settings, log_format="json", log_level="warning"))
    structlog.get_logger().info("request")
    structlog.get_logger().warning("late")
    assert capfdbinary.readouterr().out.count(b"\n") == 1
