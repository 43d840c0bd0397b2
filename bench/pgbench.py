"""P: the same function calls by ``pgbench``, prepared, over the unix socket.

Each call reads its arguments from a table by its key, which is the little that P pays too much.
"""

from __future__ import annotations

import asyncio
import os
import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import asyncpg

from bench.floor.app import SESSION
from bench.load import Driven
from bench.supply import OrderToPlace, Scan
from bench.yard import Yard
from wms.db import driver_url
from wms.local.postgres import PORT
from wms.migrate import APP_ROLE

#: pgbench is one more program on the same cores; one thread of it is enough
THREADS: Final = 1
_SCRIPT: Final = (
    "\\set n :n + 1\nSELECT {call} FROM {table} WHERE client = :client_id AND n = :n;\n"
)
_RATE: Final = re.compile(r"tps = ([0-9.]+) \(without initial connection time\)")
_DONE: Final = re.compile(r"number of transactions actually processed: (\d+)")
_FAILED: Final = re.compile(r"number of failed transactions: (\d+)")
_LATENCY: Final = re.compile(r"latency average = ([0-9.]+) ms")

_SCANS: Final = """
    DROP TABLE IF EXISTS bench_scans;
    CREATE UNLOGGED TABLE bench_scans (
        client int, n int, id uuid, run uuid, operator uuid, device uuid, code text, label text,
        codes text[], PRIMARY KEY (client, n));
    GRANT SELECT ON bench_scans TO PUBLIC"""
_SCAN: Final = "pick_scan(id, run, operator, device, code, label, codes, false)"
_ORDERS: Final = """
    DROP TABLE IF EXISTS bench_orders;
    CREATE UNLOGGED TABLE bench_orders (
        client int, n int, shop uuid, key text, body jsonb, PRIMARY KEY (client, n));
    GRANT SELECT ON bench_orders TO PUBLIC"""
_ORDER: Final = "place_order(shop, key, sha256(body::text::bytea), body)"


async def scans(yard: Yard, work: Sequence[Sequence[Scan]]) -> Driven:
    """Each client scans along its own walks."""
    rows = [
        (client, n, s.id, s.run, s.by.operator_id, s.by.device_id, s.code, s.label, list(s.codes))
        for client, mine in enumerate(work)
        for n, s in enumerate(mine, 1)
    ]
    await _prepare(yard, "bench_scans", _SCANS, rows)
    return await _run(yard, "bench_scans", _SCAN, clients=len(work), each=min(map(len, work)))


async def orders(yard: Yard, work: Sequence[Sequence[OrderToPlace]]) -> Driven:
    """Each client places its own orders."""
    rows = [
        (client, n, order.shop.id, order.key, order.written)
        for client, mine in enumerate(work)
        for n, order in enumerate(mine, 1)
    ]
    await _prepare(yard, "bench_orders", _ORDERS, rows)
    return await _run(yard, "bench_orders", _ORDER, clients=len(work), each=min(map(len, work)))


async def _prepare(yard: Yard, table: str, ddl: str, rows: list[tuple[Any, ...]]) -> None:
    connection = await asyncpg.connect(driver_url(yard.owner_url))
    try:
        await connection.execute(ddl)
        await connection.copy_records_to_table(table, records=rows)
        await connection.execute(f"ANALYZE {table}")
    finally:
        await connection.close()


async def _run(yard: Yard, table: str, call: str, *, clients: int, each: int) -> Driven:
    script = Path(yard.settings.data_dir) / f"{table}.sql"
    script.write_text(_SCRIPT.format(call=call, table=table))
    postgres = yard.local.postgres
    process = await asyncio.create_subprocess_exec(
        *(postgres.pgbench, "-n", "-M", "prepared", "-D", "n=0", "-f", script),
        *("-c", str(clients), "-j", str(THREADS), "-t", str(each)),
        *("-h", postgres.sockets, "-p", str(PORT), "-U", APP_ROLE, "wms"),
        env={**os.environ, "PGOPTIONS": " ".join(f"-c {n}={v}" for n, v in SESSION.items())},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    told = (await process.communicate())[0].decode()
    rate, done, latency = _RATE.search(told), _DONE.search(told), _LATENCY.search(told)
    failed = _FAILED.search(told)
    if process.returncode or not (rate and done and latency) or (failed and failed[1] != "0"):
        raise RuntimeError(f"pgbench failed:\n{told}")
    operations = int(done[1])
    return Driven(operations, operations / float(rate[1]), (float(latency[1]) / 1000,))
