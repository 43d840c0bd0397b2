"""Tables of the sandbox: what shall go wrong, and how far its time has gone forward."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, ShopOwned, of_a_shop

#: what can go wrong on request
KINDS: Final = (
    "short_pick", "label_refused", "parcel_lost", "parcel_damaged", "webhook_timeout",
    "api_unavailable", "api_limited",
)  # fmt: skip


class SandboxFault(ShopOwned, Base):
    """The next so many of a kind go wrong."""

    __tablename__ = "sandbox_faults"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint(
            "kind IN (" + ", ".join(f"'{one}'" for one in KINDS) + ")", name="kind_known"
        ),
        CheckConstraint("used BETWEEN 0 AND times AND times >= 1", name="used_in_times"),
    )

    kind: Mapped[str]
    #: of a label: what the courier says, a code of `wms.shipping.failures`
    code: Mapped[str | None]
    times: Mapped[int]
    used: Mapped[int] = mapped_column(server_default="0")
    #: what it hit last: an order, an event, a request
    last_hit: Mapped[str | None]
    last_hit_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]


class SandboxClock(Base):
    """How far a sandbox's time has gone ahead of everybody else's."""

    __tablename__ = "sandbox_clocks"
    __table_args__ = (of_a_shop(),)

    shop_id: Mapped[ShopId]
    forwarded: Mapped[timedelta]
