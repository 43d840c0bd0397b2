"""Papers that a shop wants in its parcels: its invoice, a PDF of its own."""

from __future__ import annotations

from datetime import datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from wms.db import Read, Tx
from wms.errors import NotFound
from wms.orders.document_models import OrderDocument
from wms.orders.errors import DocumentTooLarge, DocumentUnreadable

INVOICE: Final = "invoice"
#: largest paper, bytes: an invoice of many pages, with a logo
DOCUMENT_MAX_BYTES: Final = 2_000_000
_MB: Final = 1_000_000
#: where the marks of a PDF stand (ISO 32000-1, annex H, notes 13 and 18), bytes from its ends
_MARKS_WITHIN: Final = 1024


class KeptDocument(msgspec.Struct, frozen=True, kw_only=True):
    """A paper that is kept for an order."""

    kind: str
    size_bytes: int
    created_at: datetime


def check_pdf(content: bytes) -> None:
    """Say no to what no printer could print.

    Raises:
        DocumentTooLarge: more than `DOCUMENT_MAX_BYTES`.
        DocumentUnreadable: it does not begin and end as a PDF does, or wants a password.
    """
    if len(content) > DOCUMENT_MAX_BYTES:
        raise DocumentTooLarge(limit_mb=DOCUMENT_MAX_BYTES // _MB)
    is_whole = b"%PDF-" in content[:_MARKS_WITHIN] and b"%%EOF" in content[-_MARKS_WITHIN:]
    if not is_whole or b"/Encrypt" in content[-_MARKS_WITHIN:]:
        raise DocumentUnreadable


async def keep_invoice(tx: Tx, shop_id: UUID, order_id: UUID, content: bytes) -> KeptDocument:
    """Keep the invoice of an order that the caller has locked; the one before is replaced.

    Raises: what `check_pdf` raises.
    """
    check_pdf(content)
    written = insert(OrderDocument).values(
        shop_id=shop_id, order_id=order_id, kind=INVOICE, content=content
    )
    new = written.excluded
    kept: datetime = await tx.scalar(  # type: ignore[assignment] # RETURNING gives the row's moment
        written.on_conflict_do_update(
            index_elements=["shop_id", "order_id", "kind"],
            set_={"content": new.content, "created_at": new.created_at},
        ).returning(OrderDocument.created_at)
    )
    return KeptDocument(kind=INVOICE, size_bytes=len(content), created_at=kept)


async def invoice(read: Read | Tx, shop_id: UUID, order_id: UUID) -> bytes:
    """The invoice of an order, as its shop sent it.

    Raises:
        NotFound: there is none, or the order is another shop's.
    """
    found: bytes | None = await read.scalar(
        select(OrderDocument.content).where(
            OrderDocument.shop_id == shop_id,
            OrderDocument.order_id == order_id,
            OrderDocument.kind == INVOICE,
        )
    )
    if found is None:
        raise NotFound(what="invoice", name=str(order_id))
    return found


async def has_invoice(read: Read | Tx, shop_id: UUID, order_id: UUID) -> bool:
    """Whether its shop sent one."""
    return bool(
        await read.scalar(
            select(OrderDocument.kind).where(
                OrderDocument.shop_id == shop_id,
                OrderDocument.order_id == order_id,
                OrderDocument.kind == INVOICE,
            )
        )
    )
