"""Printers of a station: what the office says of them, and how they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, text, update

from wms.db import Tx
from wms.errors import N_, NotFound
from wms.stations.errors import (
    AddressImpossible,
    NameImpossible,
    PrinterImpossible,
)
from wms.stations.models import DPI, FORMATS, KINDS, LABEL, MEDIA, WAYS, WELL, Printer
from wms.stations.stations import NAME_MAX_CHARS

#: what an address looks like, by way; a hint for whoever typed another one
EXAMPLES: Final = {
    "file": "bench-1-labels",
    "ipp": "ipp://192.168.1.40/ipp/print",
    "raw": "192.168.1.41:9100",
    "lp": "ZEBRA",
}
_SHAPES: Final = {
    "file": re.compile(r"\w[\w. -]{0,60}"),
    "ipp": re.compile(r"ipps?://[\w.:\[\]-]{1,100}(?:/[\w./%-]{0,100})?", re.ASCII),
    "raw": re.compile(r"[\w.-]{1,100}(?::\d{1,5})?|\[[0-9a-fA-F:]+\](?::\d{1,5})?", re.ASCII),
    "lp": re.compile(r"\w[\w. -]{0,60}"),
}
#: millimetres of each medium
SIZES: Final = {"label": (100, 150), "a4": (210, 297), "a6": (105, 148), "roll80": (80, 297)}
UM_PER_MM: Final = 1000
OFFSET_MAX_MM: Final = 20
DARKNESS_MAX: Final = 30
WORDS_MAX_CHARS: Final = 200


class PrinterSaid(msgspec.Struct, frozen=True, kw_only=True):
    """What the office says of a printer; lengths in millimetres, offsets in micrometres."""

    name: str
    kind: str
    way: str
    address: str
    format: str
    media: str
    is_by_agent: bool = False
    dpi: int = DPI[0]
    width_mm: int = SIZES["label"][0]
    height_mm: int = SIZES["label"][1]
    offset_x_um: int = 0
    offset_y_um: int = 0
    darkness: int | None = None
    is_helping: bool = True


def full_address(way: str, address: str) -> str:
    """One line that says it all, as `printing.printers.addresses` reads it."""
    return address if way == "ipp" else f"{way}:{'//' if way == 'raw' else ''}{address}"


async def add_printer(tx: Tx, station_id: UUID, said: PrinterSaid) -> UUID:
    """One more printer at a station; its id.

    Raises:
        NameImpossible, AddressImpossible, PrinterImpossible: what was said cannot be.
        NotFound: there is no such station.
    """
    facts = _checked(said)
    is_there = await tx.scalar(
        text("SELECT id FROM print_stations WHERE id = :id AND retired_at IS NULL"),
        {"id": station_id},
    )
    if is_there is None:
        raise NotFound(what="print station", name=str(station_id))
    made: UUID = await tx.scalar(  # type: ignore[assignment] # RETURNING gives the row's id
        insert(Printer).values(station_id=station_id, **facts).returning(Printer.id)
    )
    return made


async def change_printer(tx: Tx, printer_id: UUID, said: PrinterSaid) -> None:
    """Something about it is different; how it is, is asked anew.

    Raises: what `add_printer` raises.
    """
    await _update(tx, printer_id, **_checked(said), state="unknown", state_at=None)


async def set_offsets(tx: Tx, printer_id: UUID, *, right_um: int, down_um: int) -> None:
    """What was measured on a calibration page: so much further right and down than now.

    Raises:
        PrinterImpossible: more than anybody's printer is off.
        NotFound: there is no such printer.
    """
    most = OFFSET_MAX_MM * UM_PER_MM
    row = (
        await tx.execute(
            text("SELECT offset_x_um, offset_y_um FROM printers WHERE id = :id FOR UPDATE"),
            {"id": printer_id},
        )
    ).first()
    if row is None:
        raise NotFound(what="printer", name=str(printer_id))
    x_um, y_um = row.offset_x_um + right_um, row.offset_y_um + down_um
    if abs(x_um) > most or abs(y_um) > most:
        raise PrinterImpossible(
            field=N_("Offset"), reason=N_("Nothing is moved by more than 20 mm.")
        )
    await _update(tx, printer_id, offset_x_um=x_um, offset_y_um=y_um)


async def pause_printer(tx: Tx, printer_id: UUID, *, is_paused: bool) -> None:
    """Out for a while: its papers come out at a neighbour. Or back again. Raises NotFound."""
    when = text("coalesce(paused_at, clock_timestamp())") if is_paused else None
    await _update(tx, printer_id, paused_at=when)


async def retire_printer(tx: Tx, printer_id: UUID) -> None:
    """It is not there any more (`wms.packing.prints.watch.take_away`). Raises NotFound."""
    await _update(tx, printer_id, retired_at=text("clock_timestamp()"))


async def _update(tx: Tx, printer_id: UUID, **facts: Any) -> None:
    found = await tx.scalar(
        update(Printer)
        .where(Printer.id == printer_id, Printer.retired_at.is_(None))
        .values(**facts)
        .returning(Printer.id)
    )
    if found is None:
        raise NotFound(what="printer", name=str(printer_id))


def _checked(said: PrinterSaid) -> dict[str, Any]:
    facts = msgspec.structs.asdict(said)
    facts["name"], facts["address"] = said.name.strip(), said.address.strip()
    if not facts["name"] or len(facts["name"]) > NAME_MAX_CHARS:
        raise NameImpossible(maximum=NAME_MAX_CHARS)
    known = {
        N_("Kind"): said.kind in KINDS,
        N_("Way"): said.way in WAYS,
        N_("Format"): said.format in FORMATS,
        N_("Resolution"): said.dpi in DPI,
        N_("Paper"): said.media in MEDIA,
    }
    for field, is_known in known.items():
        if not is_known:
            raise PrinterImpossible(field=field, reason=N_("Choose one of the list."))
    if not _SHAPES[said.way].fullmatch(facts["address"]):
        raise AddressImpossible(address=facts["address"] or "–", example=EXAMPLES[said.way])
    if said.media != "label":
        facts["width_mm"], facts["height_mm"] = SIZES[said.media]
    if not (20 <= facts["width_mm"] <= 300 and 10 <= facts["height_mm"] <= 1000):
        raise PrinterImpossible(
            field=N_("Size"), reason=N_("A label is 20 to 300 mm wide and 10 to 1000 mm high.")
        )
    most = OFFSET_MAX_MM * UM_PER_MM
    if abs(said.offset_x_um) > most or abs(said.offset_y_um) > most:
        raise PrinterImpossible(
            field=N_("Offset"), reason=N_("Nothing is moved by more than 20 mm.")
        )
    if said.darkness is not None and abs(said.darkness) > DARKNESS_MAX:
        raise PrinterImpossible(field=N_("Darkness"), reason=N_("It is between −30 and 30."))
    if said.way == "lp" and not said.is_by_agent:
        raise PrinterImpossible(
            field=N_("Way"), reason=N_("Printers of CUPS are reached by the print agent only.")
        )
    if said.kind == LABEL and said.media == "a4" and said.format == "zpl":
        raise PrinterImpossible(field=N_("Format"), reason=N_("Nothing speaks ZPL on A4."))
    return facts


_NOTE = text(
    """
    UPDATE printers SET
        state_since = CASE WHEN state = :state THEN state_since ELSE clock_timestamp() END,
        state = :state, state_words = nullif(:words, ''), state_at = clock_timestamp()
    WHERE id = :id
    RETURNING old.state
    """
)


async def note_state(tx: Tx, printer_id: UUID, state: str, words: str = "") -> bool:
    """How it is, as it said itself or its agent said; whether it was sick and is well again."""
    facts = {"id": printer_id, "state": state, "words": words[:WORDS_MAX_CHARS]}
    before: str | None = await tx.scalar(_NOTE, facts)
    return state == "ready" and before not in (None, *WELL)


#: a printer that is not well, and one that is, is asked again after this, s
SICK_AGAIN_S: Final = 4
WELL_AGAIN_S: Final = 20
_CLAIM_TO_ASK = text(
    """
    UPDATE printers p SET state_at = clock_timestamp()
    WHERE p.retired_at IS NULL AND NOT p.is_by_agent
      AND (p.state_at IS NULL OR p.state_at < clock_timestamp() - make_interval(
           secs => CASE WHEN p.state = 'ready' THEN CAST(:well AS int) ELSE CAST(:sick AS int) END))
      AND p.id <> ALL (:busy)
    RETURNING p.id, p.way, p.address, p.format = 'zpl' AS is_zpl
    """
)


class ToAsk(msgspec.Struct, frozen=True, kw_only=True):
    """A printer whose turn it is."""

    id: UUID
    address: str
    is_zpl: bool


async def claim_to_ask(tx: Tx, busy: Sequence[UUID]) -> list[ToAsk]:
    """Printers that the server reaches and should ask how they are; ``busy`` ones print just now.

    Each is given to one asker.
    """
    facts = {"well": WELL_AGAIN_S, "sick": SICK_AGAIN_S, "busy": list(busy)}
    rows = await tx.execute(_CLAIM_TO_ASK, facts)
    return [
        ToAsk(id=row.id, address=full_address(row.way, row.address), is_zpl=row.is_zpl)
        for row in rows
    ]
