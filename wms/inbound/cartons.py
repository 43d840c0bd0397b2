"""Cartons of a delivery: what a shop says is in them, and receiving one whole."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import text

from wms.access.people import AtWork
from wms.barcodes import normal
from wms.db import Tx, new_id
from wms.errors import Refusal
from wms.inbound.announce_errors import CartonCodeUnusable, CartonsExceed, CartonTwice, SkuUnknown
from wms.texts import Quantity, Sku

#: cartons of one announcement, and different goods in one of them
CARTONS_MAX = 500
CARTON_LINES_MAX = 100
#: digits of a carton's own code, when its shop gives none: delivery, carton. Eleven in all, so it
#: is never taken for an EAN, a GTIN or a label of the warehouse
_ASN_DIGITS, _CARTON_DIGITS = 7, 4

# One parameter however many: thousands of lines have more placeholders than PostgreSQL takes.
_WRITE = text(
    """
    INSERT INTO asn_cartons (shop_id, asn_id, id, carton_no, code)
    SELECT CAST(:shop AS uuid), CAST(:asn AS uuid), c.id, c.carton_no, c.code
    FROM jsonb_to_recordset(CAST(:cartons AS jsonb)) AS c (id uuid, carton_no int, code text)
    """
)
_WRITE_LINES = text(
    """
    INSERT INTO asn_carton_lines (shop_id, carton_id, id, product_id, quantity, lot, expires_on)
    SELECT CAST(:shop AS uuid), c.id, l.id, l.product_id, l.quantity, l.lot, l.expires_on
    FROM jsonb_to_recordset(CAST(:cartons AS jsonb)) AS c (id uuid, lines jsonb),
         jsonb_to_recordset(c.lines)
         AS l (id uuid, product_id uuid, quantity int, lot text, expires_on date)
    """
)
_RECEIVE = text("SELECT receive_carton(:asn, :carton, :operator, :device, :scan)")

CartonCode = Annotated[str, Meta(min_length=1, max_length=48, pattern=r"^[!-~]+$")]
LotCode = Annotated[str, Meta(min_length=1, max_length=128, pattern=r"^[^\x00-\x1f\x7f]+$")]


class NewCartonLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """So many base units of a product are in the carton, of one lot when it is kept by lot."""

    sku: Sku
    quantity: Quantity
    lot: LotCode | None = None
    expires_on: date | None = None


class NewCarton(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A carton or pallet; ``code`` is on its label: an SSCC or your own. None: we make one."""

    lines: Annotated[tuple[NewCartonLine, ...], Meta(min_length=1, max_length=CARTON_LINES_MAX)]
    code: CartonCode | None = None


class CartonLineCard(msgspec.Struct, frozen=True, kw_only=True):
    """What is in a carton."""

    sku: str
    quantity: int
    lot: str | None
    expires_on: date | None


class CartonCard(msgspec.Struct, frozen=True, kw_only=True):
    """A carton of a delivery."""

    carton_no: int
    code: str
    lines: tuple[CartonLineCard, ...]
    received_at: datetime | None


def contents(cartons: tuple[NewCarton, ...]) -> dict[str, int]:
    """SKU → base units in all cartons together."""
    found: dict[str, int] = {}
    for carton in cartons:
        for line in carton.lines:
            found[line.sku] = found.get(line.sku, 0) + line.quantity
    return found


def faults(
    cartons: tuple[NewCarton, ...], announced: Mapping[str, int], known: Mapping[str, UUID]
) -> list[Refusal]:
    """Everything that is wrong with the cartons of an announcement, each with its pointer."""
    wrong: list[Refusal] = []
    seen: set[str] = set()
    for at, carton in enumerate(cartons):
        if carton.code is not None:
            try:
                code = normal(carton.code)
            except ValueError:
                wrong.append(CartonCodeUnusable(pointer=f"/cartons/{at}/code", code=carton.code))
                continue
            if code in seen:
                wrong.append(CartonTwice(pointer=f"/cartons/{at}/code", code=carton.code))
            seen.add(code)
        wrong += [
            SkuUnknown(pointer=f"/cartons/{at}/lines/{n}/sku", sku=line.sku)
            for n, line in enumerate(carton.lines)
            if line.sku not in known
        ]
    wrong += [
        CartonsExceed(pointer="/cartons", sku=sku, packed=packed, announced=announced.get(sku, 0))
        for sku, packed in contents(cartons).items()
        if packed > announced.get(sku, 0)
    ]
    return wrong


async def write_cartons(
    tx: Tx,
    shop_id: UUID,
    asn_id: UUID,
    asn_number: int,
    cartons: tuple[NewCarton, ...],
    products: Mapping[str, UUID],
) -> None:
    """Write down what is in each carton; those without a code get one of ours."""
    if not cartons:
        return
    told: list[dict[str, Any]] = []
    for number, carton in enumerate(cartons, start=1):
        told.append(
            {
                "id": new_id(),
                "carton_no": number,
                "code": normal(carton.code or own_code(asn_number, number)),
                "lines": [
                    {
                        "id": new_id(),
                        "product_id": products[line.sku],
                        "quantity": line.quantity,
                        "lot": line.lot,
                        "expires_on": line.expires_on,
                    }
                    for line in carton.lines
                ],
            }
        )
    facts = {"shop": shop_id, "asn": asn_id, "cartons": msgspec.json.encode(told).decode()}
    await tx.execute(_WRITE, facts)
    await tx.execute(_WRITE_LINES, facts)


def own_code(asn_number: int, carton_no: int) -> str:
    """The code of a carton whose shop gave none: eleven digits."""
    return f"{asn_number:0{_ASN_DIGITS}}{carton_no:0{_CARTON_DIGITS}}"


class CartonReceived(msgspec.Struct, frozen=True, kw_only=True, tag_field="did",
                     tag="carton_received"):  # fmt: skip
    """All of a carton came in: so many base units."""

    carton: int
    quantity: int


async def receive_carton(
    tx: Tx, asn_id: UUID, carton_id: UUID, *, by: AtWork, scan_id: UUID
) -> CartonReceived:
    """The receiver says that the carton holds what its shop told: all of it comes in at once.

    Raises:
        AsnUnknown, AsnFinished, DockNeeded
        NothingAsked: it is received already, or another delivery's.
        CartonIncomplete: goods kept by lot or expiry, of which the shop told none.
    """
    answer = await tx.scalar(
        _RECEIVE,
        {
            "asn": asn_id,
            "carton": carton_id,
            "operator": by.operator_id,
            "device": by.device_id,
            "scan": scan_id,
        },
    )
    return msgspec.convert(answer, CartonReceived)
