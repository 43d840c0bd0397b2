"""Reading returns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.clocks.due import the_almanac
from wms.clocks.terms import Almanac
from wms.db import Read, Tx
from wms.returns.clocks import Clocks, clocks, held_since
from wms.returns.errors import ReturnUnknown


class Finding(msgspec.Struct, frozen=True, kw_only=True):
    """What an inspector found of some pieces, and what became of them."""

    id: UUID
    quantity: int
    grade: str
    disposition: str
    blame: str
    note: str | None
    #: what is wrong with them
    reason: str | None
    #: what of the shop's checklist was not there
    missing_parts: list[str]
    #: by which version of the shop's rubric; null: it had none
    rubric_version: int | None
    #: ids of pictures
    photos: list[UUID]
    #: a picture was wanted, and there was no camera
    is_without_photo: bool
    #: two people agreed to throw them away
    is_agreed: bool
    #: the finding that this one put right
    corrects: UUID | None
    inspected_at: datetime


class Mismatch(msgspec.Struct, frozen=True, kw_only=True):
    """A piece that is not the one that was shipped."""

    #: serial or lot
    kind: str
    #: the number that was read on the piece
    found: str
    #: the numbers that were shipped
    shipped: list[str]
    #: your order with which the found one was shipped
    shipped_with: str | None
    quantity: int
    #: a supervisor said that it counts all the same
    is_allowed: bool


class ReturnLineView(msgspec.Struct, frozen=True, kw_only=True):
    """One product of a return; ``order_line_id`` is null for a surplus."""

    id: UUID
    order_line_id: UUID | None
    sku: str
    name: str
    #: base units that were said to come
    announced: int
    received: int
    #: base units that an inspector had in hand
    inspected: int
    #: these are not the pieces that were shipped; they count for no line of the order
    is_mismatch: bool
    serials: list[str]
    #: pieces that are not those that were shipped
    mismatches: list[Mismatch]
    #: what an inspector found
    findings: list[Finding]


class ReturnParcelView(msgspec.Struct, frozen=True, kw_only=True):
    """One carton of a return; ``arrived_at`` is null while it is waited for."""

    id: UUID
    tracking_number: str | None
    arrived_at: datetime | None
    #: by the scale at the bench
    weight_g: int | None
    #: ids of pictures of it
    photos: list[UUID]


class ExchangeView(msgspec.Struct, frozen=True, kw_only=True):
    """The order that sends other goods for what comes back."""

    order_id: UUID
    order_number: int
    order_external_id: str
    #: of the order
    status: str
    #: when it goes: at_once, arrived or inspected
    when: str
    #: it waits for the return; whoever may release the hold `exchange` lets it go sooner
    is_waiting: bool


class ReturnView(msgspec.Struct, frozen=True, kw_only=True):
    """A return as its shop sees it."""

    id: UUID
    shop_id: UUID
    external_id: str | None
    number: int
    order_id: UUID | None
    order_external_id: str | None
    order_number: int | None
    status: str
    reason: str
    tracking_number: str | None
    note: str | None
    declared_at: datetime | None
    arrived_at: datetime | None
    inspected_at: datetime | None
    #: when all of it was dealt with
    completed_at: datetime | None
    #: when it was refused
    rejected_at: datetime | None
    #: why it was refused
    rejection_reason: str | None
    #: since when nothing here keeps the shop from paying back, and what that rests on
    refund_clearable_at: datetime | None
    #: sent, arrived or inspected: what the refund rests on
    refund_basis: str | None
    #: when the shop paid, as it said
    refunded_at: datetime | None
    #: when the consumer's complaint was answered, yes or no
    complaint_answered_at: datetime | None
    #: when a parcel was found to be empty
    came_empty_at: datetime | None
    #: what the empty parcel weighed
    came_weight_g: int | None
    #: ids of pictures of the parcels as they came
    photos: list[UUID]
    #: what is due when
    clocks: Clocks
    #: its cartons, in the order in which they became known
    parcels: list[ReturnParcelView]
    #: the order that sends other goods for it
    exchange: ExchangeView | None
    lines: list[ReturnLineView]
    created_at: datetime
    updated_at: datetime
    version: int


_VIEW = """
    SELECT r.shop_id, r.id, r.external_id, r.number, r.order_id,
           o.external_id AS order_external_id, o.number AS order_number, r.status, r.reason,
           r.tracking_number, r.note, r.declared_at, r.arrived_at, r.inspected_at, r.completed_at,
           r.rejected_at, r.rejection_reason, r.refund_clearable_at, r.refund_basis, r.refunded_at,
           r.complaint_answered_at,
           r.came_empty_at, r.came_weight_g,
           ARRAY(SELECT ph.photo_id FROM inspection_photos ph WHERE ph.shop_id = r.shop_id
                 AND ph.return_id = r.id AND ph.subject = 'parcel' ORDER BY ph.id) AS photos,
           r.created_at, r.updated_at, r.version,
           coalesce((
               SELECT jsonb_agg(jsonb_build_object(
                          'id', c.id, 'tracking_number', c.tracking_number,
                          'arrived_at', c.arrived_at, 'weight_g', c.weight_g,
                          'photos', ARRAY(SELECT ph.photo_id FROM inspection_photos ph
                                          WHERE ph.shop_id = c.shop_id AND ph.parcel_id = c.id
                                          ORDER BY ph.id)) ORDER BY c.id)
               FROM return_parcels c
               WHERE c.shop_id = r.shop_id AND c.return_id = r.id), '[]') AS parcels,
           (SELECT jsonb_build_object(
                'order_id', n.id, 'order_number', n.number, 'order_external_id', n.external_id,
                'status', n.status, 'when', x.goes_when, 'is_waiting', EXISTS (
                    SELECT FROM order_holds h WHERE h.shop_id = n.shop_id AND h.order_id = n.id
                    AND h.code = 'exchange' AND h.released_at IS NULL))
            FROM exchanges x JOIN orders n ON n.shop_id = x.shop_id AND n.id = x.order_id
            WHERE x.shop_id = r.shop_id AND x.return_id = r.id
              AND x.called_off_at IS NULL) AS exchange,
           coalesce((
               SELECT jsonb_agg(jsonb_build_object(
                          'id', l.id, 'order_line_id', l.order_line_id, 'sku', p.sku,
                          'name', p.name, 'announced', l.announced, 'received', l.received,
                          'inspected', l.inspected, 'is_mismatch', l.is_mismatch,
                          'serials', ARRAY(
                              SELECT n.serial FROM return_serials n
                              WHERE n.shop_id = l.shop_id AND n.return_line_id = l.id
                                AND n.taken_back_at IS NULL ORDER BY n.id),
                          'mismatches', coalesce((
                              SELECT jsonb_agg(jsonb_build_object(
                                         'kind', m.kind, 'found', m.found, 'shipped', m.shipped,
                                         'shipped_with', m.shipped_with, 'quantity', m.quantity,
                                         'is_allowed', m.allowed_by IS NOT NULL) ORDER BY m.id)
                              FROM return_mismatches m
                              WHERE m.shop_id = l.shop_id AND m.return_line_id = l.id
                                AND m.taken_back_at IS NULL), '[]'),
                          'findings', coalesce((
                              SELECT jsonb_agg(jsonb_build_object(
                                         'id', i.id, 'quantity', i.quantity, 'grade', i.grade,
                                         'disposition', i.disposition, 'blame', i.blame,
                                         'note', i.note, 'reason', i.reason,
                                         'missing_parts', i.missing_parts,
                                         'rubric_version', i.rubric_version,
                                         'photos', ARRAY(
                                             SELECT ph.photo_id FROM inspection_photos ph
                                             WHERE ph.shop_id = i.shop_id
                                               AND ph.inspection_id = i.id ORDER BY ph.id),
                                         'is_without_photo', i.is_without_photo,
                                         'is_agreed', i.second_operator_id IS NOT NULL
                                                      OR i.second_user_id IS NOT NULL,
                                         'corrects', i.corrects_id,
                                         'inspected_at', i.created_at)
                                     ORDER BY i.id)
                              FROM inspections i
                              WHERE i.shop_id = l.shop_id AND i.return_line_id = l.id
                                AND i.taken_back_at IS NULL), '[]'))
                      ORDER BY l.id)
               FROM return_lines l
               JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
               WHERE l.shop_id = r.shop_id AND l.return_id = r.id), '[]') AS lines
    FROM returns r LEFT JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id
"""
_ONE = text(f"{_VIEW} WHERE r.shop_id = :shop AND r.id = :id")
_BY_NUMBER = text(f"{_VIEW} WHERE r.number = :number")
_OF_ORDERS = text(
    f"{_VIEW} WHERE r.shop_id = :shop AND r.order_id = ANY(:orders) ORDER BY r.number"
)
_PAGE = text(f"""{_VIEW}
    WHERE r.shop_id = :shop
      AND (CAST(:status AS text) IS NULL OR r.status = :status)
      AND (CAST(:external_id AS text) IS NULL OR r.external_id = :external_id)
      AND (CAST(:since AS timestamptz) IS NULL OR r.updated_at >= :since)
      AND (CAST(:settled AS timestamptz) IS NULL OR r.updated_at < CAST(:settled AS timestamptz))
      AND (CAST(:after_at AS timestamptz) IS NULL
           OR (r.updated_at, r.id) > (CAST(:after_at AS timestamptz), CAST(:after_id AS uuid)))
    ORDER BY r.updated_at, r.id LIMIT :limit
""")


def _view(row: Any, almanac: Almanac) -> ReturnView:
    facts = dict(row._mapping)
    lines = msgspec.convert(facts.pop("lines"), list[ReturnLineView])
    parcels = msgspec.convert(facts.pop("parcels"), list[ReturnParcelView])
    came_at = _all_came_at(row.arrived_at, parcels)
    held_at = held_since(came_at, row.refund_clearable_at)
    due = clocks(row.reason, row.declared_at, held_at, almanac)
    other = msgspec.convert(facts.pop("exchange"), ExchangeView | None)
    return ReturnView(**facts, lines=lines, parcels=parcels, exchange=other, clocks=due)


def _all_came_at(first: datetime | None, parcels: list[ReturnParcelView]) -> datetime | None:
    """Since when all of it is here: the shop may wait with the refund for the last of the goods.

    The only parcel is here since its return is, also one that had no name at first.
    """
    came = [one.arrived_at for one in parcels if one.arrived_at is not None]
    if len(came) < len(parcels):
        return None
    return max(came) if len(came) > 1 else first


async def return_view(read: Read | Tx, shop_id: UUID, return_id: UUID) -> ReturnView:
    """The return. ReturnUnknown when the shop has none of this id."""
    row = (await read.execute(_ONE, {"shop": shop_id, "id": return_id})).one_or_none()
    if row is None:
        raise ReturnUnknown(name=str(return_id))
    return _view(row, await the_almanac(read))


async def return_by_number(read: Read | Tx, number: int) -> ReturnView:
    """The return with the number that people read; for the hall. ReturnUnknown without one."""
    row = (await read.execute(_BY_NUMBER, {"number": number})).one_or_none()
    if row is None:
        raise ReturnUnknown(name=f"R-{number}")
    return _view(row, await the_almanac(read))


async def returns(
    read: Read,
    shop_id: UUID,
    *,
    limit: int,
    after: tuple[datetime, UUID] | None = None,
    updated_since: datetime | None = None,
    settled: datetime | None = None,
    status: str | None = None,
    external_id: str | None = None,
) -> list[ReturnView]:
    """The shop's returns in the order of their last change, after ``after`` (its sort key).

    ``settled``: only what was changed before then, see `wms.horizon`.
    """
    rows = await read.execute(
        _PAGE,
        {
            "shop": shop_id,
            "limit": limit,
            "status": status,
            "external_id": external_id,
            "since": updated_since,
            "settled": settled,
            "after_at": after[0] if after else None,
            "after_id": after[1] if after else None,
        },
    )
    almanac = await the_almanac(read)
    return [_view(row, almanac) for row in rows]


async def returns_of_orders(
    read: Read, shop_id: UUID, order_ids: Sequence[UUID]
) -> dict[UUID, list[ReturnView]]:
    """The returns of a page of orders, by order; one query besides the calendar's."""
    rows = (await read.execute(_OF_ORDERS, {"shop": shop_id, "orders": [*order_ids]})).all()
    almanac = await the_almanac(read)
    found: dict[UUID, list[ReturnView]] = {}
    for row in rows:
        found.setdefault(row.order_id, []).append(_view(row, almanac))
    return found


_IN_WORK = text(
    "SELECT count(*) FROM returns WHERE status IN ('arrived', 'inspecting', 'unidentified')"
)


async def returns_in_work(read: Read) -> int:
    """How many parcels came back and are not finished."""
    count: int = await read.scalar(_IN_WORK)
    return count


class ShopName(msgspec.Struct, frozen=True, kw_only=True):
    """A shop as the floor knows it."""

    id: UUID
    code: str
    name: str


async def shop_names(read: Read) -> list[ShopName]:
    """Every shop that has goods here, by name, for the unknown parcel's label."""
    rows = await read.execute(text("SELECT id, code, name FROM shops ORDER BY name, code"))
    return [ShopName(**row._mapping) for row in rows]
