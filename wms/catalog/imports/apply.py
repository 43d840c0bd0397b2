"""Writing what was confirmed, a batch a transaction: a worker that dies loses nothing of it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.catalog.bring import Judged, judge, write
from wms.catalog.imports.check import Said, field_of, next_rows, say, take
from wms.catalog.imports.rows import fault
from wms.db import Tx
from wms.errors import Refusal

_COUNT = text(
    """
    UPDATE product_imports
    SET applied_rows = applied_rows + :applied, refused_rows = refused_rows + :refused
    WHERE shop_id = :shop AND id = :import
    """
)
_DONE = text(
    "UPDATE product_imports SET status = 'done', finished_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :import"
)


async def apply_some(tx: Tx, shop_id: UUID, import_id: UUID) -> bool:
    """Write the next batch of rows; whether there may be more.

    A row whose product was changed since the check is refused: what was agreed to was another
    change.

    Raises:
        Busy: a twin took a SKU or a code this moment; the batch is judged again.
    """
    if not await take(tx, shop_id, import_id, "applying"):
        return False
    rows = await next_rows(tx, shop_id, import_id, ["new", "changed"], 0)
    if not rows:
        await tx.execute(_DONE, {"shop": shop_id, "import": import_id})
        return False
    judged = await judge(tx, shop_id, [wanted for _, wanted in rows], locked=True)
    fit = [one for one in judged if isinstance(one, Judged)]
    await write(tx, shop_id, fit)
    await say(
        tx,
        shop_id,
        import_id,
        [_said(row_no, one) for (row_no, _), one in zip(rows, judged, strict=True)],
    )
    await tx.execute(
        _COUNT,
        {
            "applied": len(fit),
            "refused": len(rows) - len(fit),
            "shop": shop_id,
            "import": import_id,
        },
    )
    return True


def _said(row_no: int, one: Judged | Refusal) -> Said:
    if isinstance(one, Refusal):
        return Said(row_no=row_no, state="refused", faults=[fault(field_of(one), one)])
    return Said(row_no=row_no, state="applied", version=one.version)


_WHOLE = text(
    "UPDATE product_import_rows SET state = 'applied' "
    "WHERE shop_id = :shop AND import_id = :import AND state = 'new'"
)
_WHOLE_DONE = text(
    """
    UPDATE product_imports
    SET status = 'done', finished_at = clock_timestamp(), applied_rows = :applied,
        refused_rows = :refused, about = coalesce(about, '{}') || CAST(:about AS jsonb)
    WHERE shop_id = :shop AND id = :import
    """
)


async def finish_whole(
    tx: Tx,
    shop_id: UUID,
    import_id: UUID,
    *,
    rows: int,
    about: dict[str, Any] | None = None,
    refused: Said | None = None,
) -> None:
    """An import that is written whole was written, or was not and a row says why (``refused``).

    ``about``: what it became.
    """
    key = {"shop": shop_id, "import": import_id}
    if refused is None:
        await tx.execute(_WHOLE, key)
    else:
        await say(tx, shop_id, import_id, [refused])
    facts = {
        "applied": 0 if refused else rows,
        "refused": rows if refused else 0,
        "about": msgspec.json.encode(about or {}).decode(),
    }
    await tx.execute(_WHOLE_DONE, key | facts)
