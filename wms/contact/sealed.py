"""Closes and opens what people said, with the seal of the thread's subject."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from wms.db import Read, Tx
from wms.mail.sealed import closed, opened


async def close(tx: Tx, shop_id: UUID, subject_id: UUID, words: str | bytes) -> bytes:
    """The words, closed."""
    content = words.encode() if isinstance(words, str) else words
    return await closed(tx, shop_id, subject_id, content)


async def open_all(
    read: Read | Tx, rows: Sequence[tuple[UUID, UUID, bytes | None]]
) -> list[bytes | None]:
    """What (shop, subject, closed) were; None where nothing was or the person was erased."""
    return [
        None if sealed is None else await opened(read, shop_id, subject_id, sealed)
        for shop_id, subject_id, sealed in rows
    ]
