"""The bench itself must not rot: at its smallest size every way still runs and still adds up."""

from __future__ import annotations

import asyncio
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bench import report
from bench.client import Answer, line, request
from bench.conservation import Check
from bench.load import Driven

ROOT = Path(__file__).parent.parent.parent
LIMIT_S = 170


def bench(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {k: v for k, v in os.environ.items() if not k.startswith("WMS_")}
    return subprocess.run(
        [sys.executable, "-m", "bench", "--size", "tiny", "--folder", str(folder), *arguments],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=LIMIT_S,
        check=False,
    )


@pytest.mark.large  # make storm
def test_every_measurement_runs_and_the_warehouse_still_adds_up(tmp_path: Path) -> None:
    before = (ROOT / "docs" / "benchmarks.md").read_text("utf-8")
    done = bench(tmp_path / "bench")
    assert done.returncode == 0, done.stdout + done.stderr
    for name in ("JSON door", "as a page", "3 lines by REST", "whole life"):
        row = re.search(rf"^\|[^|]*{name}[^|]*\| ([\d,]+)/s", done.stdout, re.MULTILINE)
        assert row, f"no rate of {name!r} in:\n{done.stdout}"
    assert "BROKEN" not in done.stdout
    assert "every invariant of `wms verify` | all hold" in done.stdout
    assert not (tmp_path / "bench").exists(), "the bench clears up after itself"
    assert (ROOT / "docs" / "benchmarks.md").read_text("utf-8") == before, (
        "a tiny run is no measurement and is not written down"
    )


def test_a_broken_check_takes_the_score_and_the_exit_code_away() -> None:
    text = report.score([Check("a = b", "1 = 2", False)])
    assert "BROKEN" in text
    assert "score 0" in text


def test_the_table_goes_between_the_marks_and_nothing_else_changes(tmp_path: Path) -> None:
    document = tmp_path / "benchmarks.md"
    document.write_text(f"Above.\n{report.BEGIN}\nold\n{report.END}\nBelow.\n", "utf-8")
    report.write(document, "new")
    assert document.read_text("utf-8") == (
        f"Above.\n{report.BEGIN}\n\nnew\n\n{report.END}\nBelow.\n"
    )


def test_latencies_are_those_that_a_share_stayed_within() -> None:
    driven = Driven(100, 2.0, tuple(n / 1000 for n in range(100, 0, -1)))
    assert driven.per_s == 50
    assert [round(ms) for ms in driven.latencies_ms] == [51, 96, 100]


async def test_the_client_reads_an_answer_that_comes_in_pieces() -> None:
    pieces = [
        b"HTTP/1.1 303 See Other\r\nLoca",
        b"tion: /next\r\nContent-Length: 5\r\n\r",
        b"\nab",
        b"cde",
    ]

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for _ in range(2):  # the line is kept for the second request
            assert (await reader.readuntil(b"\r\n\r\nbody")).startswith(b"POST /scan HTTP/1.1\r\n")
            for piece in pieces:
                writer.write(piece)
                await writer.drain()
                await asyncio.sleep(0.01)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        at = await line(server.sockets[0].getsockname()[1])
        for _ in range(2):
            answer: Answer = await at.ask(request("POST", "/scan", {"Accept": "*/*"}, b"body"))
            assert (answer.status, answer.header("location"), answer.body) == (
                303,
                "/next",
                b"abcde",
            )
        with pytest.raises(ConnectionError):
            await at.ask(request("GET", "/", {}))
        at.close()
