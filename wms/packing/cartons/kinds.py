"""The kinds of cartons of a warehouse: what the office says of them, and how many are left."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Any, Final
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from wms import barcodes
from wms.access.people import Desk
from wms.db import Read, Tx
from wms.errors import N_, Kind, NotFound, Refusal
from wms.packing.cartons.models import CartonCount, CartonType
from wms.packing.weight.weigh import WEIGHT_MAX_G

#: cartons of a warehouse that are not retired: each order is asked about each
CARTONS_MAX: Final = 60
#: nothing longer stands on a bench, mm
SIDE_MAX_MM: Final = 3_000
COUNT_MAX: Final = 1_000_000
COST_MAX_MINOR: Final = 10_000_000
NAME_MAX: Final = 40

Side = Annotated[int, Meta(ge=1, le=SIDE_MAX_MM)]


class CartonImpossible(Refusal):
    """It cannot be built."""

    kind = Kind.INVALID
    code = "carton.impossible"
    sentence = N_(
        "A carton has a name, sides of 1 to {most} mm of which none is longer inside than outside, "
        "and weights. Correct what does not fit."
    )


class CartonThere(Refusal):
    """Two of one name would be mixed up."""

    code = "carton.there"
    sentence = N_("There is a carton “{name}” already. Change that one or choose another name.")


class TooManyCartons(Refusal):
    """More than anybody stocks."""

    code = "carton.too_many"
    sentence = N_("There are {limit} cartons already. Retire one that is not used any more.")


class NewCarton(msgspec.Struct, frozen=True, kw_only=True):
    """A carton as the office says it is. ``shop_id`` None: for every shop's orders."""

    name: Annotated[str, Meta(min_length=1, max_length=NAME_MAX)]
    shop_id: UUID | None = None
    inner_length_mm: Side
    inner_width_mm: Side
    inner_height_mm: Side
    outer_length_mm: Side
    outer_width_mm: Side
    outer_height_mm: Side
    #: an empty one, with its filling
    tare_g: Annotated[int, Meta(ge=0, le=WEIGHT_MAX_G)]
    contents_max_g: Annotated[int, Meta(ge=1, le=WEIGHT_MAX_G)]
    cost_minor: Annotated[int, Meta(ge=0, le=COST_MAX_MINOR)] | None = None
    currency: Annotated[str, Meta(pattern="^[A-Z]{3}$")] | None = None
    #: fewer than so many left: the desk is told
    low_mark: Annotated[int, Meta(ge=0, le=COUNT_MAX)] | None = None


class CartonRow(NewCarton, frozen=True, kw_only=True):
    """A carton in the list. ``left`` None: nobody has counted it yet."""

    id: UUID
    warehouse_id: UUID
    number: int
    shop: str | None
    retired_at: datetime | None
    left: int | None
    counted_at: datetime | None
    #: parcels that closed in one in the last 30 days, and those of them for which another one was
    #: thought of
    used: int = 0
    otherwise: int = 0

    @property
    def label(self) -> str:
        """The ten digits that are scanned at the bench."""
        return barcodes.label_code(barcodes.Kind.CARTON, self.number)

    @property
    def is_low(self) -> bool:
        """Fewer are left than the desk wants to know of."""
        return self.left is not None and self.low_mark is not None and self.left < self.low_mark


def check_carton(new: NewCarton) -> NewCarton:
    """The same, when it can be built.

    Raises:
        CartonImpossible
    """
    try:
        new = msgspec.convert(msgspec.to_builtins(new), NewCarton)
    except msgspec.ValidationError as error:
        raise CartonImpossible(most=SIDE_MAX_MM) from error
    if (
        new.inner_length_mm > new.outer_length_mm
        or new.inner_width_mm > new.outer_width_mm
        or new.inner_height_mm > new.outer_height_mm
        or (new.cost_minor is None) != (new.currency is None)
    ):
        raise CartonImpossible(most=SIDE_MAX_MM)
    return new


async def add_carton(tx: Tx, warehouse_id: UUID, new: NewCarton) -> UUID:
    """One kind more; its id.

    Raises:
        CartonImpossible, CartonThere, TooManyCartons
    """
    check_carton(new)
    many = await tx.scalar(
        text("SELECT count(*) FROM carton_types WHERE warehouse_id = :here AND retired_at IS NULL"),
        {"here": warehouse_id},
    )
    if (many or 0) >= CARTONS_MAX:
        raise TooManyCartons(limit=CARTONS_MAX)
    row = CartonType(warehouse_id=warehouse_id, **msgspec.structs.asdict(new))
    tx.add(row)
    await _flush(tx, new.name)
    return row.id


async def change_carton(tx: Tx, carton_id: UUID, new: NewCarton) -> None:
    """It is like this from now on; parcels that are closed keep what they were closed in.

    Raises:
        CartonImpossible, CartonThere
        NotFound: there is no such carton.
    """
    check_carton(new)
    row = await tx.get(CartonType, carton_id)
    if row is None:
        raise NotFound(what="carton", name=str(carton_id))
    for name, value in msgspec.structs.asdict(new).items():
        setattr(row, name, value)
    await _flush(tx, new.name)


async def _flush(tx: Tx, name: str) -> None:
    try:
        await tx.flush()
    except IntegrityError as error:
        if "uq_carton_types_name" in str(error.orig):
            raise CartonThere(name=name) from error
        raise


async def retire_carton(tx: Tx, carton_id: UUID, *, is_retired: bool) -> None:
    """It is not suggested any more, or is again; what was packed in it stays as it is.

    Raises:
        CartonThere: another one has its name by now.
        NotFound: there is no such carton.
    """
    row = await tx.get(CartonType, carton_id)
    if row is None:
        raise NotFound(what="carton", name=str(carton_id))
    if (row.retired_at is not None) != is_retired:
        row.retired_at = datetime.now(UTC) if is_retired else None
        await _flush(tx, row.name)


async def count_cartons(
    tx: Tx, carton_id: UUID, quantity: int, *, is_delivery: bool, by: Desk | None
) -> None:
    """So many are there (or came); what parcels use from now on is taken off.

    Raises:
        CartonImpossible: no number of cartons.
        NotFound: there is no such carton.
    """
    if not 0 <= quantity <= COUNT_MAX:
        raise CartonImpossible(most=SIDE_MAX_MM)
    if await tx.get(CartonType, carton_id) is None:
        raise NotFound(what="carton", name=str(carton_id))
    tx.add(
        CartonCount(
            carton_id=carton_id,
            what="came" if is_delivery else "counted",
            quantity=quantity,
            user_id=by.user_id if by else None,
        )
    )
    await tx.flush()


# counted once, what came since, less the parcels that closed in one since
_LIST: Final = """
    SELECT c.id, c.warehouse_id, c.number, c.name, c.shop_id, s.name AS shop, c.retired_at,
           c.inner_length_mm, c.inner_width_mm, c.inner_height_mm,
           c.outer_length_mm, c.outer_width_mm, c.outer_height_mm,
           c.tare_g, c.contents_max_g, c.cost_minor, c.currency, c.low_mark,
           counted.at AS counted_at, counted.quantity + came.quantity - gone.parcels AS left
    FROM carton_types c
    LEFT JOIN shops s ON s.id = c.shop_id
    LEFT JOIN LATERAL (
        SELECT quantity, at FROM carton_counts
        WHERE carton_id = c.id AND what = 'counted' ORDER BY at DESC LIMIT 1) AS counted ON true
    LEFT JOIN LATERAL (
        SELECT coalesce(sum(quantity), 0) AS quantity FROM carton_counts
        WHERE carton_id = c.id AND what = 'came' AND at > counted.at) AS came ON true
    LEFT JOIN LATERAL (
        SELECT count(*) AS parcels FROM parcels
        WHERE carton_id = c.id AND packed_at > counted.at) AS gone ON true
"""
_ORDER: Final = " ORDER BY c.inner_length_mm * c.inner_width_mm::bigint * c.inner_height_mm, c.name"
_HERE: Final = text(
    _LIST + "WHERE (:all OR c.retired_at IS NULL) AND (CAST(:shop AS uuid) IS NULL "
    "OR c.shop_id IS NULL OR c.shop_id = :shop)" + _ORDER + " LIMIT :limit"
)
_USED: Final = text(
    """
    SELECT pa.carton_id, count(*) AS used, count(*) FILTER (
               WHERE p.carton_ids[1] IS DISTINCT FROM pa.carton_id) AS otherwise
    FROM parcels pa
    LEFT JOIN carton_plans p ON p.shop_id = pa.shop_id AND p.order_id = pa.order_id
    WHERE pa.carton_id IS NOT NULL AND pa.packed_at > clock_timestamp() - interval '30 days'
    GROUP BY pa.carton_id
    """
)


async def carton_list(
    read: Read | Tx, *, shop_id: UUID | None = None, has_retired: bool = False
) -> list[CartonRow]:
    """The cartons, small ones first; with ``shop_id`` those that this shop's orders may go in."""
    limit = 4 * CARTONS_MAX if has_retired else CARTONS_MAX
    found = await read.execute(_HERE, {"all": has_retired, "shop": shop_id, "limit": limit})
    return [CartonRow(**row._mapping) for row in found]


async def carton_use(read: Read | Tx) -> dict[UUID, tuple[int, int]]:
    """Of each carton, parcels of the last 30 days, and how often another one was suggested."""
    return {row.carton_id: (row.used, row.otherwise) for row in await read.execute(_USED)}


async def cartons_low(read: Read | Tx) -> int:
    """How many kinds are fewer than the desk wants."""
    return sum(one.is_low for one in await carton_list(read))


def facts_of(row: CartonRow) -> dict[str, Any]:
    """What a form of it shows."""
    return {name: getattr(row, name) for name in NewCarton.__struct_fields__}
