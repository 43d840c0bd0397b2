"""The row of a platform's order: what is known of it, held while it is followed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Tx
from wms.failures import Failure
from wms.platforms.acts import note
from wms.platforms.connections import Connection
from wms.platforms.contract import Can
from wms.platforms.port import Answer, Seen
from wms.platforms.tellings import tell_later

#: an order that was refused is looked at again after this: its product may be registered by then
RETRY_AFTER: Final = timedelta(minutes=2)
DIGEST_BYTES: Final = 12
#: parts of an order, each carried over by itself: name → fields of `OrderAsked`
PARTS: Final[Mapping[str, tuple[str, ...]]] = {
    "recipient": ("recipient",),
    "lines": ("lines",),
    "way": ("carrier", "service"),
    "cod": ("cod_amount_minor", "cod_currency"),
    "insurance": ("insurance_amount_minor", "insurance_currency"),
    "value": ("value_amount_minor", "value_currency"),
    "gift_note": ("gift_note",),
    "note": ("note",),
}


class Outcome(StrEnum):
    """What came of an order that was seen."""

    PLACED = "placed"
    AMENDED = "amended"
    CANCELLED = "cancelled"
    #: it is not here, and its shop must change something
    REFUSED = "refused"
    #: not paid yet; one that is here is held back
    WAITING = "waiting"
    #: it came too late to change or cancel something
    TOO_LATE = "too_late"
    #: nothing new
    SAME = "same"
    #: older than what is known
    OUTDATED = "outdated"
    #: completed, or called off before it was here
    NOT_OURS = "not_ours"
    #: as new as what is known, and different: only the platform knows which is true
    ASK = "ask"


class Known(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of it."""

    id: UUID
    status: str
    order_id: UUID | None
    changed_at: datetime
    parts: dict[str, str]
    failure: dict[str, Any] | None
    refunds: list[str]
    is_new: bool


_HOLD: Final = text(
    """
    INSERT INTO platform_orders (shop_id, connection_id, platform_id, number, status, state,
                                 ordered_at, changed_at, is_found)
    VALUES (:shop, :connection, :platform_id, :number, 'waiting', :state, :ordered_at,
            '2000-01-01Z', :is_found)
    ON CONFLICT (shop_id, connection_id, platform_id)
    DO UPDATE SET seen = platform_orders.seen + 1, seen_at = clock_timestamp()
    RETURNING id, status, order_id, changed_at, parts, failure, refunds, seen = 1 AS is_new
    """
)


async def hold_row(tx: Tx, one: Connection, seen: Seen, *, is_found: bool) -> Known:
    facts = {
        "shop": one.shop_id, "connection": one.id, "platform_id": seen.id, "number": seen.number,
        "state": seen.state, "ordered_at": seen.ordered_at, "is_found": is_found,
    }  # fmt: skip
    return Known(**(await tx.execute(_HOLD, facts)).one()._mapping)


def parts_of(seen: Seen) -> dict[str, str]:
    """Part → digest of what the platform says of it; the state is one, too."""
    asked = seen.asked or {}
    said = {name: [asked.get(field) for field in fields] for name, fields in PARTS.items()}
    said["wish"] = [seen.wish, seen.state, seen.is_asking, [one.code for one in seen.faults]]
    return {
        name: hashlib.sha256(msgspec.json.encode(value, order="deterministic"))
        .digest()[:DIGEST_BYTES]
        .hex()
        for name, value in said.items()
    }


_SETTLE: Final = text(
    """
    UPDATE platform_orders SET
        number = :number, state = :state, status = :status, changed_at = :changed_at,
        order_id = coalesce(CAST(:order AS uuid), order_id), parts = CAST(:parts AS jsonb),
        goods = CAST(:goods AS jsonb), failure = CAST(:failure AS jsonb),
        failing_since = CASE WHEN CAST(:failure AS jsonb) IS NULL THEN NULL
                             ELSE coalesce(failing_since, clock_timestamp()) END,
        retry_at = CASE
            WHEN :status <> 'refused' THEN NULL
            WHEN coalesce(failing_since, clock_timestamp()) > clock_timestamp() - interval '2 hours'
                THEN clock_timestamp() + CAST(:retry AS interval)
            WHEN failing_since > clock_timestamp() - interval '30 days'
                THEN clock_timestamp() + interval '1 hour' END,
        seen_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id
    """
)


async def settle(
    tx: Tx,
    one: Connection,
    seen: Seen,
    row: Known,
    parts: dict[str, str],
    status: str,
    *,
    order_id: UUID | None = None,
    failure: Failure | None = None,
) -> None:
    is_open = status in ("waiting", "refused") and seen.has_goods
    await tx.execute(
        _SETTLE,
        {
            "shop": one.shop_id, "id": row.id, "number": seen.number, "state": seen.state,
            "status": status, "changed_at": seen.changed_at, "order": order_id,
            "parts": msgspec.json.encode(parts).decode(),
            "goods": msgspec.json.encode(goods_of(seen) if is_open else {}).decode(),
            "failure": failure.as_json() if failure else None, "retry": RETRY_AFTER,
        },
    )  # fmt: skip


def goods_of(seen: Seen) -> dict[str, int]:
    found: dict[str, int] = {}
    for line in (seen.asked or {}).get("lines", ()):
        found[line["sku"]] = found.get(line["sku"], 0) + line["quantity"]
    return found


def kept(row: Known) -> Failure | None:
    """What was too late before stays so."""
    return msgspec.convert(row.failure, Failure) if row.failure else None


async def note_of(
    tx: Tx,
    one: Connection,
    seen: Seen,
    act: str,
    *,
    outcome: str = "done",
    code: str | None = None,
    order_id: UUID | None = None,
    facts: dict[str, Any] | None = None,
) -> None:
    subject = ("order", order_id) if order_id else None
    await note(
        tx, one.shop_id, one.id, act, outcome=outcome, code=code, subject=subject, key=seen.id,
        facts=facts,
    )  # fmt: skip


async def answer(
    tx: Tx,
    one: Connection,
    seen: Seen,
    answer: Answer,
    *,
    order_id: UUID | None = None,
    why: Failure | None = None,
) -> None:
    """The platform is answered, when it can hear that."""
    wanted = Can.ANSWER if seen.is_asking else Can.CANCELLED
    if wanted not in one.profile.can:
        return
    await tell_later(
        tx, one, answer.value, platform_id=seen.id, order_id=order_id,
        key=f"{answer.value}:{seen.id}:{seen.changed_at.isoformat()}",
        facts={"code": why.code, "why": msgspec.to_builtins(why)} if why else None,
    )  # fmt: skip
