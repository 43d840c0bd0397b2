"""The table that `make bench` prints and keeps in docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Final

import psutil

from bench.conservation import Check
from bench.measures import Sizes, Turn

BEGIN: Final = "<!-- written by make bench: begin -->"
END: Final = "<!-- written by make bench: end -->"
_GIB: Final = 2**30


def line(turn: Turn) -> str:
    """One turn, while it runs."""
    p50, p95, p99 = turn.driven.latencies_ms
    parts = " ".join(
        f"{name} {seconds * 1000 / turn.operations:.2f}" for name, seconds in turn.cpu_s.items()
    )
    return (
        f"  {turn.measure:6} {turn.way:5} {turn.driven.per_s:8.0f}/s  p50 {p50:5.1f} "
        f"p95 {p95:5.1f} p99 {p99:5.1f} ms  CPU ms each: {parts}"
    )


def text(turns: list[Turn], checks: list[Check], sizes: Sizes) -> str:
    """All of it as Markdown."""
    return "\n\n".join(
        part for part in (_facts(sizes), _rates(turns), _latencies(turns), score(checks)) if part
    )


def write(document: Path, measured: str, *, by: str = "make bench") -> None:
    """Put the table between the marks of the document; what people wrote around it stays."""
    begin, end = (mark.replace("make bench", by) for mark in (BEGIN, END))
    before, _, rest = document.read_text("utf-8").partition(begin)
    _, found, after = rest.partition(end)
    assert found, f"{document} has lost its marks"
    document.write_text(f"{before}{begin}\n\n{measured}\n\n{end}{after}", "utf-8")


def _facts(sizes: Sizes) -> str:
    memory = psutil.virtual_memory().total / _GIB
    return (
        f"Measured on {datetime.now(UTC):%d %B %Y} with Python {platform.python_version()} on "
        f"{os.cpu_count()} cores ({platform.machine()}, {memory:.0f} GiB), load client, web "
        f"process and PostgreSQL sharing them; load average at the end {os.getloadavg()[0]:.1f}. "
        f"{sizes.clients} clients, medians of {sizes.rounds} interleaved rounds, `fsync` and "
        "`synchronous_commit` on."
    )


_NAMES: Final = {
    "scan": "A scan by the handheld's JSON door",
    "page": "A scan as a page (POST, redirect, GET)",
    "order": "An order of 3 lines by REST",
    "life": "A whole life: order to handed over",
}


def _rates(turns: list[Turn]) -> str:
    rows = [
        "| What | ours | F | P | ours / F | ours / P | CPU-ms each: ours | F | P |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for measure, name in _NAMES.items():
        by = {way: [t for t in turns if t.measure == measure and t.way == way] for way in "FP"}
        ours = [t for t in turns if t.measure == measure and t.way == "ours"]
        if not ours:
            continue
        cells = [name, _rate(ours), _rate(by["F"]), _rate(by["P"])]
        cells += [_ratio(ours, by["F"]), _ratio(ours, by["P"])]
        cells += [_cpu(ours), _cpu(by["F"]), _cpu(by["P"])]
        rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) if len(rows) > 2 else ""


def _rate(turns: list[Turn]) -> str:
    return f"{median(t.driven.per_s for t in turns):,.0f}/s" if turns else "–"


def _cpu(turns: list[Turn]) -> str:
    return f"{median(t.cpu_ms for t in turns):.2f}" if turns else "–"


def _ratio(ours: list[Turn], theirs: list[Turn]) -> str:
    """The median of the rounds' own ratios: what slows a whole round down cancels out."""
    if not theirs:
        return "–"
    pairs = zip(ours, theirs, strict=True)
    return f"**{median(a.driven.per_s / b.driven.per_s for a, b in pairs):.2f}**"


def _latencies(turns: list[Turn]) -> str:
    rows = ["| Latency | p50 | p95 | p99 |", "|---|---|---|---|"]
    for measure, way, name in (
        ("paced", "ours", "150 scans/s, open loop, ours"),
        ("paced", "F", "150 scans/s, open loop, F"),
        ("scan", "ours", "scan, as fast as it goes, ours"),
        ("scan", "F", "scan, as fast as it goes, F"),
        ("page", "ours", "page, as fast as it goes, ours"),
        ("order", "ours", "order, as fast as it goes, ours"),
    ):
        found = [t.driven.latencies_ms for t in turns if t.measure == measure and t.way == way]
        if found:
            cells = [f"{median(column):.1f} ms" for column in zip(*found, strict=True)]
            rows.append(f"| {name} | " + " | ".join(cells) + " |")
    return "\n".join(rows) if len(rows) > 2 else ""


def score(checks: list[Check]) -> str:
    """What was checked afterwards; one that does not hold makes all rates worthless."""
    rows = ["| After it all, still true | found |", "|---|---|"]
    rows += [
        f"| {one.sentence} | {one.found if one.holds else f'**BROKEN: {one.found}; score 0**'} |"
        for one in checks
    ]
    return "\n".join(rows)
