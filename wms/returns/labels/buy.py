"""Buying a way back exactly once: claim, commit, call, record (docs/decisions/0053).

The rules are those of what goes out (`wms.shipping.labels`): the row is the committed intent, who
claims it has `LEASE_S`, and from the second attempt on the courier is first asked what it sold
under our reference.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.kinds.returned import ReturnLabelFailed, ReturnLabelReady
from wms.failures import Failure
from wms.orders.person import PERSON, person_of
from wms.returns.hand import tell, touch
from wms.returns.labels.ask import void_unbought
from wms.returns.parcels import comes_as
from wms.seals.errors import PersonErased
from wms.seals.seals import closed
from wms.shipping.carriers.port import Bought, ParcelFacts, Size
from wms.shipping.give_back import PAUSE_S, ToGiveBack
from wms.shipping.labels import LEASE_S, PAUSES_S
from wms.shipping.tracking.track import ASK_AGAIN

_JITTER: Final = 0.1


class ToBuyBack(msgspec.Struct, frozen=True, kw_only=True):
    """A claimed way back: what to tell its courier, and the how manieth try it is."""

    shop_id: UUID
    label_id: UUID
    return_id: UUID
    order_id: UUID
    carrier: str
    #: 1 at the first try; more: ask by reference before buying
    attempt: int
    #: tries since a person last asked for one
    tries: int
    created_at: datetime
    account_id: UUID | None
    language: str
    #: what the consumer was told that it costs them, minor units
    price_minor: int
    currency: str
    facts: ParcelFacts


_CLAIM = text(
    """
    UPDATE return_labels l SET attempts = attempts + 1,
           next_attempt_at = clock_timestamp() + make_interval(secs => :lease),
           account_id = coalesce(l.account_id, (
               SELECT a.id FROM courier_accounts a
               WHERE a.carrier = l.carrier AND a.closed_at IS NULL
                 AND (a.shop_id = l.shop_id OR a.shop_id IS NULL)
               ORDER BY a.shop_id NULLS LAST LIMIT 1))
    WHERE shop_id = :shop AND id = :id AND status = 'requested'
      AND next_attempt_at <= clock_timestamp()
    RETURNING return_id, carrier, service, attempts, attempts - attempts_before AS tries,
              created_at, account_id, to_address, price_minor, currency
    """
)
# it weighs what its goods weigh, and comes in the carton in which they went
_FACTS = text(
    f"""
    SELECT r.number, r.order_id, CAST(o.number AS text) AS order_number, o.language,
           {PERSON} AS person,
           greatest(1, coalesce((
               SELECT CAST(sum(l.announced * p.weight_g) AS int) FROM return_lines l
               JOIN products p ON p.shop_id = l.shop_id AND p.id = l.product_id
               WHERE l.shop_id = r.shop_id AND l.return_id = r.id), 1)) AS weight_g,
           pa.length_mm, pa.width_mm, pa.height_mm
    FROM returns r
    JOIN orders o ON o.shop_id = r.shop_id AND o.id = r.order_id
    LEFT JOIN LATERAL (
        SELECT length_mm, width_mm, height_mm FROM parcels
        WHERE shop_id = o.shop_id AND order_id = o.id AND length_mm IS NOT NULL
        ORDER BY length_mm * width_mm * height_mm DESC LIMIT 1) pa ON true
    WHERE r.shop_id = :shop AND r.id = :return
    """
)


async def claim_label(tx: Tx, shop_id: UUID, label_id: UUID) -> ToBuyBack | None:
    """Claim one that is due; None when it is bought, called off, or in somebody's hands. One whose
    return is here or over is called off."""
    if await void_unbought(tx, shop_id, label_id):
        return None
    key = {"shop": shop_id, "id": label_id}
    row = (await tx.execute(_CLAIM, {**key, "lease": LEASE_S})).first()
    if row is None:
        return None
    found = (await tx.execute(_FACTS, {"shop": shop_id, "return": row.return_id})).one()
    sides = {name: getattr(found, name) for name in Size.__struct_fields__}
    return ToBuyBack(
        shop_id=shop_id,
        label_id=label_id,
        return_id=row.return_id,
        order_id=found.order_id,
        carrier=row.carrier,
        attempt=row.attempts,
        tries=row.tries,
        created_at=row.created_at,
        account_id=row.account_id,
        language=found.language,
        price_minor=row.price_minor,
        currency=row.currency,
        facts=ParcelFacts(
            reference=str(label_id),
            service=row.service,
            parcel_number=found.number,
            weight_g=found.weight_g,
            sender=person_of(found.person).facts(),
            recipient=row.to_address,
            order_number=found.order_number,
            size=Size(**sides) if all(sides.values()) else None,
        ),
    )


_HOLD = text("SELECT status FROM returns WHERE shop_id = :shop AND id = :return FOR NO KEY UPDATE")
# only the holder of the claim records: its attempt number is the proof
_BOUGHT = text(
    """
    UPDATE return_labels SET status = 'bought', tracking_number = :number, tracking_url = :url,
           courier_id = :courier_id, code = :code, valid_until = :until, label_sealed = :label,
           failure = NULL, bought_at = clock_timestamp(), updated_at = clock_timestamp(),
           ask_at = clock_timestamp() + CAST(:ask_after AS interval)
    WHERE shop_id = :shop AND id = :id AND status = 'requested' AND attempts = :attempt
    RETURNING parcel
    """
)


async def record_label(tx: Tx, claimed: ToBuyBack, bought: Bought, label: bytes | None) -> bool:
    """Record what the courier promised, and tell the shop; False: somebody was quicker.

    ``label``: the PDF to be printed; None: nothing is printed.
    """
    status = await tx.scalar(_HOLD, {"shop": claimed.shop_id, "return": claimed.return_id})
    try:
        sealed = await closed(tx, claimed.shop_id, claimed.order_id, label) if label else None
    except PersonErased:
        sealed = None
    parcel = await tx.scalar(
        _BOUGHT,
        {
            "shop": claimed.shop_id,
            "id": claimed.label_id,
            "attempt": claimed.attempt,
            "number": bought.tracking_number,
            "url": bought.tracking_url,
            "courier_id": bought.courier_id,
            "code": bought.code,
            "until": bought.valid_until,
            "label": sealed,
            "ask_after": ASK_AGAIN[None],
        },
    )
    if parcel is None:
        return False
    if status == "announced":  # what is here already does not wait for it
        await comes_as(tx, claimed.shop_id, claimed.return_id, bought.tracking_number)
    await touch(tx, claimed.shop_id, claimed.return_id)
    await tell(
        tx,
        claimed.shop_id,
        claimed.return_id,
        partial(
            ReturnLabelReady,
            **_way(claimed),
            parcel=parcel,
            tracking_number=bought.tracking_number,
            tracking_url=bought.tracking_url,
            valid_until=bought.valid_until,
            price_minor=claimed.price_minor,
            currency=claimed.currency,
        ),
    )
    return True


def _way(claimed: ToBuyBack) -> dict[str, Any]:
    return {
        "label_id": claimed.label_id,
        "carrier": claimed.carrier,
        "service": claimed.facts.service,
    }


_PUT_OFF = text(
    """
    UPDATE return_labels SET status = :status, failure = CAST(:failure AS jsonb),
           updated_at = clock_timestamp(),
           next_attempt_at = clock_timestamp() + make_interval(secs => :pause)
    WHERE shop_id = :shop AND id = :id AND status = 'requested' AND attempts = :attempt
    RETURNING parcel
    """
)


async def record_refused(tx: Tx, claimed: ToBuyBack, failure: Failure, *, may_pass: bool) -> None:
    """The courier did not sell: again later when it may pass, else another way is to be chosen.

    Then the shop is told by the failure's code and English title, without the courier's words.
    """
    tries_left = may_pass and claimed.tries <= len(PAUSES_S)
    pause = PAUSES_S[claimed.tries - 1] if tries_left else 0
    parcel = await tx.scalar(
        _PUT_OFF,
        {
            "shop": claimed.shop_id,
            "id": claimed.label_id,
            "attempt": claimed.attempt,
            "status": "requested" if tries_left else "refused",
            "failure": failure.as_json(),
            "pause": pause * (1 + _JITTER * (2 * random.random() - 1)),  # noqa: S311 - jitter
        },
    )
    if parcel is None or tries_left:
        return
    await touch(tx, claimed.shop_id, claimed.return_id)
    await tell(
        tx,
        claimed.shop_id,
        claimed.return_id,
        partial(
            ReturnLabelFailed,
            **_way(claimed),
            parcel=parcel,
            code=failure.code,
            title=failure.title,
            facts={**failure.facts},
        ),
    )


_DUE = text(
    "SELECT shop_id, id FROM return_labels WHERE status = 'requested' "
    "AND next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT :limit"
)
_TO_GIVE_BACK: Final = "status = 'voided' AND attempts > 0 AND given_back_at IS NULL"
_GIVE_BACK_DUE = text(
    f"SELECT shop_id, id FROM return_labels WHERE {_TO_GIVE_BACK} "
    "AND next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT :limit"
)
_CLAIM_BACK = text(
    f"""
    UPDATE return_labels SET next_attempt_at = clock_timestamp() + make_interval(secs => :pause)
    WHERE shop_id = :shop AND id = :id AND {_TO_GIVE_BACK} AND next_attempt_at <= clock_timestamp()
    RETURNING carrier, created_at, account_id
    """
)
_SETTLE = text(
    "UPDATE return_labels SET given_back_at = clock_timestamp() "
    f"WHERE shop_id = :shop AND id = :id AND {_TO_GIVE_BACK}"
)


async def due_labels(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Keys (shop, label) of ways back to be bought now, the longest due first."""
    return [(row.shop_id, row.id) for row in await read.execute(_DUE, {"limit": limit})]


async def labels_to_give_back(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Keys (shop, label) of those called off whose courier was not told yet."""
    return [(row.shop_id, row.id) for row in await read.execute(_GIVE_BACK_DUE, {"limit": limit})]


async def claim_to_void(tx: Tx, shop_id: UUID, label_id: UUID) -> ToGiveBack | None:
    """Whom to tell that a label is called off; None: it is settled or in somebody's hands."""
    key = {"shop": shop_id, "id": label_id, "pause": PAUSE_S}
    row = (await tx.execute(_CLAIM_BACK, key)).first()
    return ToGiveBack(**row._mapping) if row else None


async def settle_void(tx: Tx, shop_id: UUID, label_id: UUID) -> None:
    """Its courier knows, or need not."""
    await tx.execute(_SETTLE, {"shop": shop_id, "id": label_id})
