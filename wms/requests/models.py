"""The table of requests that were answered."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, ShopOwned


class ApiRequest(ShopOwned, Base):
    """A request of one of a shop's keys that was answered, well or with a no.

    It refers to its shop and key by their ids alone: a log that is written in batches checks
    nothing that could make a batch fail.
    """

    __tablename__ = "api_requests"
    __table_args__ = (
        Index("ix_api_requests_at", "shop_id", "at", "id"),
        Index("ix_api_requests_request_id", "shop_id", "request_id"),
        # by time, with an entry for each 32 blocks and not for each request: for forgetting
        Index(
            "ix_api_requests_over",
            "at",
            postgresql_using="brin",
            postgresql_with={"pages_per_range": 32, "autosummarize": "on"},
        ),
    )

    #: when it came
    at: Mapped[datetime]
    key_id: Mapped[UUID]
    method: Mapped[str]
    #: the operation's id in the description; None where there is none at that address
    operation: Mapped[str | None]
    path: Mapped[str]
    #: the query, as far as its parameters are known
    query: Mapped[str] = mapped_column(server_default="")
    status: Mapped[int]
    #: of the no
    code: Mapped[str | None]
    #: of the fields at fault
    field_codes: Mapped[list[str]] = mapped_column(server_default="{}")
    #: may be the client's own, and then is not unique
    request_id: Mapped[str]
    idempotency_key: Mapped[str | None]
    #: answered from the first answer to its Idempotency-Key
    is_replayed: Mapped[bool] = mapped_column(server_default="false")
    #: the Retry-After that was told, s
    wait_s: Mapped[int | None]
    latency_ms: Mapped[int]
    user_agent: Mapped[str | None]
    address: Mapped[str | None]
