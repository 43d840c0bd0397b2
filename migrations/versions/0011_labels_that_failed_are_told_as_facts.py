"""Labels that failed are told as facts, and what people decide about them is kept."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"

#: what was kept as an English sentence becomes words that are quoted
_OTHERS_WORDS = """
    UPDATE {table}
    SET failure = jsonb_build_object('code', '{code}', 'facts', jsonb_build_object(), 'words', error)
    WHERE error IS NOT NULL
"""


def upgrade() -> None:
    """Towards the new shape. Not beside programs that read ``error``: there is no release yet."""
    for table, code in (("shipments", "carrier.refused"), ("print_jobs", "paper.not_written")):
        op.add_column(table, sa.Column("failure", postgresql.JSONB(), nullable=True))
        op.execute(_OTHERS_WORDS.format(table=table, code=code))
        op.drop_column(table, "error")
    op.add_column("shipments", _moment("held_at"))
    op.add_column("shipments", _moment("given_back_at"))
    op.create_index(
        "ix_shipments_to_give_back",
        "shipments",
        ["next_attempt_at"],
        postgresql_where="status = 'voided' AND attempts > 0 AND given_back_at IS NULL",
    )
    op.add_column(
        "shops",
        sa.Column("is_weight_asked", sa.Boolean(), server_default="false", nullable=False),
    )
    _keep_decisions()
    # they know the couriers' heaviest parcels now, and come back with the rules of this release
    op.execute(
        "DROP FUNCTION IF EXISTS pack_scan(uuid,bigint,uuid,uuid,text,text,text[],text,text)"
    )
    op.execute(
        "DROP FUNCTION IF EXISTS pack_and_request(uuid,bigint,uuid,uuid,text,text,text[],text,text)"
    )


def _moment(name: str) -> sa.Column[datetime]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=True)


def _keep_decisions() -> None:
    op.create_table(
        "label_decisions",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("parcel_id", sa.Uuid(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("carrier", sa.Text(), nullable=False),
        sa.Column("service", sa.Text(), nullable=False),
        sa.Column("failure", postgresql.JSONB(), nullable=True),
        sa.Column("operator_id", sa.Uuid(), nullable=True),
        sa.Column("user_id", sa.Uuid(), nullable=True),
        sa.Column(
            "created_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("clock_timestamp()"),
            nullable=False,
        ),
        sa.CheckConstraint(
            "what IN ('again', 'other', 'held', 'weighed')",
            name=op.f("ck_label_decisions_what_known"),
        ),
        sa.CheckConstraint(
            "num_nonnulls(operator_id, user_id) = 1", name=op.f("ck_label_decisions_by_somebody")
        ),
        sa.ForeignKeyConstraint(
            ["shop_id", "parcel_id"],
            ["parcels.shop_id", "parcels.id"],
            name=op.f("fk_label_decisions_shop_id_parcel_id"),
        ),
        sa.ForeignKeyConstraint(
            ["operator_id"], ["operators.id"], name=op.f("fk_label_decisions_operator_id")
        ),
        sa.ForeignKeyConstraint(
            ["user_id"], ["office_users.id"], name=op.f("fk_label_decisions_user_id")
        ),
        sa.PrimaryKeyConstraint("shop_id", "id", name=op.f("pk_label_decisions")),
    )
    op.create_index("ix_label_decisions_parcel", "label_decisions", ["shop_id", "parcel_id", "id"])
