"""Buying a label exactly once: claim, commit, call, record.

The shipment is the committed intent. Whoever buys first claims it for `LEASE_S`; who died in
between leaves a row that becomes due again, and the next one asks the courier by our reference
before buying anything.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.events.kinds.shipment import ShipmentException, ShipmentLabelCreated
from wms.events.outbox import record
from wms.failures import Failure
from wms.orders.person import PERSON, person_of
from wms.packing.labelled import mark_labelled
from wms.packing.prints import papers
from wms.shipping.carriers.port import Bought, ParcelFacts, Size
from wms.shipping.tell import about_shipment
from wms.shipping.ways.plan import plan_shipment

#: a buyer that says nothing for this long counts as dead, s
LEASE_S = 60
#: pauses after a courier that does not answer, s; after the last one a person is asked
PAUSES_S = (5, 30, 120, 600, 1800)
_JITTER = 0.1


class ToBuy(msgspec.Struct, frozen=True, kw_only=True):
    """A claimed shipment: what to tell the courier, and the how manieth try it is."""

    shop_id: UUID
    shipment_id: UUID
    parcel_id: UUID
    carrier: str
    #: 1 at the first try; more: ask by reference before buying
    attempt: int
    #: tries since a person last asked for one; pauses and giving up go by it
    tries: int
    facts: ParcelFacts
    #: nothing can have been bought for it before
    created_at: datetime
    #: with which account it is bought; None: the courier needs none, or has none here
    account_id: UUID | None
    #: what an earlier try bought, when it was noted
    bought: Bought | None


_CLAIM = text(
    """
    UPDATE shipments s SET status = 'buying', attempts = attempts + 1, failure = NULL,
           next_attempt_at = clock_timestamp() + make_interval(secs => :lease),
           updated_at = clock_timestamp(),
           account_id = coalesce(s.account_id, (
               SELECT a.id FROM courier_accounts a
               WHERE a.carrier = s.carrier AND a.closed_at IS NULL
                 AND (a.shop_id = s.shop_id OR a.shop_id IS NULL)
               ORDER BY a.shop_id NULLS LAST LIMIT 1))
    WHERE shop_id = :shop AND id = :id AND status IN ('requested', 'buying')
      AND next_attempt_at <= clock_timestamp()
    RETURNING parcel_id, carrier, service, attempts, attempts - attempts_before AS tries,
              created_at, account_id, tracking_number, tracking_url, courier_id
    """
)
_FACTS = text(
    f"""
    SELECT pa.number AS parcel_number, coalesce(pa.weight_g, 1) AS weight_g,
           {PERSON} AS person, sh.to_point,
           CAST(o.number AS text) AS order_number, pa.length_mm, pa.width_mm, pa.height_mm,
           cod.cod_amount_minor, cod.cod_currency, o.insurance_amount_minor, o.insurance_currency,
           jsonb_build_object('name', s.name, 'company', s.name, 'email', s.email) || s.address
               AS sender
    FROM parcels pa
    JOIN orders o ON o.shop_id = pa.shop_id AND o.id = pa.order_id
    JOIN shops s ON s.id = pa.shop_id
    JOIN shipments sh ON sh.shop_id = pa.shop_id AND sh.id = :id
    LEFT JOIN LATERAL cod_of_parcel(pa) AS cod ON true
    WHERE pa.shop_id = :shop AND pa.id = :parcel
    """
)


async def claim(tx: Tx, shop_id: UUID, shipment_id: UUID) -> ToBuy | None:
    """Claim a shipment that is due; None when it is bought, voided, or in somebody's hands."""
    row = (await tx.execute(_CLAIM, {"shop": shop_id, "id": shipment_id, "lease": LEASE_S})).first()
    if row is None:
        return None
    if row.tries == 1:  # what it costs, and the next best way, before its courier can say no
        await plan_shipment(tx, shop_id, shipment_id)
    key = {"shop": shop_id, "id": shipment_id, "parcel": row.parcel_id}
    found = (await tx.execute(_FACTS, key)).one()
    facts = dict(found._mapping)
    to = person_of(facts.pop("person")).sent_to(facts.pop("to_point"))
    sides = {name: facts.pop(name) for name in Size.__struct_fields__}
    return ToBuy(
        shop_id=shop_id,
        shipment_id=shipment_id,
        parcel_id=row.parcel_id,
        carrier=row.carrier,
        attempt=row.attempts,
        tries=row.tries,
        created_at=row.created_at,
        account_id=row.account_id,
        bought=Bought(
            tracking_number=row.tracking_number,
            tracking_url=row.tracking_url,
            courier_id=row.courier_id,
        )
        if row.tracking_number
        else None,
        facts=ParcelFacts(
            reference=str(shipment_id),
            service=row.service,
            recipient=to.facts(),
            **facts,
            size=Size(**sides) if all(sides.values()) else None,
        ),
    )


# only the holder of the claim records: its attempt number is the proof
_SOLD = text(
    """
    UPDATE shipments SET tracking_number = :number, tracking_url = :url, courier_id = :courier_id,
           updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status = 'buying' AND attempts = :attempt
    """
)


async def note_sold(tx: Tx, claimed: ToBuy, bought: Bought) -> None:
    """The courier sold, and its label is still to come: whoever goes on need not ask again."""
    await tx.execute(
        _SOLD,
        {
            "shop": claimed.shop_id,
            "id": claimed.shipment_id,
            "attempt": claimed.attempt,
            "number": bought.tracking_number,
            "url": bought.tracking_url,
            "courier_id": bought.courier_id,
        },
    )


_BOUGHT = text(
    """
    UPDATE shipments SET status = 'bought', tracking_number = :number, tracking_url = :url,
           courier_id = :courier_id, bought_at = clock_timestamp(), updated_at = clock_timestamp()
    WHERE shop_id = :shop AND id = :id AND status = 'buying' AND attempts = :attempt
    RETURNING id
    """
)
_KEEP_LABEL = text(
    "INSERT INTO labels (shop_id, shipment_id, format, content) "
    "VALUES (:shop, :id, :format, :content) ON CONFLICT (shop_id, shipment_id, format) DO NOTHING"
)


async def record_bought(
    tx: Tx, claimed: ToBuy, bought: Bought, labels: Sequence[tuple[str, bytes]]
) -> UUID | None:
    """Record what the courier promised, keep its labels, ask for the print; the print job's id.

    ``labels``: (format, content). None when the claim was lost to somebody who was quicker.
    """
    key = {"shop": claimed.shop_id, "id": claimed.shipment_id}
    recorded = await tx.scalar(
        _BOUGHT,
        {
            **key,
            "attempt": claimed.attempt,
            "number": bought.tracking_number,
            "url": bought.tracking_url,
            "courier_id": bought.courier_id,
        },
    )
    if recorded is None:
        return None
    for label_format, content in labels:
        await tx.execute(_KEEP_LABEL, {**key, "format": label_format, "content": content})
    await mark_labelled(tx, claimed.shop_id, claimed.parcel_id)
    job = await papers.queue_paper(tx, claimed.shop_id, claimed.parcel_id, papers.LABEL)
    about = await about_shipment(tx, claimed.shop_id, claimed.shipment_id)
    await record(
        tx,
        claimed.shop_id,
        about.subject,
        ShipmentLabelCreated(
            **about.facts,
            tracking_number=bought.tracking_number,
            tracking_url=bought.tracking_url,
        ),
    )
    return job


_PUT_OFF = text(
    """
    UPDATE shipments SET status = :status, failure = CAST(:failure AS jsonb),
           updated_at = clock_timestamp(),
           next_attempt_at = clock_timestamp() + make_interval(secs => :pause)
    WHERE shop_id = :shop AND id = :id AND status = 'buying' AND attempts = :attempt
    RETURNING id
    """
)


async def record_failed(tx: Tx, claimed: ToBuy, failure: Failure, *, may_pass: bool) -> None:
    """The courier did not sell: try again later when it may pass, else a person must look.

    Then the shop is told, by the failure's code and English title; a courier's own words may
    repeat an address, so they stay here.
    """
    tries_left = may_pass and claimed.tries <= len(PAUSES_S)
    pause = PAUSES_S[claimed.tries - 1] if tries_left else 0
    recorded = await tx.scalar(
        _PUT_OFF,
        {
            "shop": claimed.shop_id,
            "id": claimed.shipment_id,
            "attempt": claimed.attempt,
            "status": "requested" if tries_left else "failed",
            "failure": failure.as_json(),
            "pause": pause * (1 + _JITTER * (2 * random.random() - 1)),  # noqa: S311 - jitter
        },
    )
    if recorded is not None and not tries_left:
        about = await about_shipment(tx, claimed.shop_id, claimed.shipment_id)
        await record(
            tx,
            claimed.shop_id,
            about.subject,
            ShipmentException(
                **about.facts,
                code=failure.code,
                title=failure.title,
                facts={**failure.facts},
            ),
        )


_DUE = text(
    "SELECT shop_id, id FROM shipments WHERE status IN ('requested', 'buying') "
    "AND next_attempt_at <= clock_timestamp() ORDER BY next_attempt_at LIMIT :limit"
)


async def due_shipments(read: Read, limit: int) -> Sequence[tuple[UUID, UUID]]:
    """Keys (shop, shipment) of labels to be bought now, the longest due first."""
    return [(row.shop_id, row.id) for row in await read.execute(_DUE, {"limit": limit})]
