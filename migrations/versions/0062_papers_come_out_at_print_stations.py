"""Papers come out at print stations."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0062"
down_revision = "0061"

_NOW = sa.text("clock_timestamp()")


def upgrade() -> None:
    """Towards the new shape; works beside the previous release."""
    _stations()
    _printers()
    _jobs()


def _stations() -> None:
    op.create_table(
        "print_stations",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("number", sa.BigInteger(), sa.Identity(start=1), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("bench_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), server_default="0", nullable=False),
        sa.Column("agent_hash", sa.LargeBinary()),
        sa.Column("agent_seen_at", sa.DateTime(timezone=True)),
        sa.Column("agent_words", sa.Text()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "name <> '' AND length(name) <= 40", name=op.f("ck_print_stations_name_length")
        ),
        sa.ForeignKeyConstraint(
            ["bench_id"], ["places.id"], name=op.f("fk_print_stations_bench_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_print_stations")),
        sa.UniqueConstraint("agent_hash", name=op.f("uq_print_stations_agent_hash")),
        sa.UniqueConstraint("number", name=op.f("uq_print_stations_number")),
    )
    for name, column in (
        ("uq_print_stations_name", "name"),
        ("uq_print_stations_bench", "bench_id"),
    ):
        op.create_index(
            name,
            "print_stations",
            [column],
            unique=True,
            postgresql_where=sa.text("retired_at IS NULL"),
        )
    op.create_table(
        "station_devices",
        sa.Column("device_id", sa.Uuid(), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("paired_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.ForeignKeyConstraint(
            ["device_id"], ["devices.id"], name=op.f("fk_station_devices_device_id")
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["print_stations.id"], name=op.f("fk_station_devices_station_id")
        ),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_station_devices")),
    )


def _printers() -> None:
    op.create_table(
        "printers",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("station_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("way", sa.Text(), nullable=False),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("is_by_agent", sa.Boolean(), server_default="false", nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("dpi", sa.Integer(), server_default="203", nullable=False),
        sa.Column("media", sa.Text(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("offset_x_um", sa.Integer(), server_default="0", nullable=False),
        sa.Column("offset_y_um", sa.Integer(), server_default="0", nullable=False),
        sa.Column("darkness", sa.Integer()),
        sa.Column("is_helping", sa.Boolean(), server_default="true", nullable=False),
        sa.Column("paused_at", sa.DateTime(timezone=True)),
        sa.Column("state", sa.Text(), server_default="unknown", nullable=False),
        sa.Column("state_words", sa.Text()),
        sa.Column("state_since", sa.DateTime(timezone=True)),
        sa.Column("state_at", sa.DateTime(timezone=True)),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("retired_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "name <> '' AND length(name) <= 40", name=op.f("ck_printers_name_length")
        ),
        sa.CheckConstraint("kind IN ('label', 'paper')", name=op.f("ck_printers_kind_known")),
        sa.CheckConstraint(
            "way IN ('file', 'ipp', 'raw', 'lp')", name=op.f("ck_printers_way_known")
        ),
        sa.CheckConstraint("way <> 'lp' OR is_by_agent", name=op.f("ck_printers_lp_is_the_agents")),
        sa.CheckConstraint(
            "format IN ('pdf', 'zpl', 'png')", name=op.f("ck_printers_format_known")
        ),
        sa.CheckConstraint("dpi IN (203, 300)", name=op.f("ck_printers_dpi_known")),
        sa.CheckConstraint(
            "media IN ('label', 'a4', 'a6', 'roll80')", name=op.f("ck_printers_media_known")
        ),
        sa.CheckConstraint(
            "width_mm BETWEEN 20 AND 300 AND height_mm BETWEEN 10 AND 1000",
            name=op.f("ck_printers_size_possible"),
        ),
        sa.CheckConstraint(
            "offset_x_um BETWEEN -20000 AND 20000 AND offset_y_um BETWEEN -20000 AND 20000",
            name=op.f("ck_printers_offsets_possible"),
        ),
        sa.CheckConstraint(
            "darkness BETWEEN -30 AND 30", name=op.f("ck_printers_darkness_possible")
        ),
        sa.CheckConstraint(
            "state IN ('unknown', 'ready', 'out_of_paper', 'door_open', 'paused', 'offline', 'out_of_ribbon', 'jammed', 'fault')",
            name=op.f("ck_printers_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["station_id"], ["print_stations.id"], name=op.f("fk_printers_station_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_printers")),
    )
    op.create_index("ix_printers_station_id", "printers", ["station_id"])
    op.create_table(
        "test_prints",
        sa.Column("id", sa.Uuid(), server_default=sa.text("uuidv7()"), nullable=False),
        sa.Column("printer_id", sa.Uuid(), nullable=False),
        sa.Column("paper", sa.Text(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Text(), server_default="queued", nullable=False),
        sa.Column("next_attempt_at", sa.DateTime(timezone=True), server_default=_NOW),
        sa.Column("failure", postgresql.JSONB()),
        sa.Column("asked_by", sa.Uuid()),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=_NOW, nullable=False),
        sa.Column("printed_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "paper IN ('test', 'calibration')", name=op.f("ck_test_prints_paper_known")
        ),
        sa.CheckConstraint(
            "status IN ('queued', 'leased', 'sent', 'failed')",
            name=op.f("ck_test_prints_status_known"),
        ),
        sa.ForeignKeyConstraint(
            ["printer_id"], ["printers.id"], name=op.f("fk_test_prints_printer_id")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["office_users.id"], name=op.f("fk_test_prints_asked_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_test_prints")),
    )
    op.create_index(
        "ix_test_prints_due",
        "test_prints",
        ["next_attempt_at"],
        postgresql_where=sa.text("status IN ('queued', 'leased')"),
    )
    op.create_index("ix_test_prints_printer_id", "test_prints", ["printer_id", "created_at"])


def _jobs() -> None:
    op.drop_constraint(op.f("ck_print_jobs_status_known"), "print_jobs", type_="check")
    op.create_check_constraint(
        op.f("ck_print_jobs_status_known"),
        "print_jobs",
        "status IN ('queued', 'leased', 'failed', 'unsure', 'sent', 'printed', 'confirmed')",
    )
    op.add_column("print_jobs", sa.Column("next_attempt_at", sa.DateTime(timezone=True)))
    op.add_column(
        "print_jobs",
        sa.Column(
            "give_up_at",
            sa.DateTime(timezone=True),
            server_default=sa.text("now() + interval '30 minutes'"),
            nullable=False,
        ),
    )
    op.add_column("print_jobs", sa.Column("station_id", sa.Uuid()))
    op.add_column("print_jobs", sa.Column("printer_id", sa.Uuid()))
    op.add_column("print_jobs", sa.Column("begun_at", sa.DateTime(timezone=True)))
    op.add_column("print_jobs", sa.Column("operator_id", sa.Uuid()))
    op.add_column("print_jobs", sa.Column("confirmed_at", sa.DateTime(timezone=True)))
    # what waits now is due; what failed before waits for a person, as it did
    op.execute("SELECT set_config('wms.tenant', 'hall', true)")
    op.execute("UPDATE print_jobs SET next_attempt_at = clock_timestamp() WHERE status = 'queued'")
    op.alter_column("print_jobs", "next_attempt_at", server_default=_NOW)
    for column, table in (
        ("station_id", "print_stations"),
        ("printer_id", "printers"),
        ("operator_id", "operators"),
    ):
        op.create_foreign_key(f"fk_print_jobs_{column}", "print_jobs", table, [column], ["id"])
    op.drop_index("ix_print_jobs_queued", "print_jobs")
    op.create_index(
        "ix_print_jobs_due",
        "print_jobs",
        ["next_attempt_at"],
        postgresql_where=sa.text("status IN ('queued', 'leased', 'failed')"),
    )
    op.create_index(
        "uq_print_jobs_leased",
        "print_jobs",
        ["printer_id"],
        unique=True,
        postgresql_where=sa.text("status = 'leased' AND printer_id IS NOT NULL"),
    )
    op.create_index(
        "ix_print_jobs_unsettled",
        "print_jobs",
        ["created_at"],
        postgresql_where=sa.text("status IN ('queued', 'leased', 'failed', 'unsure')"),
    )
    op.create_index("ix_print_jobs_printer_id", "print_jobs", ["printer_id", "printed_at"])
    op.create_table(
        "print_contents",
        sa.Column("shop_id", sa.Uuid(), nullable=False),
        sa.Column("job_id", sa.Uuid(), nullable=False),
        sa.Column("content_type", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["shop_id", "job_id"],
            ["print_jobs.shop_id", "print_jobs.id"],
            name=op.f("fk_print_contents_shop_id_job_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("shop_id", "job_id", name=op.f("pk_print_contents")),
    )
