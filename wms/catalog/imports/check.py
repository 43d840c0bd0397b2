"""The dry run: what each row would do, said before anything is written."""

from __future__ import annotations

from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.catalog.bring import BATCH_MAX, Claims, Judged, Wanted, judge
from wms.catalog.imports.rows import fault
from wms.db import Tx
from wms.errors import Refusal

_TAKE = text(
    "SELECT 1 FROM product_imports WHERE shop_id = :shop AND id = :import AND status = :status "
    "AND kind = :kind FOR UPDATE SKIP LOCKED"
)
_NEXT = text(
    """
    SELECT row_no, sku, wanted, version FROM product_import_rows
    WHERE shop_id = :shop AND import_id = :import AND state = ANY (:states) AND row_no > :after
    ORDER BY row_no LIMIT :limit
    """
)
_SAY = text(
    """
    UPDATE product_import_rows r
    SET state = s.state, version = s.version,
        differences = coalesce(s.differences, r.differences), faults = s.faults
    FROM jsonb_to_recordset(CAST(:said AS jsonb))
      AS s (row_no int, state text, version int, differences jsonb, faults jsonb)
    WHERE r.shop_id = :shop AND r.import_id = :import AND r.row_no = s.row_no
    """
)
_CHECKED = text(
    """
    UPDATE product_imports i
    SET status = 'checked', checked_at = clock_timestamp(),
        new_rows = n.new, changed_rows = n.changed, same_rows = n.same, error_rows = n.error
    FROM (SELECT count(*) FILTER (WHERE state = 'new') AS new,
                 count(*) FILTER (WHERE state = 'changed') AS changed,
                 count(*) FILTER (WHERE state = 'same') AS same,
                 count(*) FILTER (WHERE state = 'error') AS error
          FROM product_import_rows WHERE shop_id = :shop AND import_id = :import) AS n
    WHERE i.shop_id = :shop AND i.id = :import
    """
)


_AGREED = text(
    "UPDATE product_imports SET status = 'applying', confirmed_at = clock_timestamp() "
    "WHERE shop_id = :shop AND id = :import AND is_agreed"
)


class Said(msgspec.Struct, frozen=True, kw_only=True):
    """What is written to a row of the file."""

    row_no: int
    state: str
    version: int | None = None
    differences: object = None
    faults: object = ()


async def take(tx: Tx, shop_id: UUID, import_id: UUID, status: str, kind: str = "products") -> bool:
    """Take the import in hand until the end of the transaction, unless another worker has it."""
    facts = {"shop": shop_id, "import": import_id, "status": status, "kind": kind}
    found = await tx.scalar(_TAKE, facts)
    return found is not None


async def next_rows(
    tx: Tx, shop_id: UUID, import_id: UUID, states: list[str], after: int
) -> list[tuple[int, Wanted]]:
    """The next rows in one of ``states``, at most a batch."""
    rows = await tx.execute(
        _NEXT,
        {
            "shop": shop_id,
            "import": import_id,
            "states": states,
            "after": after,
            "limit": BATCH_MAX,
        },
    )
    return [(row.row_no, Wanted(sku=row.sku, if_version=row.version, **row.wanted)) for row in rows]


async def say(tx: Tx, shop_id: UUID, import_id: UUID, said: list[Said]) -> None:
    """Write what became of rows."""
    told = msgspec.json.encode(said).decode()
    await tx.execute(_SAY, {"shop": shop_id, "import": import_id, "said": told})


async def check(tx: Tx, shop_id: UUID, import_id: UUID) -> bool:
    """Check all rows of an import, and let it be written when that was agreed to beforehand.

    False when it waits for nothing or another worker has it.

    The whole in one transaction: what a row gives away another one further down cannot have, and
    nothing of that is in the database.
    """
    if not await take(tx, shop_id, import_id, "checking"):
        return False
    claims, after = Claims(), 0
    while rows := await next_rows(tx, shop_id, import_id, ["unchecked"], after):
        judged = await judge(tx, shop_id, [wanted for _, wanted in rows], claims=claims)
        await say(
            tx,
            shop_id,
            import_id,
            [_said(row_no, one) for (row_no, _), one in zip(rows, judged, strict=True)],
        )
        after = rows[-1][0]
    await finish_check(tx, shop_id, import_id)
    return True


async def finish_check(tx: Tx, shop_id: UUID, import_id: UUID) -> None:
    """Every row was judged: count what they would do."""
    await tx.execute(_CHECKED, {"shop": shop_id, "import": import_id})
    await tx.execute(_AGREED, {"shop": shop_id, "import": import_id})


def _said(row_no: int, one: Judged | Refusal) -> Said:
    if isinstance(one, Refusal):
        return Said(row_no=row_no, state="error", faults=[fault(field_of(one), one)])
    return Said(row_no=row_no, state=one.state, version=one.version, differences=one.differences)


def field_of(no: Refusal) -> str:
    """The column that a refusal is about."""
    return (no.pointer or "").strip("/").partition("/")[0]
