"""Tables of print stations: where papers come out."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Identity, Index, LargeBinary, text
from sqlalchemy.orm import Mapped, mapped_column

from wms.db import Base, CreatedAt, Id, Number

LABEL, PAPER = "label", "paper"
#: what a printer has in it
KINDS = (LABEL, PAPER)
#: how bytes reach it
WAYS = ("file", "ipp", "raw", "lp")
FORMATS = ("pdf", "zpl", "png")
#: dots an inch
DPI = (203, 300)
#: sizes by name; labels also have one in millimetres
MEDIA = ("label", "a4", "a6", "roll80")
#: how a printer can be (`printing.printers.way.State`)
STATES = (
    "unknown", "ready", "out_of_paper", "door_open", "paused", "offline", "out_of_ribbon", "jammed",
    "fault",
)  # fmt: skip
#: states in which it is worth sending something
WELL = ("unknown", "ready")


def _in(column: str, values: tuple[str, ...]) -> str:
    return f"{column} IN (" + ", ".join(f"'{one}'" for one in values) + ")"


class PrintStation(Base):
    """A bench with printers; its card has a code that devices scan."""

    __tablename__ = "print_stations"
    __table_args__ = (
        CheckConstraint("name <> '' AND length(name) <= 40", name="name_length"),
        Index("uq_print_stations_name", "name", unique=True, postgresql_where="retired_at IS NULL"),
        # a bench has one station at most
        Index(
            "uq_print_stations_bench",
            "bench_id",
            unique=True,
            postgresql_where="retired_at IS NULL",
        ),
    )

    id: Mapped[Id]
    #: of its card: our own label of kind 50
    number: Mapped[Number] = mapped_column(Identity(start=1), unique=True)
    name: Mapped[str]
    #: whose parcels come out here
    bench_id: Mapped[UUID] = mapped_column(ForeignKey("places.id"))
    #: in the row of benches: neighbours are next to each other
    position: Mapped[int] = mapped_column(server_default="0")
    #: SHA-256 of the token of its print agent; none: it has none
    agent_hash: Mapped[bytes | None] = mapped_column(LargeBinary, unique=True)
    agent_seen_at: Mapped[datetime | None]
    #: what the agent says of itself: release and machine
    agent_words: Mapped[str | None]
    created_at: Mapped[CreatedAt]
    retired_at: Mapped[datetime | None]


class Printer(Base):
    """A printer of a station."""

    __tablename__ = "printers"
    __table_args__ = (
        CheckConstraint("name <> '' AND length(name) <= 40", name="name_length"),
        CheckConstraint(_in("kind", KINDS), name="kind_known"),
        CheckConstraint(_in("way", WAYS), name="way_known"),
        CheckConstraint("way <> 'lp' OR is_by_agent", name="lp_is_the_agents"),
        CheckConstraint(_in("format", FORMATS), name="format_known"),
        CheckConstraint("dpi IN (203, 300)", name="dpi_known"),
        CheckConstraint(_in("media", MEDIA), name="media_known"),
        CheckConstraint("width_mm BETWEEN 20 AND 300 AND height_mm BETWEEN 10 AND 1000",
                        name="size_possible"),
        CheckConstraint(
            "offset_x_um BETWEEN -20000 AND 20000 AND offset_y_um BETWEEN -20000 AND 20000",
            name="offsets_possible",
        ),
        CheckConstraint("darkness BETWEEN -30 AND 30", name="darkness_possible"),
        CheckConstraint(_in("state", STATES), name="state_known"),
        Index("ix_printers_station_id", "station_id"),
    )  # fmt: skip

    id: Mapped[Id]
    station_id: Mapped[UUID] = mapped_column(ForeignKey("print_stations.id"))
    name: Mapped[str]
    kind: Mapped[str]
    way: Mapped[str]
    #: without its way: a folder's name, host:port, host/path, a name of CUPS
    address: Mapped[str]
    #: through the station's print agent: the server does not reach it
    is_by_agent: Mapped[bool] = mapped_column(server_default="false")
    format: Mapped[str]
    dpi: Mapped[int] = mapped_column(server_default="203")
    media: Mapped[str]
    width_mm: Mapped[int]
    height_mm: Mapped[int]
    #: by how much what is printed is moved to the right and down, micrometres
    offset_x_um: Mapped[int] = mapped_column(server_default="0")
    offset_y_um: Mapped[int] = mapped_column(server_default="0")
    #: of ZPL (^MD): added to what is set at the printer; NULL: left alone
    darkness: Mapped[int | None]
    #: prints for neighbours whose own printer does not work
    is_helping: Mapped[bool] = mapped_column(server_default="true")
    #: the office took it out for a while
    paused_at: Mapped[datetime | None]
    state: Mapped[str] = mapped_column(server_default="unknown")
    #: its own words about it
    state_words: Mapped[str | None]
    state_since: Mapped[datetime | None]
    #: asked last
    state_at: Mapped[datetime | None]
    created_at: Mapped[CreatedAt]
    retired_at: Mapped[datetime | None]


class TestPrint(Base):
    """A page that the office sends to a printer to see whether and where it prints."""

    __tablename__ = "test_prints"
    __test__ = False  # no test of pytest's
    __table_args__ = (
        CheckConstraint("paper IN ('test', 'calibration')", name="paper_known"),
        CheckConstraint(
            "status IN ('queued', 'leased', 'sent', 'failed')", name="status_known"
        ),
        Index("ix_test_prints_due", "next_attempt_at",
              postgresql_where="status IN ('queued', 'leased')"),
        Index("ix_test_prints_printer_id", "printer_id", "created_at"),
    )  # fmt: skip

    id: Mapped[Id]
    printer_id: Mapped[UUID] = mapped_column(ForeignKey("printers.id"))
    paper: Mapped[str]
    content_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(LargeBinary)
    status: Mapped[str] = mapped_column(server_default="queued")
    next_attempt_at: Mapped[datetime | None] = mapped_column(
        server_default=text("clock_timestamp()")
    )
    #: why it did not come out: a `wms.failures.Failure`
    failure: Mapped[dict[str, Any] | None]
    asked_by: Mapped[UUID | None] = mapped_column(ForeignKey("office_users.id"))
    created_at: Mapped[CreatedAt]
    printed_at: Mapped[datetime | None]


class StationDevice(Base):
    """A device belongs to a station until it scans another one's card."""

    __tablename__ = "station_devices"

    device_id: Mapped[UUID] = mapped_column(ForeignKey("devices.id"), primary_key=True)
    station_id: Mapped[UUID] = mapped_column(ForeignKey("print_stations.id"))
    paired_at: Mapped[CreatedAt]
