"""The table of pictures."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, LargeBinary
from sqlalchemy.orm import Mapped, deferred, mapped_column

from wms.db import Base, CreatedAt, ShopOwned, of_a_shop


class Photo(ShopOwned, Base):
    """A developed picture of a shop's goods; never changed, only taken away."""

    __tablename__ = "photos"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint("width_px > 0 AND height_px > 0", name="size_positive"),
    )

    width_px: Mapped[int]
    height_px: Mapped[int]
    #: JPEG, the longer side at most 1600 pixels
    picture: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    #: JPEG, the longer side at most 320 pixels
    thumbnail: Mapped[bytes] = deferred(mapped_column(LargeBinary, nullable=False))
    created_at: Mapped[CreatedAt]
