"""Twins of a scan that leads nowhere: nothing makes them take turns but the scan's own id."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from uuid import UUID, uuid4

import msgspec

from tests.packing.bench import AWAY_AFTER, Bench
from wms.db import Hot
from wms.idempotency import ScanMade
from wms.packing import pack
from wms.picking import pick

TWINS = 8


def _made(bench: Bench, scan_id: UUID, flow: str) -> ScanMade:
    return ScanMade(
        id=scan_id,
        operator_id=bench.ola.operator_id,
        device_id=bench.ola.device_id,
        flow=flow,
        code="nobody's",
    )


async def _all(twins: list[Awaitable[object]]) -> list[object]:
    return list(await asyncio.gather(*twins))


async def _open(hot: Hot, made: ScanMade) -> pack.Answered:
    return await pack.open_order(hot, made, bench_id=None, away_after=AWAY_AFTER)


async def _kept(bench: Bench, scan_id: UUID) -> list[str]:
    rows = await bench.rows("SELECT outcome FROM scans WHERE id = :id", id=scan_id)
    return [row.outcome for row in rows]


async def test_twins_of_a_code_that_nobody_knows_get_one_answer(bench: Bench) -> None:
    hot = await bench.db.hot()
    for _ in range(5):  # a race: one round may come out one after the other
        scan_id = uuid4()
        made = _made(bench, scan_id, "pack")
        answers = await _all([_open(hot, made) for _ in range(TWINS)])
        codes = [(a.code, a.repeated) for a in answers]  # type: ignore[attr-defined]  # answers, for none raised
        assert {code for code, _ in codes} == {"pack.not_an_order"}
        assert sorted(repeated for _, repeated in codes) == [False] + [True] * (TWINS - 1)
        assert await _kept(bench, scan_id) == ["refused"]


async def test_twins_of_a_scan_into_no_parcel_get_one_answer(bench: Bench) -> None:
    for _ in range(5):
        scan_id = uuid4()
        answers = await _all([bench.scan(999_999, "TEA", scan_id=scan_id) for _ in range(TWINS)])
        assert {a.code for a in answers} == {"pack.no_parcel"}  # type: ignore[attr-defined]  # answers, for none raised
        assert await _kept(bench, scan_id) == ["refused"]


async def test_twins_of_a_scan_on_no_walk_get_one_answer(bench: Bench) -> None:
    hot = await bench.db.hot()
    for _ in range(5):
        scan_id = uuid4()
        made = _made(bench, scan_id, "pick")
        answers = await _all([pick.scan(hot, uuid4(), made) for _ in range(TWINS)])
        told = [msgspec.json.decode(str(one)) for one in answers]
        assert {one["code"] for one in told} == {"pick.no_run"}
        assert sum("repeated" in one for one in told) == TWINS - 1
        assert await _kept(bench, scan_id) == ["refused"]


async def test_one_id_for_two_parcels_moves_goods_once(bench: Bench) -> None:
    """A handheld never does that; whatever does gets one effect and one answer."""
    orders = [await bench.picked(f"WEB-{n}", TEA=2) for n in (1, 2)]
    parcels = [(await bench.open(order.tote)).parcel for order in orders]
    for _ in range(2):
        scan_id = uuid4()
        before = await bench.value("SELECT sum(packed) FROM order_lines")
        answers = await _all([bench.scan(p, "TEA", scan_id=scan_id) for p in parcels])
        assert sorted(a.repeated for a in answers) == [False, True]  # type: ignore[attr-defined]  # answers, for none raised
        assert await bench.value("SELECT sum(packed) FROM order_lines") == before + 1
    await bench.assert_books_balance()
