"""Checks of PostgreSQL, made as the application role: what it sees is what the warehouse gets."""

import json
import time
from datetime import UTC, datetime
from typing import Any

from wms import migrate
from wms.db import HALL
from wms.doctor.findings import Installation, Verdict, fail, ok, warn
from wms.events.deliveries import IS_FIRST

LEAST_VERSION = 180000  # server_version_num of 18.0
USEFUL_EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
DURABILITY = ("fsync", "synchronous_commit", "full_page_writes")
TIMEOUTS = ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout")
#: "local" and stronger wait for our own disk
DURABLE_COMMITS = {"on", "local", "remote_write", "remote_apply"}
#: log-in links, promised times and webhook signatures bear a second, not five
SKEW_WARN_S, SKEW_FAIL_S = 1.0, 5.0
#: the relay numbers events at once and sweeps each second
LAG_WARN_S, LAG_FAIL_S = 30.0, 300.0
#: connections of one process, times api and workers, with some left for people
OUR_PROCESSES, SPARE_CONNECTIONS = 2, 5


async def reachable(at: Installation) -> Verdict:
    """PostgreSQL answers."""
    if at.database is not None:
        where = await at.sql.fetchval("SELECT current_database() || ' as ' || current_user")
        return ok(str(where))
    if "does not exist" in at.database_error:  # the role or the database: nobody migrated yet
        return fail(at.database_error, "Run `wms migrate` (`wms up` does it too).")
    own = "Start the warehouse: `wms up`." if at.has_own_postgres else ""
    return fail(
        at.database_error, own or "Start that server, or correct WMS_DATABASE_URL; look at its log."
    )


async def version(at: Installation) -> Verdict:
    """PostgreSQL is new enough."""
    number = int(await at.sql.fetchval("SHOW server_version_num"))
    text = str(await at.sql.fetchval("SHOW server_version"))
    if number < LEAST_VERSION:
        return fail(text, "Upgrade PostgreSQL to 18 (pg_upgrade, or dump and restore).")
    return ok(text)


async def encoding(at: Installation) -> Verdict:
    """Every letter can be stored, and upper and lower case know the Polish ones."""
    row = await at.sql.fetchrow(
        "SELECT current_setting('server_encoding') AS encoding, lower('Ż') = 'ż' AS is_wise"
    )
    if row["encoding"] != "UTF8" or not row["is_wise"]:
        return fail(
            f"{row['encoding']}, letters beyond ASCII {'known' if row['is_wise'] else 'unknown'}",
            "Make the database anew with ENCODING 'UTF8' LOCALE_PROVIDER builtin"
            " BUILTIN_LOCALE 'C.UTF-8' and restore into it.",
        )
    return ok("UTF8")


async def extensions(at: Installation) -> Verdict:
    """The extensions we use can be created."""
    rows = await at.sql.fetch("SELECT name FROM pg_available_extensions")
    missing = sorted(set(USEFUL_EXTENSIONS) - {row["name"] for row in rows})
    if missing:
        return fail(
            f"missing: {', '.join(missing)}",
            "Install PostgreSQL's contrib package (Debian: postgresql-18 has it).",
        )
    return ok(", ".join(USEFUL_EXTENSIONS))


async def application_role(at: Installation) -> Verdict:
    """The application is neither superuser, nor above row-level security, nor an owner."""
    row = await at.sql.fetchrow(
        "SELECT rolname, rolsuper, rolbypassrls, ("
        "  SELECT count(*) FROM pg_class c WHERE c.relkind IN ('r', 'p')"
        "  AND c.relnamespace = 'public'::regnamespace AND pg_has_role(r.oid, c.relowner, 'USAGE')"
        ") AS owned FROM pg_roles r WHERE rolname = current_user"
    )
    wrong = [
        *(["is a superuser"] if row["rolsuper"] else []),
        *(["is above row-level security"] if row["rolbypassrls"] else []),
        *([f"owns {row['owned']} tables"] if row["owned"] else []),
    ]
    if wrong:
        return fail(
            f"{row['rolname']} {' and '.join(wrong)}",
            f"Set WMS_DATABASE_URL to the role {migrate.APP_ROLE}, which `wms migrate` makes; the"
            " owner belongs in WMS_OWNER_DATABASE_URL only.",
        )
    return ok(str(row["rolname"]))


async def row_security(at: Installation) -> Verdict:
    """Each table with a shop in it has forced row-level security and a policy."""
    rows = await at.sql.fetch(
        "SELECT c.relname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid"
        " WHERE c.relkind IN ('r', 'p') AND c.relnamespace = 'public'::regnamespace"
        " AND a.attname = 'shop_id' AND NOT a.attisdropped ORDER BY 1"
    )
    bare = await at.sql.fetch(
        "SELECT c.relname FROM pg_class c WHERE c.relname = ANY($1::text[])"
        " AND c.relnamespace = 'public'::regnamespace"
        " AND NOT (c.relrowsecurity AND c.relforcerowsecurity"
        "  AND EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid)) ORDER BY 1",
        [row["relname"] for row in rows],
    )
    if bare:
        names = ", ".join(row["relname"] for row in bare)
        return fail(f"not on {names}", "Run `wms migrate`: it writes the policies anew.")
    if not rows:
        return fail("there are no tables", "Run `wms migrate`.")
    return ok(f"forced on {len(rows)} tables")


async def append_only(at: Installation) -> Verdict:
    """The application cannot change or remove what the ledger says."""
    for table in migrate.APPEND_ONLY:
        if await at.sql.fetchval("SELECT to_regclass($1) IS NULL", table):
            return fail(f"there is no table {table}", "Run `wms migrate`.")
        if await at.sql.fetchval("SELECT has_table_privilege($1, 'UPDATE, DELETE')", table):
            return fail(f"{table} can be changed", "Run `wms migrate`: it takes the right away.")
    return ok(", ".join(migrate.APPEND_ONLY))


async def migrations(at: Installation) -> Verdict:
    """The tables and rules are those of this release."""
    await at.sql.fetchval("SELECT 1")  # pending() connects by itself
    if await migrate.pending(at.database_url):
        return fail("the database is of another release", "Run `wms migrate`.")
    return ok("up to date")


async def durability(at: Installation) -> Verdict:
    """What was committed survives a power cut."""
    values = {name: await at.sql.fetchval(f"SHOW {name}") for name in DURABILITY}
    safe = DURABLE_COMMITS | {"on"}
    weak = [f"{name} = {value}" for name, value in values.items() if value not in safe]
    if weak:
        return fail(
            ", ".join(weak),
            "Set them to on in postgresql.conf and reload: a scan that was confirmed could vanish.",
        )
    return ok(", ".join(f"{name} = {value}" for name, value in values.items()))


async def timeouts(at: Installation) -> Verdict:
    """No session can hold the hall up: locks, statements and idle transactions end in time."""
    values = {name: str(await at.sql.fetchval(f"SHOW {name}")) for name in TIMEOUTS}
    endless = [name for name, value in values.items() if value == "0"]
    if endless:
        return fail(
            f"endless: {', '.join(endless)}",
            "Give WMS_LOCK_TIMEOUT_MS, WMS_STATEMENT_TIMEOUT_MS and"
            " WMS_IDLE_TRANSACTION_TIMEOUT_MS a value above 0, or remove them for the default.",
        )
    return ok(", ".join(f"{name} {value}" for name, value in values.items()))


async def connections(at: Installation) -> Verdict:
    """The pools of api and workers fit into what the server allows."""
    settings = at.settings
    allowed = int(await at.sql.fetchval("SHOW max_connections"))
    allowed -= int(await at.sql.fetchval("SHOW superuser_reserved_connections"))
    one_process = 2 * settings.database_pool + settings.database_hot_pool  # pool and its overflow
    wanted = OUR_PROCESSES * one_process + SPARE_CONNECTIONS
    found = f"{wanted} wanted at most, {allowed} allowed"
    if wanted > allowed:
        return warn(
            found, "Raise max_connections, or lower WMS_DATABASE_POOL and WMS_DATABASE_HOT_POOL."
        )
    return ok(found)


def now() -> datetime:
    """This machine's clock."""
    return datetime.now(UTC)


async def clocks(at: Installation) -> Verdict:
    """This machine and the database agree on the time."""
    await at.sql.fetchval("SELECT 1")  # the next round trip is a usual one
    began, before = time.monotonic(), now()
    theirs = await at.sql.fetchval("SELECT clock_timestamp()")
    half_way_s = (time.monotonic() - began) / 2
    apart_s = abs((theirs - before).total_seconds() - half_way_s)
    found = f"{apart_s * 1000:.0f} ms apart"
    remedy = "Set both clocks by NTP (timedatectl set-ntp true)."
    if apart_s > SKEW_FAIL_S:
        return fail(found, remedy)
    return warn(found, remedy) if apart_s > SKEW_WARN_S else ok(found)


async def outbox(at: Installation) -> Verdict:
    """The relay gives every event its number soon after the commit."""
    row = await in_the_hall(
        at,
        "SELECT count(*) AS waiting, coalesce(extract(epoch FROM"
        " clock_timestamp() - min(occurred_at)), 0)::float AS lag_s"
        " FROM events WHERE sequence IS NULL",
    )
    found = f"{row['waiting']} events wait, the oldest for {row['lag_s']:.0f} s"
    remedy = "Start the workers (`wms workers`, or `wms up` for all), or look at what they say."
    if row["lag_s"] > LAG_FAIL_S:
        return fail(found, remedy)
    return warn(found, remedy) if row["lag_s"] > LAG_WARN_S else ok(found)


async def deliveries(at: Installation) -> Verdict:
    """No webhook was given up, and workers have let none wait: what waits behind another of its
    subject, for an endpoint that does not answer, or for a laptop to collect it, is not theirs."""
    row = await in_the_hall(
        at,
        "SELECT (SELECT count(*) FROM webhook_deliveries WHERE status = 'dead') AS dead,"
        " (SELECT count(*) FROM webhook_deliveries d JOIN webhook_endpoints w"
        " ON w.shop_id = d.shop_id AND w.id = d.endpoint_id"
        f" WHERE d.status = 'pending' AND NOT w.is_carried AND {IS_FIRST}"
        " AND greatest(d.next_attempt_at, w.probe_at)"
        f" < clock_timestamp() - interval '{LAG_FAIL_S} s') AS overdue",
    )
    found = f"{row['dead']} given up, {row['overdue']} overdue"
    if row["overdue"]:
        return fail(found, "Start the workers (`wms workers`), or look at what they say.")
    if row["dead"]:
        return warn(
            found,
            "Tell the shop what its receiver answered, then retry on the office's webhook page.",
        )
    return ok(found)


async def in_the_hall(at: Installation, statement: str) -> dict[str, Any]:
    """One row, read as the hall reads; back as plain values."""
    async with at.sql.transaction(readonly=True):
        await at.sql.execute("SELECT set_config('wms.tenant', $1, true)", HALL)
        row = await at.sql.fetchval(f"SELECT to_json(r) FROM ({statement}) r")
    found: dict[str, Any] = json.loads(row)
    return found
