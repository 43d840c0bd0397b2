"""Each check of PostgreSQL is made to fail for real, and says what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.doctor.examined import Environ, as_owner, assert_level, look
from wms.doctor import database
from wms.local import Local


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
