"""A scale on the network: a real TCP server that talks as scales do, and as bad ones do."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from wms.packing.weight.scale_call import ScaleAddress

#: a reading that never comes
SILENCE = b""


class SimulatedScale:
    """Answers each question with the next of its lines, the last one again and again.

    ``kept``: what a serial device server still had from before, sent as soon as somebody connects.
    """

    def __init__(self, lines: Sequence[bytes], kept: bytes = b"") -> None:
        self._lines = list(lines)
        self._kept = kept
        self.asked: list[bytes] = []

    def next_line(self) -> bytes:
        """What it says now."""
        return self._lines.pop(0) if len(self._lines) > 1 else self._lines[0]

    async def talk_sics(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """MT-SICS level 0: it speaks when it is spoken to."""
        writer.write(self._kept)
        while command := (await reader.readline()).strip():
            self.asked.append(command)
            if command == b"@":
                writer.write(b'I4 A "1127651789"\r\n')
            elif command == b"S":
                writer.write(self.next_line())
                if self._lines[0] == b"cut":
                    break
            else:
                writer.write(b"ES\r\n")
        writer.close()

    async def talk_by_itself(
        self, _reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        """A line for each measurement, until nobody listens any more."""
        writer.write(self._kept)
        while not writer.is_closing():
            if (line := self.next_line()) == b"cut":
                break
            writer.write(line)
            await asyncio.sleep(0.005)
        writer.close()


@asynccontextmanager
async def scale_on(scale: SimulatedScale, protocol: str = "mt-sics") -> AsyncIterator[ScaleAddress]:
    """It listens somewhere on this machine."""
    talk = scale.talk_sics if protocol == "mt-sics" else scale.talk_by_itself
    talking: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        talking.add(task)
        try:
            await talk(reader, writer)
        except (ConnectionError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    try:
        yield ScaleAddress(protocol=protocol, host="127.0.0.1", port=port)
    finally:
        server.close()
        for task in talking:
            task.cancel()
        await asyncio.gather(*talking, return_exceptions=True)
