"""Taking a file in: its rows are kept, nothing is done yet."""

from __future__ import annotations

from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.catalog.imports.file import read_lines
from wms.catalog.imports.models import ProductImport
from wms.catalog.imports.ndjson import is_ndjson, read_ndjson
from wms.catalog.imports.rows import RowRead, read_row
from wms.db import Tx, new_id

#: rows written by one statement
ROWS_AT_ONCE: Final = 2_000
FILE_NAME_MAX_CHARS: Final = 120

_KEEP_ROWS = text(
    """
    INSERT INTO product_import_rows (shop_id, import_id, row_no, sku, wanted, state, faults)
    SELECT :shop, :import, r.row_no, r.sku,
           jsonb_build_object('facts', r.facts, 'codes', r.codes),
           CASE WHEN r.faults = '[]' THEN 'unchecked' ELSE 'error' END, r.faults
    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
      AS r (row_no int, sku text, facts jsonb, codes jsonb, faults jsonb)
    """
)


def read_file(content: bytes) -> list[RowRead]:
    """The rows of a file, CSV or a JSON object a line (slow enough to want a thread of its own).

    Raises:
        the Refusals of ``read_lines`` and ``read_ndjson``.
    """
    if is_ndjson(content):
        return read_ndjson(content)
    return [read_row(line) for line in read_lines(content)]


async def keep_file(
    tx: Tx,
    shop_id: UUID,
    file_name: str,
    rows: list[RowRead],
    *,
    user_id: UUID | None = None,
    is_agreed: bool = False,
    kind: str = "products",
    about: dict[str, Any] | None = None,
) -> UUID:
    """Keep what was read, to be checked by a worker; the import's id.

    ``is_agreed``: what is right is written after the check without asking. ``kind`` and ``about``:
    what it is a list of, and what stands in no row of it.
    """
    made = ProductImport(
        shop_id=shop_id,
        id=new_id(),
        file_name=file_name.strip()[:FILE_NAME_MAX_CHARS] or "–",
        total_rows=len(rows),
        user_id=user_id,
        is_agreed=is_agreed,
        kind=kind,
        about=about,
    )
    tx.add(made)
    await tx.flush()
    for start in range(0, len(rows), ROWS_AT_ONCE):
        part = msgspec.json.encode(rows[start : start + ROWS_AT_ONCE]).decode()
        await tx.execute(_KEEP_ROWS, {"shop": shop_id, "import": made.id, "rows": part})
    return made.id
