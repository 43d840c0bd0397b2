"""The table of certificates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Identity, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Number, ShopOwned, of_a_shop


class Certificate(ShopOwned, Base):
    """That an integration passed all scenarios; kept, and never taken back."""

    __tablename__ = "certificates"
    __table_args__ = (of_a_shop(), UniqueConstraint("number"))

    #: what people read
    number: Mapped[Number] = mapped_column(Identity(start=1001))
    issued_at: Mapped[CreatedAt]
    #: what came before this does not count for it; None: all that was kept
    since: Mapped[datetime | None]
    api_version: Mapped[str]
    #: the User-Agents and platforms that took part
    programs: Mapped[list[str]]
    #: number of the scenario → what was seen
    scenarios: Mapped[dict[str, Any]] = mapped_column(JSONB)
