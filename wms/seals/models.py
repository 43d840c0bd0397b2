"""The tables of keys. A backup leaves them out (docs/operations.md)."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, of_a_shop


class SealKey(Base):
    """The key of one subject: an order, or a conversation with somebody who named no order."""

    __tablename__ = "seal_keys"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("(key IS NULL) = (destroyed_at IS NOT NULL)", name="kept_or_destroyed"),
        CheckConstraint("length(key) = 32", name="key_length"),
    )

    shop_id: Mapped[ShopId]
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: AES-256; NULL: destroyed, and nothing is closed with another one for this subject any more
    key: Mapped[bytes | None] = mapped_column(LargeBinary)
    made_at: Mapped[CreatedAt]
    destroyed_at: Mapped[datetime | None]


class SealWord(Base):
    """By which words a subject is found again: their hashes, which go when the key goes."""

    __tablename__ = "seal_words"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "subject_id"],
            ["seal_keys.shop_id", "seal_keys.subject_id"],
        ),
        Index("ix_seal_words_hash", "hash"),
    )

    shop_id: Mapped[ShopId]
    subject_id: Mapped[UUID] = mapped_column(primary_key=True)
    hash: Mapped[bytes] = mapped_column(LargeBinary, primary_key=True)
    #: the e-mail address of who ordered: whether somebody ordered before is known by it
    is_buyer: Mapped[bool] = mapped_column(server_default="false")
