"""Tables of product lists that came as files."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, ShopId, ShopOwned, of_a_shop
from wms.states import Machine

IMPORT_STATES = Machine(
    "product_imports",
    "checking",
    {
        "checking": ("checked",),
        "checked": ("applying", "cancelled"),
        "applying": ("done",),
        "done": (),
        "cancelled": (),
    },
)
ROW_STATES = ("unchecked", "new", "changed", "same", "error", "applied", "refused")


class ProductImport(ShopOwned, Base):
    """One file, how far it is, and what became of its rows."""

    __tablename__ = "product_imports"
    __table_args__ = (
        of_a_shop(),
        CheckConstraint(IMPORT_STATES.sql_check(), name="status_known"),
        CheckConstraint("kind IN ('products', 'delivery')", name="kind_known"),
        Index(
            "ix_product_imports_in_work",
            "status",
            postgresql_where="status IN ('checking', 'applying')",
        ),
    )

    #: a list of products, or one delivery
    kind: Mapped[str] = mapped_column(server_default="products")
    #: of a delivery: what stands in no row of its file; once announced, which one it is
    about: Mapped[dict[str, Any] | None]
    file_name: Mapped[str]
    status: Mapped[str] = mapped_column(server_default="checking")
    #: who sent it said yes beforehand: no dry run
    is_agreed: Mapped[bool] = mapped_column(server_default="false")
    #: of the file, without its header
    total_rows: Mapped[int]
    new_rows: Mapped[int] = mapped_column(server_default="0")
    changed_rows: Mapped[int] = mapped_column(server_default="0")
    same_rows: Mapped[int] = mapped_column(server_default="0")
    error_rows: Mapped[int] = mapped_column(server_default="0")
    applied_rows: Mapped[int] = mapped_column(server_default="0")
    #: were good when they were checked, and are not any more
    refused_rows: Mapped[int] = mapped_column(server_default="0")
    #: the person at the desk; none when a shop's program sent it
    user_id: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
    checked_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]


class ProductImportRow(Base):
    """A row of the file: what it wants, what that would change, what is wrong with it."""

    __tablename__ = "product_import_rows"
    __table_args__ = (
        ForeignKeyConstraint(
            ["shop_id", "import_id"],
            ["product_imports.shop_id", "product_imports.id"],
            ondelete="CASCADE",
        ),
        CheckConstraint(
            "state IN (" + ", ".join(f"'{s}'" for s in ROW_STATES) + ")", name="state_known"
        ),
        Index("ix_product_import_rows_state", "shop_id", "import_id", "state", "row_no"),
        {"postgresql_with": {"fillfactor": 70}},
    )

    shop_id: Mapped[ShopId]
    import_id: Mapped[UUID] = mapped_column(primary_key=True)
    #: as a spreadsheet counts: the first row below the header is 2
    row_no: Mapped[int] = mapped_column(primary_key=True)
    sku: Mapped[str]
    #: {"facts": {column: value}, "codes": {stored code: base units} or null}
    wanted: Mapped[dict[str, Any]]
    state: Mapped[str] = mapped_column(server_default="unchecked")
    #: [{"field", "old", "new"}]
    differences: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    #: [{"field", "code", "facts"}]: refusals
    faults: Mapped[list[dict[str, Any]]] = mapped_column(JSONB, server_default="[]")
    #: of the product when it was checked
    version: Mapped[int | None]
