"""Asks a scale over the network; never inside a transaction.

A serial scale is reached through a device server (ser2net, Moxa, …), which may have kept lines
from before: of such nothing is believed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

import msgspec

from wms.errors import N_, Kind, Refusal
from wms.packing.weight.scale_lines import LINE_MAX, Reading, sics_reading, st_reading
from wms.packing.weight.weigh import WEIGHT_MAX_G

#: a scale that does not answer the telephone, s
CONNECT_S: Final = 2.0
#: a weight that does not stand still, s: the packer's hands are on the parcel
STABLE_S: Final = 6.0
#: between two questions, when the scale says "not now", s
PAUSE_S: Final = 0.3
#: so many equal lines of a scale that sends by itself: those that were kept for us come first
EQUAL_LINES: Final = 3
#: and for so long its lines are thrown away, s
STALE_S: Final = 0.3
_END: Final = b"\r\n"


class ScaleAway(Refusal):
    """Nobody answers, or only rubbish."""

    kind = Kind.BUSY
    code = "scale.away"
    sentence = N_("The scale does not answer. Look at its plug, or type what it says.")
    tone = "stop"


class ScaleMoving(Refusal):
    """Hands on the parcel, or a fan."""

    code = "scale.moving"
    sentence = N_("The weight does not stand still. Take your hands off and ask again.")
    tone = "stop"


class ScaleOverloaded(Refusal):
    """More than the scale can weigh."""

    code = "scale.overloaded"
    sentence = N_("That is too heavy for this scale. Weigh it on another one and type the weight.")
    tone = "stop"


class ScaleEmpty(Refusal):
    """Nothing lies on it."""

    code = "scale.empty"
    sentence = N_("Nothing lies on the scale. Put the parcel on it and ask again.")
    tone = "stop"


class ScaleAddress(msgspec.Struct, frozen=True, kw_only=True):
    """How a scale talks (`wms.packing.weight.models.PROTOCOLS`), and where it listens."""

    protocol: str
    host: str
    port: int


async def ask_scale(scale: ScaleAddress) -> int:
    """What lies on it, g, as soon as that stands still.

    Raises:
        ScaleAway, ScaleMoving, ScaleOverloaded, ScaleEmpty
    """
    try:
        async with _connected(scale) as (lines, writer), asyncio.timeout(STABLE_S):
            asks = _ask_sics(lines, writer) if scale.protocol == "mt-sics" else _listen(lines)
            reading = await asks
    except TimeoutError as error:
        raise ScaleMoving from error
    except (OSError, asyncio.IncompleteReadError, asyncio.LimitOverrunError) as error:
        raise ScaleAway from error
    if reading.state == "over" or (reading.weight_g or 0) > WEIGHT_MAX_G:
        raise ScaleOverloaded
    if reading.state == "under" or not reading.weight_g or reading.weight_g < 0:
        raise ScaleEmpty
    return reading.weight_g


class _SilentError(OSError):
    """Not one line that could be read."""


@asynccontextmanager
async def _connected(
    scale: ScaleAddress,
) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    try:
        async with asyncio.timeout(CONNECT_S):
            reader, writer = await asyncio.open_connection(
                scale.host, scale.port, limit=4 * LINE_MAX
            )
    except TimeoutError as error:
        raise _SilentError from error
    try:
        yield reader, writer
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


async def _line(reader: asyncio.StreamReader) -> str:
    return (await reader.readuntil(b"\n")).decode("ascii", "replace")


async def _ask_sics(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> Reading:
    try:
        async with asyncio.timeout(CONNECT_S):
            writer.write(b"@" + _END)  # whatever was asked before is not answered any more
            while not (await _line(reader)).startswith("I4 A"):
                pass
    except TimeoutError as error:
        raise _SilentError from error
    while True:
        writer.write(b"S" + _END)
        reading = None
        while reading is None:  # other lines are no answer
            reading = sics_reading(await _line(reader))
        if reading.state not in ("busy", "moving"):
            return reading
        await asyncio.sleep(PAUSE_S)


async def _listen(reader: asyncio.StreamReader) -> Reading:
    clock = asyncio.get_running_loop().time
    stale_until = clock() + STALE_S
    try:
        async with asyncio.timeout(CONNECT_S):
            while st_reading(await _line(reader)) is None:
                pass
    except TimeoutError as error:
        raise _SilentError from error
    same: list[Reading] = []
    while True:
        reading = st_reading(await _line(reader))
        if reading is None or clock() < stale_until:
            continue
        if reading.state == "moving" or (same and same[-1] != reading):
            same = []
        if reading.state != "moving":
            same.append(reading)
        if len(same) == EQUAL_LINES:
            return reading
