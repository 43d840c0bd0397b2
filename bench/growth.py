"""What a program does at one size after the other has in common: its frame, and its table."""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import log10
from pathlib import Path
from typing import TypeVar

from bench.yard import opened, settings_of
from wms.local import Local
from wms.settings import Settings

Size = TypeVar("Size")

#: below so much a figure says nothing about growth, CPU-ms
_LEAST_MS = 0.1


def run_sized(
    name: str,
    says: str | None,
    sizes: Mapping[str, Size],
    work: Callable[[Local, Settings, Size], int],
) -> int:
    """The frame of ``python -m bench.<name>``: a PostgreSQL in a folder that is emptied before and
    after, and the size that was asked for; what ``work`` answers.
    """
    parser = argparse.ArgumentParser(prog=f"python -m bench.{name}", description=says)
    parser.add_argument("--size", choices=sizes, default="full")
    parser.add_argument(
        "--folder", type=Path, default=Path(".data") / name, help="emptied before and after"
    )
    given = parser.parse_args()
    folder = given.folder.absolute()
    if folder.exists() and any(folder.iterdir()) and not (folder / "postgres").exists():
        print(f"{folder} has something else in it: choose a folder that may be emptied.")
        return 1
    shutil.rmtree(folder, ignore_errors=True)
    try:
        with opened(folder) as local:
            return work(local, settings_of(local, folder), sizes[given.size])
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True)
class Figure:
    """What one thing took at one size; ``said`` is its cell."""

    what: str
    size: int
    said: str
    cpu_ms: float


def growth(head: str, figures: Sequence[Figure]) -> str:
    """A Markdown table as docs/benchmarks.md has it: a row for each thing, a column for each size,
    and how many times as much CPU it takes for ten times as much."""
    sizes = sorted({one.size for one in figures})
    titles = [head, *(f"{size:,}" for size in sizes), "× for ten times as much"]
    lines = ["| " + " | ".join(titles) + " |", "|" + "---|" * len(titles)]
    for what in dict.fromkeys(one.what for one in figures):
        row = sorted((one for one in figures if one.what == what), key=lambda one: one.size)
        told = {one.size: one.said for one in row}
        cells = [told.get(size, "–") for size in sizes]
        lines.append("| " + " | ".join([what, *cells, _slope(row[0], row[-1])]) + " |")
    return "\n".join(lines)


def _slope(first: Figure, last: Figure) -> str:
    if last.size == first.size:
        return "–"
    times = max(last.cpu_ms, _LEAST_MS) / max(first.cpu_ms, _LEAST_MS)
    return f"{times ** (1 / log10(last.size / first.size)):.1f}"
