"""What a shop wants done at the dock."""

from __future__ import annotations

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from msgspec import Meta
from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from wms.db import Read, Tx
from wms.inbound.decide import Decision
from wms.inbound.models import InboundRules

#: a month: nobody remembers longer what stood at the dock
DECIDE_WITHIN_MOST_HOURS = 720
#: ten years: no goods are kept longer
DAYS_LEFT_MAX = 3_650


class Fallbacks(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What happens to goods when nobody decides in time, by kind of difference.

    None: accept, but quarantine for ``damaged``, ``wrong_label``, ``wrong_lot``, ``short_dated``.
    What did not come is always accepted.
    """

    #: more came than was announced
    over: Decision | None = None
    #: a product that was not announced
    unexpected_product: Decision | None = None
    #: nothing of the delivery was announced
    unannounced: Decision | None = None
    #: damaged goods
    damaged: Decision | None = None
    #: the label says something else
    wrong_label: Decision | None = None
    #: another lot than was announced
    wrong_lot: Decision | None = None
    #: pieces without a barcode
    no_barcode: Decision | None = None
    #: goods that expire too soon
    short_dated: Decision | None = None


class Rules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a shop's deliveries are received."""

    #: receivers count without seeing how much was announced
    is_blind: bool = False
    #: the time to decide about a difference
    decide_within_hours: Annotated[int, Meta(ge=1, le=DECIDE_WITHIN_MOST_HOURS)] = 48
    #: goods that expire within so many days are held; 0: expired ones only
    least_days_left: Annotated[int, Meta(ge=0, le=DAYS_LEFT_MAX)] = 0
    #: goods of which there are none on a shelf go to an empty place of this kind, if there is one
    put_away_first: Literal["pick_face", "storage"] = "pick_face"
    #: what happens to goods when nobody decides in time
    fallbacks: Fallbacks = Fallbacks()


async def rules_of(read: Read | Tx, shop_id: UUID) -> Rules:
    """The shop's rules; the defaults when it never said anything."""
    row = await read.scalar(
        select(InboundRules)
        .where(InboundRules.shop_id == shop_id)
        .execution_options(populate_existing=True)
    )
    return Rules() if row is None else msgspec.convert(row, Rules, from_attributes=True)


async def put_rules(tx: Tx, shop_id: UUID, rules: Rules) -> Rules:
    """From now on it is so; differences that were noted before keep their time and fallback."""
    kept = msgspec.to_builtins(rules.fallbacks)
    values = msgspec.structs.asdict(rules) | {
        "fallbacks": {kind: decision for kind, decision in kept.items() if decision}
    }
    await tx.execute(
        insert(InboundRules)
        .values(shop_id=shop_id, **values)
        .on_conflict_do_update(index_elements=["shop_id"], set_=values)
    )
    return await rules_of(tx, shop_id)
