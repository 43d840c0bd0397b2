"""Who did what to some goods, by time: for whoever has to find out why books and goods differ."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import text

from tests.browser.picker import Picker
from tests.browser.warehouse import Running
from wms.db import Tx

_MOVED = text(
    """
    SELECT coalesce(s.at, m.occurred_at) AS at, m.scan_id, m.quantity, m.reason, a.code AS source,
           b.code AS target, s.answer
    FROM movements m JOIN products g ON g.shop_id = m.shop_id AND g.id = m.product_id
    JOIN places a ON a.id = m.from_place_id JOIN places b ON b.id = m.to_place_id
    LEFT JOIN scans s ON s.id = m.scan_id
    WHERE g.sku = :sku ORDER BY m.id
    """
)
_REFUSED = text(
    "SELECT at, id, flow, code, answer FROM scans WHERE outcome = 'refused' ORDER BY at"
)


def what_happened(running: Running, pickers: Sequence[Picker], sku: str) -> str:
    """A line each: what a handheld (0, 1, 2) showed and judged, what the server did or refused."""
    told: list[tuple[datetime, str]] = []
    ids: set[str] = set()
    for number, picker in enumerate(pickers):
        for at, *what in picker.log:
            line = repr(what)
            if sku in line or what == ["reload"]:
                told.append((datetime.fromtimestamp(at, UTC), f"{number} {line}"))
                ids |= {each["id"] for each in what if isinstance(each, dict) and "id" in each}

    async def ask(tx: Tx) -> None:
        moved = await tx.execute(_MOVED, {"sku": sku})
        told.extend((row.at, f"moved {row[1:]}") for row in moved)
        refused = await tx.execute(_REFUSED)
        told.extend((row.at, f"refused {row[1:]}") for row in refused if str(row.id) in ids)

    running.prepare(ask)
    return "\n".join(f"{at:%H:%M:%S.%f} {line}" for at, line in sorted(told))
