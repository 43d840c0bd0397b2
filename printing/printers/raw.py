"""Port 9100: bytes into a socket, no answer. Label printers that speak ZPL do answer ``~HS``.

ZPL prints at its ``^XZ``. So everything before it goes out first; when the line breaks there,
surely nothing was printed. Then the job is begun, the last three bytes follow, and a second ``~HS``
asks the printer to say that it got them. Commands: Zebra's "Programming Guide: ZPL II", ``~HS``.
"""

from __future__ import annotations

import asyncio
import re
from typing import Final

from printing.printers.way import Begin, Health, Job, NotSent, State, TakenAway, Unsure

PORT: Final = 9100
#: a printer that takes longer to answer the phone is away, s
CONNECT_LIMIT_S: Final = 3.0
#: one that does not answer ~HS within this does not speak ZPL, or is stuck, s
STATUS_LIMIT_S: Final = 1.5
#: it must take all bytes within this, s
SEND_LIMIT_S: Final = 15.0
#: and say after the last ones that it has them, s
TAKEN_LIMIT_S: Final = 10.0
#: how long we wait for one that says nothing to hang up, s
HANG_UP_LIMIT_S: Final = 2.0
END: Final = b"^XZ"
HOST_STATUS: Final = b"~HS"
_ETX = 0x03
_LINES: Final = 3
_ANSWER_MAX: Final = 1024
ZPL: Final = "application/zpl"


class Raw:
    """A printer at ``host:port``. ``is_zpl``: it speaks ZPL and can say how it is."""

    def __init__(self, host: str, port: int = PORT, *, is_zpl: bool = True) -> None:
        self._host, self._port, self._is_zpl = host, port, is_zpl

    async def state(self) -> Health:
        """Asked by ~HS; a printer that only takes bytes is ready when it picks up."""
        try:
            reader, writer = await self._connect()
        except NotSent as no:
            return Health(no.state, no.words)
        try:
            return await self._ask(reader, writer) or Health(
                State.UNKNOWN if self._is_zpl else State.READY
            )
        except NotSent as no:
            return Health(no.state, no.words)
        finally:
            writer.close()

    async def send(self, job: Job, begin: Begin) -> None:
        """Send it over. Raises NotSent, TakenAway, Unsure."""
        reader, writer = await self._connect()
        try:
            health = await self._ask(reader, writer)
            if health is not None and not health.state.is_well:
                raise NotSent(health.state, health.words)
            head, tail = parts(job)
            await _write_head(writer, head)
            if not await begin():
                raise TakenAway
            await write_tail(reader, writer, tail, answers=health is not None)
        finally:
            writer.close()

    async def has_come(self, job: Job) -> bool | None:
        """Nobody can tell: it keeps no list."""
        del job
        return None

    async def _connect(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        try:
            async with asyncio.timeout(CONNECT_LIMIT_S):
                return await asyncio.open_connection(self._host, self._port)
        except (OSError, TimeoutError) as error:
            raise NotSent(State.OFFLINE, getattr(error, "strerror", None) or "") from error

    async def _ask(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> Health | None:
        """What ~HS says; None when nobody answers."""
        if not self._is_zpl:
            return None
        try:
            async with asyncio.timeout(STATUS_LIMIT_S):
                writer.write(HOST_STATUS)
                await writer.drain()
                return read_status(await _answer(reader))
        except TimeoutError:
            return None
        except (OSError, EOFError) as error:
            raise NotSent(State.OFFLINE, "") from error


def parts(job: Job) -> tuple[bytes, bytes]:
    """What cannot print by itself, and the rest. One label of ZPL ends in ^XZ; of anything else
    nobody knows from which byte on it prints, so the first part is empty."""
    content = job.content.rstrip()
    if job.content_type == ZPL and content.endswith(END) and content.count(END) == 1:
        return content[: -len(END)], END
    return b"", job.content


async def _write_head(writer: asyncio.StreamWriter, head: bytes) -> None:
    try:
        async with asyncio.timeout(SEND_LIMIT_S):
            writer.write(head)
            await writer.drain()
    except TimeoutError as error:
        raise NotSent(State.FAULT, "it takes no more bytes") from error
    except OSError as error:
        raise NotSent(State.OFFLINE, error.strerror or "") from error


async def write_tail(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, tail: bytes, *, answers: bool
) -> None:
    """From here on it prints. Raises Unsure."""
    try:
        async with asyncio.timeout(SEND_LIMIT_S):
            writer.write(tail + (HOST_STATUS if answers else b""))
            await writer.drain()
        if answers:
            async with asyncio.timeout(TAKEN_LIMIT_S):
                await _answer(reader)
        else:
            await _hang_up(reader, writer)
    except (OSError, TimeoutError, EOFError) as error:
        raise Unsure(getattr(error, "strerror", None) or "") from error


async def _hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """A reset now means that bytes were thrown away; silence is what such printers say."""
    if writer.can_write_eof():
        writer.write_eof()
    try:
        async with asyncio.timeout(HANG_UP_LIMIT_S):
            await reader.read(1)
    except TimeoutError:
        return


async def _answer(reader: asyncio.StreamReader) -> bytes:
    """Three lines between STX and ETX. EOFError when it hangs up."""
    answer = b""
    while answer.count(_ETX) < _LINES and len(answer) < _ANSWER_MAX:
        piece = await reader.read(_ANSWER_MAX)
        if not piece:
            raise EOFError
        answer += piece
    return answer


def read_status(answer: bytes) -> Health:
    """What the three lines mean: paper out, pause, head up (the door), ribbon out."""
    lines = [line.decode("ascii", "replace").split(",") for line in _told(answer)]
    if len(lines) < 2 or len(lines[0]) < 3 or len(lines[1]) < 4:
        return Health(State.UNKNOWN)
    if lines[1][2] == "1":
        return Health(State.DOOR_OPEN)
    if lines[0][1] == "1":
        return Health(State.OUT_OF_PAPER)
    if lines[1][3] == "1":
        return Health(State.OUT_OF_RIBBON)
    if lines[0][2] == "1":
        return Health(State.PAUSED)
    return Health(State.READY)


def _told(answer: bytes) -> list[bytes]:
    return re.findall(rb"\x02([^\x02\x03]*)\x03", answer)
