"""The evidence of an order: how its parcels were packed, and whether anybody changed it since.

Each link was written when it happened (`sql/evidence.sql`) and carries the hash of the link before.
Whoever reads it computes all hashes anew, those of the photos, too.
"""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import text

from wms.db import Read, Tx
from wms.packing.instructions.errors import (
    EvidenceNone,
)

#: links of one order that are told: closed, labelled and opened again, many times over
LINKS_MAX: Final = 500


class Link(msgspec.Struct, frozen=True, kw_only=True):
    """One moment of a parcel. ``kind``: closed, opened_again, label or decision."""

    link_no: int
    kind: str
    created_at: datetime
    sha256: str
    #: canonical JSON (RFC 8785) as text: the bytes that were hashed, in UTF-8
    document: str

    @property
    def facts(self) -> dict[str, Any]:
        """The document, read."""
        found: dict[str, Any] = msgspec.json.decode(self.document)
        return found


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """All of an order's evidence. ``broken``: what was changed since, as "link 2" or "photo <id>";
    empty when nothing was."""

    order_id: UUID
    order_number: int
    external_id: str
    links: tuple[Link, ...]
    broken: tuple[str, ...]

    @property
    def is_intact(self) -> bool:
        """Whether every link and every photo is as it was written."""
        return not self.broken


_ORDER = text("SELECT number, external_id FROM orders WHERE shop_id = :shop AND id = :order")
_LINKS = text(
    """
    SELECT link_no, kind, created_at, sha256, document FROM evidence
    WHERE shop_id = :shop AND order_id = :order ORDER BY link_no LIMIT :most
    """
)
_PHOTOS = text(
    "SELECT id, encode(sha256(picture), 'hex') AS sha256, picture = '' AS is_erased FROM photos "
    "WHERE shop_id = :shop AND id = ANY (CAST(:ids AS uuid[]))"
)


async def evidence_of(read: Read | Tx, shop_id: UUID, order_id: UUID) -> Bundle:
    """The evidence of an order, checked; without links as long as no parcel was closed.

    Raises:
        EvidenceNone: the shop has no such order.
    """
    key = {"shop": shop_id, "order": order_id}
    order = (await read.execute(_ORDER, key)).first()
    if order is None:
        raise EvidenceNone
    rows = await read.execute(_LINKS, {**key, "most": LINKS_MAX})
    links = tuple(Link(**row._mapping) for row in rows)
    told = {
        str(photo["id"]): photo["sha256"]
        for link in links
        for photo in link.facts.get("photos", ())
        if photo["id"]
    }
    there = {
        # an erased one has no bytes to compare (`wms.privacy`): its hash stands in the chain
        str(row.id): told[str(row.id)] if row.is_erased else row.sha256
        for row in await read.execute(_PHOTOS, {"shop": shop_id, "ids": list(told)})
    }
    lost = [f"photo {one}" for one, digest in told.items() if there.get(one) != digest]
    return Bundle(
        order_id=order_id,
        order_number=order.number,
        external_id=order.external_id,
        links=links,
        broken=(*broken_links(links), *lost),
    )


def broken_links(links: tuple[Link, ...]) -> list[str]:
    """The links that are not what was written: another text, or another link before it (pure)."""
    broken = []
    previous = None
    for no, link in enumerate(links, start=1):
        facts = link.facts
        is_whole = sha256(link.document.encode()).hexdigest() == link.sha256
        is_next = facts.get("previous_sha256") == previous and facts.get("link_no") == no
        if not (is_whole and is_next and link.link_no == no):
            broken.append(f"link {no}")
        previous = link.sha256
    return broken


_OPENED_AGAIN = text(
    """
    SELECT keep_evidence(pa.shop_id, pa.order_id, pa.id, 'opened_again', jsonb_build_object(
        'parcel_number', pa.number, 'operator_id', pa.operator_id))
    FROM parcels pa WHERE pa.number = :parcel
    """
)
_CLOSED = text("SELECT evidence_of_close(:parcel)")


async def tell_opened_again(tx: Tx, parcel: int) -> None:
    """A closed parcel is open again; the last thing of its transaction (see keep_evidence)."""
    await tx.execute(_OPENED_AGAIN, {"parcel": parcel})


async def tell_closed(tx: Tx, parcel: int) -> None:
    """A parcel was closed by another verb than a scan; the last thing of its transaction."""
    await tx.execute(_CLOSED, {"parcel": parcel})
