"""Many slips drawn by a process beside this one, its PDF passed on as it comes."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import AsyncGenerator, Sequence
from contextlib import suppress
from typing import Final

import msgspec

from printing.slip import Logo, Slip
from printing.slip_stream import Drawing, Head, Made
from wms.packing.slips.draw import ToDraw
from wms.packing.slips.versions import KeptLogo

READ_BYTES: Final = 64 * 1024
#: drawn at once by one server; the others wait
AT_ONCE: Final = asyncio.Semaphore(2)
#: orders whose odd letters are told
LETTERS_MAX: Final = 50


class Undrawable(Exception):  # noqa: N818 - it is told as a failure
    """A slip cannot be laid out; ``order`` is its number, empty when nobody knows."""

    def __init__(self, order: str, why: str) -> None:
        super().__init__(why)
        self.order = order


class SlipDrawing:
    """One PDF that is being drawn: its pieces, and how far it is."""

    def __init__(self, slips: Sequence[ToDraw], paper: str, title: str) -> None:
        self._slips, self._paper, self._title = slips, paper, title
        self.made = 0
        #: letters that stand as empty boxes, by the order's number
        self.letters: dict[str, str] = {}
        self._failed: Made | None = None

    async def pieces(self) -> AsyncGenerator[bytes]:
        """The PDF; the process ends with whoever reads it. Undrawable when a slip cannot be."""
        async with AT_ONCE:
            program = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "printing", "slips", stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
            )  # fmt: skip
            assert program.stdin and program.stdout and program.stderr
            beside = [
                asyncio.create_task(self._feed(program.stdin)),
                asyncio.create_task(self._listen(program.stderr)),
            ]
            try:
                while piece := await program.stdout.read(READ_BYTES):
                    yield piece
                await asyncio.gather(*beside)
                if await program.wait():
                    failed = self._failed or Made(0, "")
                    raise Undrawable(failed.order, failed.failed)
            finally:
                for task in beside:
                    task.cancel()
                if program.returncode is None:
                    with suppress(ProcessLookupError):
                        program.kill()

    async def _feed(self, stdin: asyncio.StreamWriter) -> None:
        logos: dict[KeptLogo, int] = {}
        for one in self._slips:
            if one.facts.logo:
                logos.setdefault(one.facts.logo, len(logos))
        signs = [msgspec.convert(each, Logo, from_attributes=True) for each in logos]
        with suppress(ConnectionError):  # it ended early: it says why on its stderr
            stdin.write(msgspec.json.encode(Head(self._title, signs)) + b"\n")
            for one in self._slips:
                facts = msgspec.structs.replace(one.facts, logo=None, copy_no=one.copy_no)
                paper = facts.paper if self._paper == "own" else self._paper
                logo = logos[one.facts.logo] if one.facts.logo else None
                drawing = Drawing(msgspec.convert(facts, Slip, from_attributes=True), paper, logo)
                stdin.write(msgspec.json.encode(drawing) + b"\n")
                await stdin.drain()
            stdin.close()

    async def _listen(self, stderr: asyncio.StreamReader) -> None:
        async for line in stderr:
            try:
                made = msgspec.json.decode(line, type=Made)
            except msgspec.DecodeError:  # a warning of some library, or a traceback
                continue
            if made.failed:
                self._failed = made
                continue
            self.made = made.made
            if made.letters and len(self.letters) < LETTERS_MAX:
                self.letters[made.order] = made.letters
