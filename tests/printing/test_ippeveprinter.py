"""A real printer of the Printer Working Group's own making, where it is installed (CUPS brings it).

It checks every message strictly, keeps a list of jobs, and writes what it printed into a folder.
"""

from __future__ import annotations

import asyncio
import shutil
import socket
from pathlib import Path

import pytest

from printing.parcel_label import parcel_label
from printing.printers.ipp import Ipp
from printing.printers.way import Job, State, deliver
from tests.printing.samples import label_of
from tests.workers.conftest import until

PROGRAM = shutil.which("ippeveprinter")


async def _yes() -> bool:
    return True


@pytest.mark.skipif(PROGRAM is None, reason="ippeveprinter is not installed")
async def test_a_real_ipp_printer_prints_a_label_once(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    printer = await asyncio.create_subprocess_exec(
        str(PROGRAM), "-p", str(port), "-r", "off", "-d", str(tmp_path), "-k",
        "-f", "application/pdf,application/octet-stream", "Test printer",
        stdout=asyncio.subprocess.DEVNULL, stderr=asyncio.subprocess.DEVNULL,
    )  # fmt: skip
    try:
        way = Ipp(f"ipp://127.0.0.1:{port}/ipp/print")

        async def is_ready() -> bool:
            if printer.returncode is not None:
                pytest.skip("ippeveprinter does not start here: it wants Avahi")
            return (await way.state()).state is State.READY

        await until(is_ready, "the printer", 20)
        job = Job(
            id="018f-77", title="parcel-7-label", content_type="application/pdf",
            content=parcel_label(label_of("Anna Żółć")),
        )  # fmt: skip
        assert await way.has_come(job) is False
        await way.send(job, _yes)
        assert await way.has_come(job) is True
        await deliver(way, job, _yes, is_begun=True)
        await until(lambda: list(tmp_path.glob("*.pdf")), "the printed file", 20)
        (file,) = list(tmp_path.glob("*.pdf"))  # noqa: ASYNC240 - a folder of the test's own
        assert file.read_bytes() == job.content
    finally:
        if printer.returncode is None:
            printer.kill()
            await printer.wait()
