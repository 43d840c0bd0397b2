"""Making many products be as said, whether they were known or not."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

import msgspec

from wms.catalog.bring import Judged, State, judge, wanted_from, write
from wms.catalog.codes import stored_codes
from wms.catalog.products import NewProduct, ProductCard
from wms.catalog.queries import cards
from wms.db import Tx
from wms.errors import Refusal


class Put(msgspec.Struct, frozen=True, kw_only=True):
    """A product as it is now, and what was done for it."""

    state: State
    card: ProductCard


async def put_batch(tx: Tx, shop_id: UUID, products: Sequence[NewProduct]) -> list[Put | Refusal]:
    """Register or replace what can be; the answer of each product stands at its index.

    What is as said already is not touched: its version stays.
    """
    results: dict[int, Put | Refusal] = {}
    readable = []
    for index, new in enumerate(products):
        try:
            readable.append((index, wanted_from(new, stored_codes(new.barcodes))))
        except Refusal as no:
            results[index] = no
    judged = await judge(tx, shop_id, [wanted for _, wanted in readable], locked=True)
    fit = [one for one in judged if isinstance(one, Judged)]
    await write(tx, shop_id, fit)
    now = {card.id: card for card in await cards(tx, shop_id, ids=[one.id for one in fit])}
    for (index, _), one in zip(readable, judged, strict=True):
        results[index] = one if isinstance(one, Refusal) else Put(state=one.state, card=now[one.id])
    return [results[index] for index in range(len(products))]
