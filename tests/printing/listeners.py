"""Printers of the tests: real sockets, real bytes, and every trouble that real ones have.

`IppPrinter` takes messages apart by itself (RFC 8010), not with our own encoder, so that both are
proved by each other.
"""

from __future__ import annotations

import asyncio
import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

HEALTHY = (b"030,0,0,1234,000,0,0,0,000,0,0,0", b"001,0,0,0,1,2,6,0,00000000,1,000", b"1234,0")
NO_PAPER = (b"030,1,0,1234,000,0,0,0,000,0,0,0", *HEALTHY[1:])
PAUSED = (b"030,0,1,1234,000,0,0,0,000,0,0,0", *HEALTHY[1:])
HEAD_UP = (HEALTHY[0], b"001,0,1,0,1,2,6,0,00000000,1,000", HEALTHY[2])


@dataclass
class RawPrinter:
    """A label printer at a port: it prints at ^XZ, and answers ~HS unless it is dumb."""

    status: tuple[bytes, ...] = HEALTHY
    is_dumb: bool = False
    #: takes no bytes at all
    is_stalled: bool = False
    #: hangs up when it has seen this
    cut_at: bytes | None = None
    #: dies when it was sent a whole label: printed, and nobody hears
    is_mute_after_label: bool = False
    labels: list[bytes] = field(default_factory=list)
    port: int = 0
    callers: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.callers += 1
        before, buffer = len(self.labels), b""
        try:
            if self.is_stalled:
                await asyncio.sleep(60)
            while piece := await reader.read(65536):
                buffer += piece
                if self.cut_at is not None and self.cut_at in buffer:
                    writer.transport.abort()
                    return
                while b"~HS" in buffer:
                    head, _, after = buffer.partition(b"~HS")
                    buffer = self._printed(head) + after
                    is_mute = self.is_mute_after_label and len(self.labels) > before
                    if not self.is_dumb and not is_mute:
                        writer.write(b"".join(b"\x02" + one + b"\x03\r\n" for one in self.status))
                        await writer.drain()
                buffer = self._printed(buffer)
                if self.is_mute_after_label and len(self.labels) > before:
                    writer.transport.abort()
                    return
        except ConnectionError:
            pass
        finally:
            writer.close()

    def _printed(self, buffer: bytes) -> bytes:
        while b"^XZ" in buffer:
            label, _, buffer = buffer.partition(b"^XZ")
            self.labels.append(label + b"^XZ")
        return buffer


@asynccontextmanager
async def raw_printer(**behaviour: Any) -> AsyncIterator[RawPrinter]:
    """One that listens."""
    printer = RawPrinter(**behaviour)
    server = await asyncio.start_server(printer.serve, "127.0.0.1", 0)
    printer.port = server.sockets[0].getsockname()[1]
    yield printer
    server.close()


PRINT_JOB, GET_JOBS, GET_ATTRIBUTES = 0x0002, 0x000A, 0x000B


@dataclass
class IppPrinter:
    """An office printer: takes documents, keeps a list of jobs."""

    state: int = 3
    reasons: tuple[str, ...] = ("none",)
    is_accepting: bool = True
    #: takes the job, then hangs up without an answer
    is_cut_after_job: bool = False
    #: hangs up before it has the document
    is_cut_before_job: bool = False
    #: has no list of jobs
    forgets: bool = False
    #: what it answers to a job
    job_status: int = 0
    jobs: list[tuple[str, str, bytes]] = field(default_factory=list)
    port: int = 0

    @property
    def uri(self) -> str:
        return f"ipp://127.0.0.1:{self.port}/ipp/print"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            names = dict(
                line.lower().split(b": ", 1) for line in head.split(b"\r\n")[1:] if b": " in line
            )
            body = await reader.readexactly(int(names[b"content-length"]))
            answer = self._answer(body)
            if answer is None:
                writer.transport.abort()
                return
            writer.write(
                b"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nConnection: close\r\n"
                + f"Content-Length: {len(answer)}\r\n\r\n".encode()
                + answer
            )
            await writer.drain()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def _answer(self, body: bytes) -> bytes | None:
        _, _, operation, request = struct.unpack_from(">bbhi", body)
        said, document = taken_apart(body)
        assert said["attributes-charset"] == [b"utf-8"] and said["printer-uri"][0].startswith(
            b"ipp"
        )
        if operation == GET_ATTRIBUTES:
            return reply(0, request, [(0x04, self._attributes())])
        if operation == GET_JOBS:
            if self.forgets:
                return reply(0x0501, request, [])
            which = said["which-jobs"] == [b"completed"]
            groups = [
                (0x02, [(0x21, "job-id", struct.pack(">i", n)), (0x42, "job-name", name.encode())])
                for n, (name, _, _) in enumerate(self.jobs, 1)
            ]
            return reply(0, request, groups if which else [])
        assert operation == PRINT_JOB
        if self.is_cut_before_job:
            return None
        if self.job_status:
            return reply(self.job_status, request, [])
        name, kind = said["job-name"][0].decode(), said["document-format"][0].decode()
        self.jobs.append((name, kind, document))
        if self.is_cut_after_job:
            return None
        return reply(0, request, [(0x02, [(0x21, "job-id", struct.pack(">i", len(self.jobs)))])])

    def _attributes(self) -> list[tuple[int, str, bytes]]:
        return [
            (0x23, "printer-state", struct.pack(">i", self.state)),
            *((0x44, "printer-state-reasons" if not n else "", one.encode())
              for n, one in enumerate(self.reasons)),
            (0x41, "printer-state-message", b"as it says itself"),
            (0x22, "printer-is-accepting-jobs", struct.pack(">?", self.is_accepting)),
        ]  # fmt: skip


def taken_apart(body: bytes) -> tuple[dict[str, list[bytes]], bytes]:
    """The attributes of a request by name, and the document behind them."""
    at, name = 8, ""
    said: dict[str, list[bytes]] = {}
    while body[at] != 0x03:
        tag, at = body[at], at + 1
        if tag < 0x10:
            continue
        (length,) = struct.unpack_from(">h", body, at)
        name = body[at + 2 : at + 2 + length].decode() or name
        at += 2 + length
        (length,) = struct.unpack_from(">h", body, at)
        said.setdefault(name, []).append(body[at + 2 : at + 2 + length])
        at += 2 + length
    return said, body[at + 1 :]


def reply(
    status: int, request: int, groups: list[tuple[int, list[tuple[int, str, bytes]]]]
) -> bytes:
    """A response."""
    about = [(0x47, "attributes-charset", b"utf-8"), (0x48, "attributes-natural-language", b"en")]
    body = struct.pack(">bbhi", 2, 0, status, request)
    for tag, attributes in [(0x01, about), *groups]:
        body += bytes([tag])
        for kind, name, value in attributes:
            body += struct.pack(">bh", kind, len(name)) + name.encode()
            body += struct.pack(">h", len(value)) + value
    return body + b"\x03"


@asynccontextmanager
async def ipp_printer(**behaviour: Any) -> AsyncIterator[IppPrinter]:
    """One that listens."""
    printer = IppPrinter(**behaviour)
    server = await asyncio.start_server(printer.serve, "127.0.0.1", 0)
    printer.port = server.sockets[0].getsockname()[1]
    yield printer
    server.close()
