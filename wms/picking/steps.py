"""What a picker does next, as the screen and the tests see it."""

from __future__ import annotations

from datetime import date
from uuid import UUID

import msgspec


class _Step(msgspec.Struct, frozen=True, kw_only=True, tag_field="expects"):
    """Progress of the walk: tasks done, tasks in all."""

    done: int
    total: int


class TakeTote(_Step, frozen=True, kw_only=True, tag="tote"):
    """Scan an empty tote for this order and set it into the slot of the cart."""

    slot: int
    order_number: int
    shop: str
    #: of a batch: so many orders' pieces go into this one tote
    orders: int | None = None


class _AtTask(_Step, frozen=True, kw_only=True):
    task: UUID
    #: the location; goods in an LPN are where it stands now
    place: str
    #: the LPN in which they are
    container: str | None
    #: of the LPN, else of the location
    place_label: str
    sku: str
    name: str
    shop: str
    quantity: int
    picked: int
    lot: str | None
    expires_on: date | None
    slot: int
    tote: str
    order_number: int
    #: of a batch: so many orders are served here; slot and order number say nothing then
    orders: int | None = None
    #: the last four characters of the product's barcode
    barcode_end: str | None
    #: "shop/picture" of the product's first one; None when there is none
    photo: str | None = None


class GoTo(_AtTask, frozen=True, kw_only=True, tag="place"):
    """Walk to the place and scan its label."""


class Take(_AtTask, frozen=True, kw_only=True, tag="item"):
    """Scan the product and lay it into the tote."""


class Finished(_Step, frozen=True, kw_only=True, tag="nothing"):
    """Bring the totes to packing."""


Step = TakeTote | GoTo | Take | Finished

_decode = msgspec.json.Decoder(Step).decode


def step_from(json_text: str | bytes) -> Step:
    """Read what `sql/pick_next_step.sql` answered."""
    step: Step = _decode(json_text)
    return step
