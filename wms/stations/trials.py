"""Test and calibration pages: asked for in the office, sent to one printer, once.

Nobody waits for them as for a label: what ended without a word is not sent again by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import insert, text

from wms.db import Read, Tx
from wms.errors import N_
from wms.failures import Failure, declare, failure_in
from wms.stations.failures import OF_STATE
from wms.stations.models import TestPrint
from wms.stations.printers import full_address, note_state

TEST, CALIBRATION = "test", "calibration"
#: who sends one and says nothing for so long counts as dead, s
LEASE_S: Final = 60
#: an agent that does not fetch it for so long is away, s
FETCH_S: Final = 30
SHOWN_MAX: Final = 5
NOT_FETCHED: Final = declare(
    "printer.not_fetched", N_("Nobody fetched it: is the print agent at work?")
)
NO_WORD: Final = declare(
    "printer.no_word", N_("Nobody knows whether it came out. Look at the printer.")
)


class Trial(msgspec.Struct, frozen=True, kw_only=True):
    """A page in hand."""

    id: UUID
    printer_id: UUID
    paper: str
    address: str
    is_zpl: bool
    content_type: str
    content: bytes


class TrialShown(msgspec.Struct, frozen=True, kw_only=True):
    """How one ended, for the office."""

    id: UUID
    paper: str
    status: str
    failure: Failure | None
    created_at: datetime
    printed_at: datetime | None


async def ask_for_page(
    tx: Tx, printer_id: UUID, paper: str, *, content_type: str, content: bytes, by: UUID
) -> UUID:
    """Send a page, drawn already, to a printer; ``by``: the office user."""
    made: UUID = await tx.scalar(  # type: ignore[assignment] # RETURNING gives the row's id
        insert(TestPrint)
        .values(
            printer_id=printer_id,
            paper=paper,
            content_type=content_type,
            content=content,
            asked_by=by,
        )
        .returning(TestPrint.id)
    )
    return made


async def due_pages(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Keys (printer, page) of what should be sent or looked at now."""
    rows = await read.execute(
        text(
            "SELECT printer_id, id FROM test_prints WHERE status IN ('queued', 'leased') "
            "AND next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT :limit"
        ),
        {"limit": limit},
    )
    return [(row.printer_id, row.id) for row in rows]


_TAKE = text(
    """
    SELECT t.id, t.printer_id, t.paper, t.content_type, t.content, t.status, p.way, p.address,
           p.format = 'zpl' AS is_zpl, p.is_by_agent,
           t.created_at < clock_timestamp() - make_interval(secs => :fetch) AS is_late
    FROM test_prints t JOIN printers p ON p.id = t.printer_id
    WHERE t.id = :id AND t.status IN ('queued', 'leased')
      AND t.next_attempt_at <= clock_timestamp()
    FOR UPDATE OF t SKIP LOCKED
    """
)
_LEASE = text(
    "UPDATE test_prints SET status = 'leased', "
    "next_attempt_at = clock_timestamp() + make_interval(secs => :pause) WHERE id = :id"
)
_WAIT = text(
    "UPDATE test_prints SET next_attempt_at = clock_timestamp() + make_interval(secs => :pause) "
    "WHERE id = :id"
)


async def lease_page(tx: Tx, page_id: UUID) -> Trial | None:
    """Take a page that the server itself sends; what nobody settled ends here."""
    row = (await tx.execute(_TAKE, {"id": page_id, "fetch": FETCH_S})).first()
    if row is None:
        return None
    if row.status == "leased":
        await _settle(tx, page_id, Failure(code=NO_WORD))
        return None
    if row.is_by_agent:
        if row.is_late:
            await _settle(tx, page_id, Failure(code=NOT_FETCHED))
        else:
            await tx.execute(_WAIT, {"id": page_id, "pause": FETCH_S})
        return None
    await tx.execute(_LEASE, {"id": page_id, "pause": LEASE_S})
    return _trial(row)


_FOR_AGENT = text(
    """
    SELECT t.id, t.printer_id, t.paper, t.content_type, t.content, p.way, p.address,
           p.format = 'zpl' AS is_zpl
    FROM test_prints t JOIN printers p ON p.id = t.printer_id
    WHERE p.station_id = :station AND p.is_by_agent AND t.status = 'queued'
    ORDER BY t.created_at LIMIT 1 FOR UPDATE OF t SKIP LOCKED
    """
)


async def page_for_agent(tx: Tx, station_id: UUID) -> Trial | None:
    """The next page for a printer of this agent, leased."""
    row = (await tx.execute(_FOR_AGENT, {"station": station_id})).first()
    if row is None:
        return None
    await tx.execute(_LEASE, {"id": row.id, "pause": LEASE_S})
    return _trial(row)


async def leased_content(read: Read, station_id: UUID, page_id: UUID) -> bytes | None:
    """The bytes of a page that this agent has in hand."""
    content: bytes | None = await read.scalar(
        text(
            "SELECT t.content FROM test_prints t JOIN printers p ON p.id = t.printer_id "
            "WHERE t.id = :id AND p.station_id = :station AND t.status = 'leased'"
        ),
        {"id": page_id, "station": station_id},
    )
    return content


def _trial(row: Any) -> Trial:
    return Trial(
        id=row.id,
        printer_id=row.printer_id,
        paper=row.paper,
        address=full_address(row.way, row.address),
        is_zpl=row.is_zpl,
        content_type=row.content_type,
        content=row.content,
    )


async def page_ended(
    tx: Tx, page_id: UUID, printer_id: UUID, state: str | None, words: str = ""
) -> None:
    """It is out (``state`` "ready"), the printer said no because of ``state``, or nobody knows."""
    if state is not None:
        await note_state(tx, printer_id, state, words)
    if state == "ready":
        await _settle(tx, page_id, None)
    elif state is None:
        await _settle(tx, page_id, Failure(code=NO_WORD, words=words or None))
    else:
        name = await tx.scalar(text("SELECT name FROM printers WHERE id = :id"), {"id": printer_id})
        facts: dict[str, str | int] = {"printer": str(name)}
        code = OF_STATE.get(state, OF_STATE["fault"])
        await _settle(tx, page_id, Failure(code=code, facts=facts, words=words or None))


_SETTLE = text(
    """
    UPDATE test_prints SET status = :status, failure = CAST(:failure AS jsonb),
           next_attempt_at = NULL, content = '',
           printed_at = CASE WHEN :status = 'sent' THEN clock_timestamp() END
    WHERE id = :id AND status IN ('queued', 'leased')
    """
)


async def _settle(tx: Tx, page_id: UUID, failure: Failure | None) -> None:
    await tx.execute(
        _SETTLE,
        {
            "id": page_id,
            "status": "failed" if failure else "sent",
            "failure": failure.as_json() if failure else None,
        },
    )


async def last_pages(read: Read, printer_id: UUID) -> list[TrialShown]:
    """The last few of a printer, the newest first."""
    rows = await read.execute(
        text(
            "SELECT id, paper, status, failure, created_at, printed_at FROM test_prints "
            "WHERE printer_id = :printer ORDER BY created_at DESC LIMIT :limit"
        ),
        {"printer": printer_id, "limit": SHOWN_MAX},
    )
    return [TrialShown(**{**row._mapping, "failure": failure_in(row.failure)}) for row in rows]
