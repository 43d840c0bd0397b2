"""Wave choice: units per aisle against the best known, the greedy beginning beside it."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from statistics import mean
from typing import Final

from bench.plan.backlogs import KINDS, made, read
from wms.planning import cpu_seconds
from wms.planning.waves import Backlog, Wave, choose_wave

GROWTH: Final = (100, 1_000, 10_000)


def tables(*, limit_s: float) -> str:
    """All of it as Markdown."""
    rows = [
        f"| Backlog | orders, items, aisles | best known | first | {limit_s:.3g} s | "
        "of best known |",
        "|---|---|---|---|---|---|",
    ]
    shares = []
    for kind in KINDS:
        first, last, _ = _chosen(made(kind), limit_s)
        best = max(kind.best_known, last.units_per_aisle)
        shares.append(last.units_per_aisle / best)
        rows.append(
            f"| {kind.name} | {kind.orders:,}, {kind.items:,}, {kind.aisles} | {best:.2f} | "
            f"{first.units_per_aisle / best:.3f} | {last.units_per_aisle:.2f} | {shares[-1]:.3f} |"
        )
    rows.append(f"| mean | | | | | **{mean(shares):.4f}** (goal 0.985) |")
    return "\n\n".join(["\n".join(rows), _growth()])


def of_files(folder: Path, limit_s: float) -> str:
    """Backlogs in the challenge's format, as somebody has them in a folder."""
    rows = [
        "| File | first | in the end | aisles | units | found after |",
        "|---|---|---|---|---|---|",
    ]
    for path in sorted(folder.glob("*.txt")):
        first, last, after = _chosen(read(path.read_text("utf-8")), limit_s)
        rows.append(
            f"| {path.name} | {first.units_per_aisle:.2f} | {last.units_per_aisle:.2f} | "
            f"{len(last.aisles)} | {last.units} | {after:.1f} s |"
        )
    return "\n".join(rows)


def _chosen(backlog: Backlog, limit_s: float) -> tuple[Wave, Wave, float]:
    """The first wave, the last, and after how long that was there; each wave is checked."""
    began = time.process_time()
    first: Wave | None = None
    for last in choose_wave(backlog, cpu_seconds(limit_s)):
        after = time.process_time() - began
        first = first or last
        check(last, backlog)
    assert first
    return first, last, after


def check(wave: Wave, backlog: Backlog) -> None:
    """Whole orders once each, from what lies in the aisles, within the bounds."""
    left: dict[object, int] = {}
    for aisle in wave.aisles:
        for item, units in backlog.aisles[aisle].items():
            left[item] = left.get(item, 0) + units
    for order_id in set(wave.order_ids):
        for item, units in backlog.orders[order_id].items():
            left[item] = left.get(item, 0) - units
    assert len(set(wave.order_ids)) == len(wave.order_ids)
    assert min(left.values()) >= 0, "nothing is picked that is not there"
    units = sum(sum(backlog.orders[order_id].values()) for order_id in wave.order_ids)
    assert units == wave.units
    assert backlog.least <= units <= backlog.most


def _growth() -> str:
    kind = KINDS[-1]
    rows = ["| Orders | CPU s to the end of the greedy beginnings |", "|---|---|"]
    costs = []
    for many in GROWTH:
        share = many / kind.orders
        smaller = replace(
            kind, orders=many, items=int(kind.items * share),
            aisles=max(8, int(kind.aisles * share)),
            least=max(1, int(kind.least * share)), most=max(2, int(kind.most * share)),
        )  # fmt: skip
        began = time.process_time()
        list(choose_wave(made(smaller), lambda: 1.0))
        costs.append(time.process_time() - began)
        rows.append(f"| {many:,} | {costs[-1]:.2f} |")
    rows.append(f"| × for ten times as many | {(costs[-1] / costs[0]) ** 0.5:.1f} |")
    return "\n".join(rows)
