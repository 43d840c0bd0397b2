"""``python -m printing slips``: facts of many slips in, line by line; one PDF out, page by page.

A process of its own, because a thousand slips take seconds of a processor and the server that asks
for them answers scans meanwhile. Its stdin begins with a `Head`, then a `Drawing` a line (JSON).
Its stderr has a `Made` for each slip that is laid out; a slip that cannot be is told there, and 1
is returned. Its stdout is the PDF; what was sent of it is of no use then.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO, Final

import msgspec

from printing import pdf
from printing.page import Page
from printing.slip import PAPERS, Logo, Slip, replaced_letters, slip_pages

#: collected before it is sent on, bytes; the first page goes at once
PIECE_BYTES: Final = 64 * 1024
#: lower in rank than what answers scans
NICENESS: Final = 5


class Head(msgspec.Struct, frozen=True):
    """What the slips have in common."""

    title: str
    logos: list[Logo]


class Drawing(msgspec.Struct, frozen=True):
    """A slip without its logo, which of `Head.logos` it has, and on which of `PAPERS` it goes."""

    slip: Slip
    paper: str
    logo: int | None = None


class Made(msgspec.Struct, frozen=True, omit_defaults=True):
    """A slip is laid out: how many are by now, and the letters that paper cannot show."""

    made: int
    order: str
    letters: str = ""
    #: it cannot be laid out: why, for the log
    failed: str = ""


def main(facts: BinaryIO, paper: BinaryIO, told: BinaryIO) -> int:
    """Draw them all; 1 when one of them cannot be drawn."""
    os.nice(NICENESS)
    head = msgspec.json.decode(facts.readline(), type=Head)
    try:
        for piece in _collected(pdf.written(_pages(head, facts, told), head.title)):
            paper.write(piece)
            paper.flush()
    except (_Undrawable, ValueError) as error:
        failed = error.told if isinstance(error, _Undrawable) else Made(0, "", failed=str(error))
        told.write(msgspec.json.encode(failed) + b"\n")
        return 1
    return 0


class _Undrawable(Exception):  # noqa: N818 -- a sentence
    def __init__(self, told: Made) -> None:
        super().__init__(told.failed)
        self.told = told


def _pages(head: Head, facts: BinaryIO, told: BinaryIO) -> Iterator[Page]:
    decoder = msgspec.json.Decoder(Drawing)
    for made, line in enumerate(facts, 1):
        wanted = decoder.decode(line)
        logo = None if wanted.logo is None else head.logos[wanted.logo]
        one = msgspec.structs.replace(wanted.slip, logo=logo)
        try:
            yield from slip_pages(one, PAPERS[wanted.paper])
        except ValueError as error:
            raise _Undrawable(Made(made - 1, one.order_number, failed=str(error))) from error
        told.write(msgspec.json.encode(Made(made, one.order_number, replaced_letters(one))) + b"\n")
        told.flush()


def _collected(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """The first piece at once, the others together."""
    yield next(pieces)
    waiting: list[bytes] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size >= PIECE_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    yield b"".join(waiting)
